#include "coordinator/cli/cluster/addresses.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <json/json.h>
#include <sys/stat.h>

#include <cerrno>

#include "common/files.hpp"
#include "common/json.hpp"
#include "coordinator/cli/cluster/file_lock.hpp"

namespace ballast::cli {
namespace {

constexpr mode_t kShared = 01777;
constexpr mode_t kReadable = 0644;
constexpr std::size_t kClaimLimit = 8192;

// A file that a stranger may have put there: no link is followed and no pipe is waited for.
struct StrangersFile {
    uid_t uid = 0;
    std::string content;
};

Result<std::optional<StrangersFile>> read_strangers_file(const std::filesystem::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) {
        if (errno == ENOENT) {
            return std::nullopt;
        }
        return std::unexpected(system_error("cannot read " + path.string(), errno));
    }
    struct stat status{};
    StrangersFile result;
    std::string content(kClaimLimit, '\0');
    const bool regular = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    const ssize_t size = regular ? ::pread(fd, content.data(), content.size(), 0) : -1;
    ::close(fd);
    if (size < 0) {
        return fail(ErrorKind::io, path.string() + " is not a readable file");
    }
    content.resize(static_cast<std::size_t>(size));
    return StrangersFile{status.st_uid, std::move(content)};
}

Error taken_by(int block, const BlockClaim& claim) {
    return {ErrorKind::refused,
            fmt::format("the addresses 127.{}.x.y belong to the cluster {} of user {} in {}", block,
                        claim.name, claim.uid, claim.dir.string()),
            "ADDRESSES_TAKEN"};
}

}  // namespace

std::string node_address(int block, Role role, int id) {
    return role == Role::kafka ? fmt::format("127.{}.2.{}", block, id + 1)
                               : fmt::format("127.{}.1.{}", block, id);
}

std::string archive_address(int block, Role role) {
    return fmt::format("127.{}.3.{}", block, role == Role::kafka ? 1 : 2);
}

std::string coordinator_address(int block) {
    return fmt::format("127.{}.0.1", block);
}

std::filesystem::path AddressClaims::file(int block) const {
    return folder_ / (std::to_string(block) + ".json");
}

Result<void> AddressClaims::prepare_folder() const {
    if (::mkdir(folder_.c_str(), 0700) == 0) {
        if (::chmod(folder_.c_str(), kShared) != 0) {  // mkdir's mode is cut by the umask
            return std::unexpected(system_error("cannot share " + folder_.string(), errno));
        }
        return {};
    }
    struct stat status{};
    if (errno != EEXIST || ::lstat(folder_.c_str(), &status) != 0) {
        return std::unexpected(system_error("cannot create " + folder_.string(), errno));
    }
    if (!S_ISDIR(status.st_mode)) {
        return fail(
            ErrorKind::io,
            folder_.string() + " is not a folder: remove it, Ballast makes it with mode 1777");
    }
    if ((status.st_mode & 07777) == kShared) {
        return {};
    }
    // Its maker was killed before the chmod, or somebody changed it.
    if (status.st_uid == uid_ && ::chmod(folder_.c_str(), kShared) == 0) {
        return {};
    }
    return fail(ErrorKind::io,
                fmt::format("{} has mode {:o}: its owner or root must run `chmod "
                            "1777 {}`, so that all users' clusters can share it",
                            folder_.string(), status.st_mode & 07777U, folder_.string()));
}

Result<std::optional<BlockClaim>> AddressClaims::holder(int block) const {
    TRY(const auto present, read_strangers_file(file(block)));
    if (!present) {
        return std::nullopt;
    }
    const auto root = parse_json(present->content);
    if (!root) {
        return BlockClaim{present->uid, "(unreadable claim)", file(block)};
    }
    const JsonView view(*root);
    // The file's owner says whose it is: the text could claim anything.
    return BlockClaim{present->uid, view.string_or("name", "?").value_or("?"),
                      view.string_or("dir", "/").value_or("/")};
}

bool AddressClaims::is_stale(const BlockClaim& claim) const {
    struct stat status{};
    return claim.uid == uid_ && ::lstat(claim.dir.c_str(), &status) != 0 && errno == ENOENT;
}

Result<bool> AddressClaims::create(int block, const BlockClaim& claim) const {
    Json::Value root;
    root["uid"] = claim.uid;
    root["name"] = claim.name;
    root["dir"] = claim.dir.string();
    // Written aside under our own name, then linked: link(2) fails where somebody was quicker.
    const auto aside = folder_ / fmt::format(".{}.{}", uid_, block);
    ::unlink(aside.c_str());
    const int fd =
        ::open(aside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kReadable);
    if (fd < 0) {
        return std::unexpected(system_error("cannot create " + aside.string(), errno));
    }
    const std::string text = to_json(root) + "\n";
    const bool written =
        ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        ::fchmod(fd, kReadable) == 0 && ::fsync(fd) == 0;
    int error = errno;
    ::close(fd);
    bool linked = false;
    if (written) {
        linked = ::link(aside.c_str(), file(block).c_str()) == 0;
        error = errno;
    }
    ::unlink(aside.c_str());
    if (linked || (written && error == EEXIST)) {
        return linked;
    }
    return std::unexpected(system_error("cannot create " + file(block).string(), error));
}

Result<int> AddressClaims::claim(const std::string& name, const std::filesystem::path& dir,
                                 int wanted, const std::function<bool(int block)>& is_quiet) {
    TRY_VOID(prepare_folder());
    TRY(const auto lock, FileLock::wait(folder_ / fmt::format(".lock.{}", uid_)));
    const BlockClaim ours{uid_, name, dir};
    const int first = wanted != 0 ? wanted : kFirstBlock;
    const int last = wanted != 0 ? wanted : kLastBlock;
    const auto is_ours = [&](const std::optional<BlockClaim>& present) {
        return present && present->uid == uid_ && present->dir == dir;
    };
    if (wanted == 0) {  // a broken-off run may have claimed one already
        for (int block = first; block <= last; ++block) {
            if (is_ours(holder(block).value_or(std::nullopt))) {
                return block;
            }
        }
    }
    for (int block = first; block <= last; ++block) {
        auto looked = holder(block);
        if (!looked) {
            if (wanted != 0) {
                return std::unexpected(looked.error());
            }
            continue;
        }
        auto present = *std::move(looked);
        if (present && is_stale(*present)) {
            ::unlink(file(block).c_str());
            present.reset();
        }
        if (is_ours(present)) {
            return block;
        }
        if (present && wanted != 0) {
            return std::unexpected(taken_by(block, *present));
        }
        if (present || (wanted == 0 && !is_quiet(block))) {
            continue;
        }
        TRY(const bool created, create(block, ours));
        if (created) {
            return block;
        }
        if (wanted != 0) {
            return fail(ErrorKind::refused, "another user took the addresses just now");
        }
    }
    return fail(ErrorKind::refused,
                fmt::format("no block of addresses 127.{}.x.y to 127.{}.x.y is free: each is "
                            "claimed in {} or something listens there",
                            kFirstBlock, kLastBlock, folder_.string()));
}

Result<void> AddressClaims::release(int block, const std::filesystem::path& dir) {
    TRY(const auto present, holder(block));
    if (!present || present->uid != uid_ || present->dir != dir) {
        return {};
    }
    TRY(const auto lock, FileLock::wait(folder_ / fmt::format(".lock.{}", uid_)));
    if (::unlink(file(block).c_str()) != 0 && errno != ENOENT) {
        return std::unexpected(system_error("cannot remove " + file(block).string(), errno));
    }
    return {};
}

}  // namespace ballast::cli
