#include "coordinator/cli/cluster/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::cli {
namespace {

constexpr mode_t kPrivate = 0600;

Result<int> open_lock(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, kPrivate);
    if (fd < 0) {
        return std::unexpected(system_error("cannot open " + file.string(), errno));
    }
    return fd;
}

int flock_again(int fd, int operation) {
    int result = 0;
    do {
        result = ::flock(fd, operation);
    } while (result != 0 && errno == EINTR);
    return result;
}

}  // namespace

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

FileLock::~FileLock() {
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

Result<FileLock> FileLock::wait(const std::filesystem::path& file) {
    TRY(const int fd, open_lock(file));
    FileLock lock(fd);
    if (flock_again(fd, LOCK_EX) != 0) {
        return std::unexpected(system_error("cannot lock " + file.string(), errno));
    }
    return lock;
}

Result<FileLock> FileLock::take(const std::filesystem::path& file) {
    TRY(const int fd, open_lock(file));
    FileLock lock(fd);
    if (flock_again(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return std::unexpected(system_error("cannot lock " + file.string(), errno));
        }
        const auto holder = read_file(file, 64).value_or("");
        return fail(ErrorKind::refused,
                    "process " + std::string(trim(holder)) + " holds " + file.string());
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(fd, 0) != 0 ||
        ::pwrite(fd, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
        return std::unexpected(system_error("cannot write " + file.string(), errno));
    }
    return lock;
}

bool is_locked(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        return false;
    }
    const bool locked = flock_again(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(fd);
    return locked;
}

}  // namespace ballast::cli
