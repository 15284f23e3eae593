// A new .tar.gz, written in one go; libarchive stays in the .cpp file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "common/result.hpp"

namespace ballast::cli {

// The file has mode 0600 and appears, whole, with finish(); without it nothing stays.
class ArchiveWriter {
  public:
    // Every name in it begins with `folder`. Errors: refused (the file exists), io.
    static Result<ArchiveWriter> create(const std::filesystem::path& file, std::string folder);
    ~ArchiveWriter();
    ArchiveWriter(ArchiveWriter&&) noexcept;
    ArchiveWriter& operator=(ArchiveWriter&&) = delete;
    ArchiveWriter(const ArchiveWriter&) = delete;
    ArchiveWriter& operator=(const ArchiveWriter&) = delete;

    // Errors of both: io, refused (somebody made the file meanwhile).
    Result<void> add(const std::string& name, std::string_view content, WallTime time);
    Result<void> finish();

  private:
    struct State;
    std::unique_ptr<State> state_;

    explicit ArchiveWriter(std::unique_ptr<State> state);
};

}  // namespace ballast::cli
