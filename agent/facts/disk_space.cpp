#include "agent/facts/disk_space.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>

#include <array>
#include <cerrno>

namespace ballast::agent {
namespace {

constexpr std::string_view kProbe = ".ballast-probe";

int create(const std::filesystem::path& file, FileCalls& calls) {
    return calls.open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
}

bool write_all(int fd, FileCalls& calls) {
    const std::array<char, 4096> block{};
    for (std::size_t done = 0; done < block.size();) {
        const auto written = calls.write(fd, block.data() + done, block.size() - done);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        done += static_cast<std::size_t>(written);
    }
    return true;
}

// 0, or the errno of what failed first.
int write_and_close(int fd, FileCalls& calls) {
    int error = write_all(fd, calls) && calls.fsync(fd) == 0 ? 0 : errno;
    if (calls.close(fd) != 0 && error == 0) {
        error = errno;
    }
    return error;
}

}  // namespace

std::filesystem::path nearest_existing(const std::filesystem::path& path) {
    auto at = path;
    std::error_code error;
    while (at.has_relative_path() && !std::filesystem::exists(at, error)) {
        at = at.parent_path();
    }
    return at.empty() ? "." : at;
}

DiskSpace disk_space(const std::filesystem::path& path) {
    struct statvfs facts{};
    if (::statvfs(nearest_existing(path).c_str(), &facts) != 0) {
        return {};
    }
    const auto bytes = [&](fsblkcnt_t blocks) {
        return static_cast<std::int64_t>(blocks * facts.f_frsize);
    };
    return {.free = bytes(facts.f_bavail), .total = bytes(facts.f_blocks)};
}

std::string write_probe(const std::filesystem::path& dir, FileCalls& calls) {
    const auto file = nearest_existing(dir) / kProbe;
    int fd = create(file, calls);
    if (fd < 0 && errno == EEXIST) {
        // A crash left it.
        calls.unlink(file);
        fd = create(file, calls);
    }
    if (fd < 0) {
        return system_error("cannot create " + file.string(), errno).message;
    }
    const int written = write_and_close(fd, calls);
    const int removed = calls.unlink(file) == 0 ? 0 : errno;
    if (written != 0) {
        return system_error("cannot write " + file.string(), written).message;
    }
    return removed == 0 ? std::string()
                        : system_error("cannot remove " + file.string(), removed).message;
}

DirFacts look_at_disk(const std::filesystem::path& dir) {
    const auto space = disk_space(dir);
    DirFacts facts;
    facts.path = dir;
    facts.write_error = write_probe(dir);
    facts.free_bytes = space.free;
    facts.total_bytes = space.total;
    return facts;
}

}  // namespace ballast::agent
