// What goes into a support archive: masked texts, and a list of what is there and what is not.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "coordinator/cli/support/archive_writer.hpp"
#include "coordinator/cli/support/secret_mask.hpp"

namespace ballast::cli {

// Nothing reaches the archive but through the mask. The clock outlives it.
class Bundle {
  public:
    static constexpr std::size_t kTail = std::size_t{50} << 20U;

    Bundle(ArchiveWriter writer, SecretMask mask, const Clock& clock)
        : writer_(std::move(writer)), mask_(std::move(mask)), clock_(clock) {}

    void add(const std::string& name, TextKind kind, std::string_view text,
             const std::string& note = {});
    // The last kTail bytes of a file, from a line's beginning; a file that cannot be read or is no
    // text is missing.
    void add_file(const std::string& name, TextKind kind, const std::filesystem::path& file);
    void missing(const std::string& name, const std::string& why);

    // Adds MANIFEST.txt, which begins with `title`. Errors: io, refused; also of all before.
    Result<void> finish(const std::string& title);

  private:
    ArchiveWriter writer_;
    SecretMask mask_;
    const Clock& clock_;
    std::string there_;
    std::string missing_;
    Result<void> written_;

    void write(const std::string& name, std::string_view content);
};

}  // namespace ballast::cli
