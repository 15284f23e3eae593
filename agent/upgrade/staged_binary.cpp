#include "agent/upgrade/staged_binary.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/bytes.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kPrefix = "ballast-agent-";
constexpr std::size_t kDigitsInName = 12;
constexpr std::string_view kElfMagic = "\x7f\x45LF";

class OpenFile {
  public:
    OpenFile(FileCalls& calls, int fd) : calls_(calls), fd_(fd) {}
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    ~OpenFile() {
        if (fd_ >= 0) {
            calls_.close(fd_);
        }
    }
    explicit operator bool() const { return fd_ >= 0; }
    int get() const { return fd_; }
    int close() { return calls_.close(std::exchange(fd_, -1)); }

  private:
    FileCalls& calls_;
    int fd_;
};

class Sha256 {
  public:
    Sha256() { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
    void add(std::string_view bytes) {
        EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
    }
    std::string hex() {
        std::string digest(static_cast<std::size_t>(EVP_MD_get_size(EVP_sha256())), '\0');
        EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()),
                           nullptr);
        return to_hex(digest);
    }

  private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(),
                                                                     &EVP_MD_CTX_free};
};

Error sync_error(const std::filesystem::path& file) {
    return system_error("cannot sync " + file.string(), errno);
}

// Hands `file` on piece by piece; the first piece is at least as long as the magic, if the file is.
template <class Take>
Result<void> read_all(const OpenFile& file, const std::filesystem::path& name, const Take& take) {
    std::array<char, std::size_t{64} << 10U> chunk;
    for (;;) {
        const ssize_t got = ::read(file.get(), chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return std::unexpected(system_error("cannot read " + name.string(), errno));
        }
        if (got == 0) {
            return {};
        }
        TRY_VOID(take(std::string_view(chunk.data(), static_cast<std::size_t>(got))));
    }
}

Result<void> check_source(const OpenFile& file, const std::filesystem::path& source) {
    struct stat facts{};
    if (::fstat(file.get(), &facts) != 0) {
        return std::unexpected(system_error("cannot look at " + source.string(), errno));
    }
    if (!S_ISREG(facts.st_mode)) {
        return fail(ErrorKind::invalid, source.string() + " is not a regular file",
                    "NOT_A_PROGRAM");
    }
    const auto unsafe = [&](const std::string& why) {
        return fail(ErrorKind::refused, source.string() + " " + why, "UNSAFE_BINARY");
    };
    if (facts.st_uid != 0 && facts.st_uid != ::geteuid()) {
        return unsafe(fmt::format("belongs to user {}; it must belong to root or to user {}",
                                  facts.st_uid, ::geteuid()));
    }
    const bool group_counts = facts.st_gid != 0 && facts.st_gid != ::getegid();
    if ((facts.st_mode & S_IWOTH) != 0 || (group_counts && (facts.st_mode & S_IWGRP) != 0)) {
        return unsafe(fmt::format("may be written by others (mode {:o}): chmod go-w it first",
                                  facts.st_mode & 07777U));
    }
    if (static_cast<std::uintmax_t>(facts.st_size) > kMaxBinarySize) {
        return unsafe(
            fmt::format("has {} bytes, at most {} are taken", facts.st_size, kMaxBinarySize));
    }
    return {};
}

// The sum of what is staged under this name; empty where nothing is.
std::string staged_sum(const std::filesystem::path& target, FileCalls& calls) {
    const OpenFile file(calls, ::open(target.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    Sha256 sum;
    const auto read = !file ? fail(ErrorKind::not_found, "")
                            : read_all(file, target, [&](std::string_view bytes) -> Result<void> {
                                  sum.add(bytes);
                                  return {};
                              });
    return read ? sum.hex() : std::string();
}

Result<void> write_all(const OpenFile& out, std::string_view bytes,
                       const std::filesystem::path& name, FileCalls& calls) {
    while (!bytes.empty()) {
        const ssize_t written = calls.write(out.get(), bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) {
            return std::unexpected(system_error("cannot write " + name.string(), errno));
        }
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    return {};
}

// The whole source, checked, under the temporary name and on the disk.
Result<void> copy(const std::filesystem::path& source, std::string_view sha256,
                  const std::filesystem::path& temporary, FileCalls& calls) {
    // Not blocked by a FIFO, whose refusal comes next.
    const OpenFile in(calls, source.is_absolute()
                                 ? ::open(source.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
                                 : (errno = ENOENT, -1));
    if (!in) {
        auto error = system_error(
            "cannot open " + source.string() + ", which must be a full path on the node's machine",
            errno);
        return fail(ErrorKind::not_found, error.message, "BINARY_NOT_FOUND");
    }
    TRY_VOID(check_source(in, source));
    constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
    calls.unlink(temporary);  // what a crash left
    OpenFile out(calls, calls.open(temporary, kFlags, 0700));
    if (!out) {
        return std::unexpected(system_error("cannot create " + temporary.string(), errno));
    }
    Sha256 sum;
    std::uintmax_t size = 0;
    TRY_VOID(read_all(in, source, [&](std::string_view bytes) -> Result<void> {
        if (size == 0 && !bytes.starts_with(kElfMagic)) {
            return fail(ErrorKind::invalid,
                        source.string() + " is no program of Linux: it has no ELF magic",
                        "NOT_A_PROGRAM");
        }
        size += bytes.size();
        if (size > kMaxBinarySize) {
            return fail(ErrorKind::refused, source.string() + " grows while it is read",
                        "UNSAFE_BINARY");
        }
        sum.add(bytes);
        return write_all(out, bytes, temporary, calls);
    }));
    if (size == 0) {
        return fail(ErrorKind::invalid, source.string() + " is empty", "NOT_A_PROGRAM");
    }
    if (const auto found = sum.hex(); found != sha256) {
        return fail(
            ErrorKind::refused,
            fmt::format("{} has the SHA-256 {}, wanted was {}", source.string(), found, sha256),
            "WRONG_SHA256");
    }
    if (::fchmod(out.get(), 0755) != 0 || calls.fsync(out.get()) != 0 || out.close() != 0) {
        return std::unexpected(sync_error(temporary));
    }
    return {};
}

bool is_staged_name(std::string_view name) {
    return name.starts_with(kPrefix) && name.size() == kPrefix.size() + kDigitsInName;
}

// What cannot be removed only costs space.
void remove_old(const std::filesystem::path& folder, const std::filesystem::path& staged,
                const std::filesystem::path& in_use, FileCalls& calls) {
    std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> others;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        const auto name = entry.path().filename().string();
        if (name.starts_with("." + std::string(kPrefix))) {
            calls.unlink(entry.path());
        } else if (is_staged_name(name) && entry.path() != staged) {
            others.emplace_back(entry.last_write_time(error), entry.path());
        }
    }
    std::ranges::sort(others, std::ranges::greater());
    for (std::size_t i = 1; i < others.size(); ++i) {
        if (others[i].second != in_use) {
            calls.unlink(others[i].second);
        }
    }
}

}  // namespace

std::filesystem::path running_program() {
    std::error_code unknown;
    return std::filesystem::read_symlink("/proc/self/exe", unknown);
}

Result<std::filesystem::path> stage_binary(const std::filesystem::path& source,
                                           std::string_view sha256,
                                           const std::filesystem::path& folder,
                                           const std::filesystem::path& in_use, FileCalls& calls) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string sum(sha256);
    std::ranges::transform(sum, sum.begin(),
                           [](char c) { return c >= 'A' && c <= 'F' ? char(c + 'a' - 'A') : c; });
    if (sum.size() != 64 || sum.find_first_not_of(kDigits) != std::string::npos) {
        return fail(ErrorKind::invalid, "a SHA-256 has 64 hexadecimal digits", "WRONG_SHA256");
    }
    TRY_VOID(make_folders(folder, 0700));
    const auto name = std::string(kPrefix) + sum.substr(0, kDigitsInName);
    auto target = folder / name;
    if (staged_sum(target, calls) != sum) {
        const auto temporary = folder / ("." + name + ".tmp");
        auto copied = copy(source, sum, temporary, calls);
        if (!copied) {
            calls.unlink(temporary);
            return std::unexpected(std::move(copied).error());
        }
        if (calls.rename(temporary, target) != 0) {
            return std::unexpected(system_error("cannot rename to " + target.string(), errno));
        }
    }
    // Also where it was there: a crash may have come between its name and this.
    const OpenFile directory(calls, calls.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
    if (!directory || calls.fsync(directory.get()) != 0) {
        return std::unexpected(sync_error(folder));
    }
    remove_old(folder, target, in_use, calls);
    return target;
}

}  // namespace ballast::agent
