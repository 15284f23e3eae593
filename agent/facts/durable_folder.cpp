#include "agent/facts/durable_folder.hpp"

#include <fcntl.h>

#include <cerrno>

namespace ballast::agent {

Result<void> sync_folder(const std::filesystem::path& folder, FileCalls& calls) {
    const int fd = calls.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (fd < 0 && errno == ENOENT) {
        return {};
    }
    const int error = fd < 0 || calls.fsync(fd) != 0 ? errno : 0;
    if (fd >= 0) {
        calls.close(fd);
    }
    return error == 0 ? Result<void>()
                      : std::unexpected(system_error("cannot sync " + folder.string(), error));
}

}  // namespace ballast::agent
