#include "common/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace ballast {
namespace {

// Closes on every path; close() on purpose reports its error.
class Descriptor {
  public:
    Descriptor(FileCalls& calls, int fd) : calls_(calls), fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) {
            calls_.close(fd_);
        }
    }
    int get() const { return fd_; }
    int close() { return calls_.close(std::exchange(fd_, -1)); }

  private:
    FileCalls& calls_;
    int fd_;
};

Result<void> write_all(FileCalls& calls, int fd, std::string_view content,
                       const std::filesystem::path& file) {
    while (!content.empty()) {
        const ssize_t written = calls.write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return std::unexpected(system_error("cannot write " + file.string(), errno));
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> write_and_sync(FileCalls& calls, const std::filesystem::path& file,
                            std::string_view content, mode_t mode) {
    constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    int fd = calls.open(file, kFlags, mode);
    if (fd < 0 && errno == EEXIST) {
        // What a crash left has its own mode, perhaps wider than this one.
        calls.unlink(file);
        fd = calls.open(file, kFlags, mode);
    }
    Descriptor out(calls, fd);
    if (out.get() < 0) {
        return std::unexpected(system_error("cannot create " + file.string(), errno));
    }
    TRY_VOID(write_all(calls, out.get(), content, file));
    if (calls.fsync(out.get()) != 0 || out.close() != 0) {
        return std::unexpected(system_error("cannot sync " + file.string(), errno));
    }
    return {};
}

}  // namespace

int FileCalls::open(const std::filesystem::path& file, int flags, mode_t mode) {
    return ::open(file.c_str(), flags, mode);
}
ssize_t FileCalls::write(int fd, const void* data, std::size_t size) {
    return ::write(fd, data, size);
}
int FileCalls::fsync(int fd) {
    return ::fsync(fd);
}
int FileCalls::close(int fd) {
    return ::close(fd);
}
int FileCalls::rename(const std::filesystem::path& from, const std::filesystem::path& to) {
    return ::rename(from.c_str(), to.c_str());
}
int FileCalls::unlink(const std::filesystem::path& file) {
    return ::unlink(file.c_str());
}

FileCalls& system_files() {
    static FileCalls calls;
    return calls;
}

Error system_error(const std::string& what, int error_number) {
    return {ErrorKind::io, what + ": " + std::generic_category().message(error_number), {}};
}

Result<std::string> read_file(const std::filesystem::path& file, std::size_t limit) {
    Descriptor in(system_files(), ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (in.get() < 0) {
        auto error = system_error("cannot read " + file.string(), errno);
        error.kind = errno == ENOENT ? ErrorKind::not_found : ErrorKind::io;
        return std::unexpected(std::move(error));
    }
    std::string content;
    std::string chunk(64U << 10U, '\0');
    for (;;) {
        const ssize_t got = ::read(in.get(), chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return std::unexpected(system_error("cannot read " + file.string(), errno));
        }
        if (got == 0) {
            return content;
        }
        content.append(chunk, 0, static_cast<std::size_t>(got));
        if (content.size() > limit) {
            return fail(ErrorKind::io, "cannot read " + file.string() + ": larger than " +
                                           std::to_string(limit) + " bytes");
        }
    }
}

Result<void> write_file_durably(const std::filesystem::path& file, std::string_view content,
                                mode_t mode, FileCalls& calls) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    auto temporary = folder / ("." + file.filename().string() + ".tmp");
    if (auto written = write_and_sync(calls, temporary, content, mode); !written) {
        calls.unlink(temporary);
        return written;
    }
    if (calls.rename(temporary, file) != 0) {
        const int error = errno;
        calls.unlink(temporary);
        return std::unexpected(system_error("cannot rename to " + file.string(), error));
    }
    Descriptor directory(calls, calls.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
    if (directory.get() < 0 || calls.fsync(directory.get()) != 0) {
        return std::unexpected(system_error("cannot sync " + folder.string(), errno));
    }
    return {};
}

Result<bool> update_file_durably(const std::filesystem::path& file, std::string_view content,
                                 mode_t mode, FileCalls& calls) {
    if (const auto present = read_file(file); present && *present == content) {
        return false;
    }
    TRY_VOID(write_file_durably(file, content, mode, calls));
    return true;
}

Result<void> make_folders(const std::filesystem::path& folder, mode_t mode) {
    std::filesystem::path path;
    for (const auto& part : folder) {
        path /= part;
        if (path.empty() || path == "/") {
            continue;
        }
        if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) {
            return std::unexpected(
                system_error("cannot create the folder " + path.string(), errno));
        }
    }
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored)) {
        return fail(ErrorKind::io, folder.string() + " is not a folder");
    }
    return {};
}

}  // namespace ballast
