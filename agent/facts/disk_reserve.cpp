#include "agent/facts/disk_reserve.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "agent/facts/disk_space.hpp"
#include "agent/facts/durable_folder.hpp"

namespace ballast::agent {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMebi = std::int64_t{1} << 20U;
constexpr std::int64_t kMost = 256 * kMebi;

fs::path state_of(const fs::path& volume) {
    return volume / "state";
}
fs::path reserve_of(const fs::path& volume) {
    return state_of(volume) / "reserve";
}
fs::path unfinished_of(const fs::path& volume) {
    return state_of(volume) / ".reserve.tmp";
}

// What deleting it would free; a file with holes frees less than its length.
std::int64_t allocated_bytes(const fs::path& file) {
    constexpr std::int64_t kStatBlock = 512;
    struct stat facts{};
    return ::lstat(file.c_str(), &facts) == 0 && S_ISREG(facts.st_mode)
               ? facts.st_blocks * kStatBlock
               : 0;
}

std::optional<dev_t> device_of(const fs::path& path) {
    struct stat facts{};
    return ::stat(nearest_existing(path).c_str(), &facts) == 0 ? std::optional(facts.st_dev)
                                                               : std::nullopt;
}

// The first of the dirs on the volume's own file system; null: none.
const DirFacts* dir_beside(const fs::path& volume, std::span<const DirFacts> dirs) {
    const auto own = device_of(volume);
    const auto at =
        std::ranges::find_if(dirs, [&](const DirFacts& dir) { return device_of(dir.path) == own; });
    return own && at != dirs.end() ? &*at : nullptr;
}

// False where the file system cannot do it or has no room: then there is no reserve.
Result<bool> allocate(int fd, const fs::path& file, std::int64_t size) {
    while (::fallocate(fd, 0, 0, size) != 0) {
        switch (errno) {
            case EINTR:
                continue;
            case EOPNOTSUPP:
            case ENOSYS:
            case ENOSPC:
            case EDQUOT:
                return false;
            default:
                return std::unexpected(system_error("cannot allocate " + file.string(), errno));
        }
    }
    return true;
}

Result<bool> write_unfinished(const fs::path& file, std::int64_t size, FileCalls& calls) {
    const int fd = calls.open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        return std::unexpected(system_error("cannot create " + file.string(), errno));
    }
    auto done = allocate(fd, file, size);
    if (done && *done && calls.fsync(fd) != 0) {
        done = std::unexpected(system_error("cannot sync " + file.string(), errno));
    }
    if (calls.close(fd) != 0 && done && *done) {
        done = std::unexpected(system_error("cannot close " + file.string(), errno));
    }
    return done;
}

}  // namespace

std::int64_t reserve_bytes(const fs::path& volume) {
    return allocated_bytes(reserve_of(volume));
}

bool reserve_helps(const fs::path& volume, std::span<const DirFacts> dirs) {
    return dir_beside(volume, dirs) != nullptr;
}

Result<std::int64_t> make_reserve(const StartFacts& facts, const fs::path& volume,
                                  FileCalls& calls) {
    const auto unfinished = unfinished_of(volume);
    if (calls.unlink(unfinished) != 0 && errno != ENOENT) {
        return std::unexpected(system_error("cannot remove " + unfinished.string(), errno));
    }
    if (const auto present = reserve_bytes(volume); present > 0) {
        return present;
    }
    const auto* dir = facts.identity.role == Role::kafka ? dir_beside(volume, facts.dirs) : nullptr;
    if (dir == nullptr) {
        return 0;
    }
    const auto size = std::min(kMost, dir->total_bytes / 100) / kMebi * kMebi;
    if (size <= 0 || dir->free_bytes - size < 4 * facts.needed_free_bytes) {
        return 0;
    }
    const auto written = write_unfinished(unfinished, size, calls);
    if (!written || !*written) {
        calls.unlink(unfinished);
        return written ? Result<std::int64_t>(0) : std::unexpected(written.error());
    }
    if (calls.rename(unfinished, reserve_of(volume)) != 0) {
        const int error = errno;
        calls.unlink(unfinished);
        return std::unexpected(system_error("cannot make " + reserve_of(volume).string(), error));
    }
    TRY_VOID(sync_folder(state_of(volume), calls));
    return reserve_bytes(volume);
}

Result<std::int64_t> give_back_reserve(const fs::path& volume, FileCalls& calls) {
    std::int64_t freed = 0;
    for (const auto& file : {reserve_of(volume), unfinished_of(volume)}) {
        const auto bytes = allocated_bytes(file);
        if (calls.unlink(file) == 0) {
            freed += bytes;
        } else if (errno != ENOENT) {
            return std::unexpected(system_error("cannot remove " + file.string(), errno));
        }
    }
    TRY_VOID(sync_folder(state_of(volume), calls));
    return freed;
}

}  // namespace ballast::agent
