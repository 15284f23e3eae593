// A node that lives for one archive: its own temporary folder, one server, one broker.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "agent/archive/archive_maker.hpp"
#include "agent/process/short_process.hpp"
#include "common/result.hpp"

namespace ballast::agent {

// Removes its folder when it goes out of scope.
class ScratchFolder {
  public:
    static Result<ScratchFolder> make(const std::filesystem::path& parent);
    ScratchFolder(ScratchFolder&& other) noexcept : path_(std::move(other.path_)) {
        other.path_.clear();
    }
    ScratchFolder& operator=(ScratchFolder&&) = delete;
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder();
    const std::filesystem::path& path() const { return path_; }

  private:
    explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

struct ScratchPlace {
    std::filesystem::path folder;
    std::filesystem::path secrets;  // on tmpfs: the password of a broker that lives for seconds
};

// A JVM of the role, started from the same rendering and command line as a real node's, with more
// options. Errors: those of the preparation and of the start.
Result<std::unique_ptr<ShortProcess>> start_scratch_node(
    boost::asio::any_io_executor executor, const ArchiveOrder& order, Role role,
    const ScratchPlace& place, const std::vector<std::string>& more_options);

// The identity of the scratch node of a role.
NodeIdentity scratch_identity(const ArchiveOrder& order, Role role);

}  // namespace ballast::agent
