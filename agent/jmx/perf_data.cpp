#include "agent/jmx/perf_data.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include "common/files.hpp"

namespace ballast::agent::jmx {
namespace {

constexpr std::size_t kLargestFile = std::size_t{4} << 20U;  // 32 KiB unless told otherwise
constexpr std::size_t kMostCounters = 4096;
constexpr std::size_t kPrologue = 32;
constexpr std::size_t kEntryHead = 20;

std::unexpected<Error> bad(std::string_view why) {
    return fail(ErrorKind::invalid, fmt::format("not a file of JVM counters: {}", why));
}

// The caller has checked that the number lies within `bytes`.
template <class Number>
Number little_endian(std::string_view bytes, std::size_t offset) {
    Number value;
    std::memcpy(&value, bytes.data() + offset, sizeof(value));
    return value;
}

// One entry without what follows it: offsets in it cannot reach another.
Result<void> add_entry(std::string_view entry, PerfCounters& out) {
    const auto name_offset = little_endian<std::uint32_t>(entry, 4);
    const auto vector_length = little_endian<std::uint32_t>(entry, 8);
    const char type = entry[12];
    const auto data_offset = little_endian<std::uint32_t>(entry, 16);
    if (name_offset >= entry.size() || data_offset >= entry.size()) {
        return bad("a counter points out of itself");
    }
    const auto rest = entry.substr(name_offset);
    const auto name = rest.substr(0, rest.find('\0'));
    if (name.size() == rest.size()) {
        return bad("a counter's name does not end");
    }
    const auto data = entry.substr(data_offset);
    if (type == 'J' && vector_length == 0) {
        if (data.size() < sizeof(std::int64_t)) {
            return bad(fmt::format("the number of '{}' is cut off", name));
        }
        out.insert_or_assign(std::string(name), little_endian<std::int64_t>(data, 0));
    } else if (type == 'B' && vector_length > 0) {
        const auto field = data.substr(0, vector_length);
        out.insert_or_assign(std::string(name), std::string(field.substr(0, field.find('\0'))));
    }
    return {};  // no other kind is in use
}

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) {
            ::close(fd_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }

  private:
    int fd_;
};

struct JvmProcess {
    uid_t user = 0;         // the effective one
    std::string pid_there;  // in its own namespace
};

// A word of the line of /proc/PID/status that begins with `key`: the nth from 0, or the last.
std::string word_of(std::string_view status, std::string_view key, std::optional<std::size_t> nth) {
    const auto at = status.find(key);
    if (at == std::string_view::npos) {
        return {};
    }
    auto line = status.substr(at + key.size());
    line = line.substr(0, line.find('\n'));
    std::string word;
    for (std::size_t i = 0; !nth || i <= *nth; ++i) {
        const auto begin = line.find_first_not_of(" \t");
        if (begin == std::string_view::npos) {
            break;
        }
        line.remove_prefix(begin);
        const auto end = std::min(line.find_first_of(" \t"), line.size());
        word = line.substr(0, end);
        line.remove_prefix(end);
    }
    return word;
}

Result<JvmProcess> look_up(pid_t pid, const std::filesystem::path& root) {
    const auto status = read_file(root / "proc" / std::to_string(pid) / "status");
    if (!status) {
        return fail(ErrorKind::not_found, fmt::format("no process {}", pid));
    }
    JvmProcess process;
    const auto user = word_of(*status, "\nUid:", 1);
    const auto parsed = std::from_chars(user.data(), user.data() + user.size(), process.user);
    if (parsed.ec != std::errc()) {
        return fail(ErrorKind::io, fmt::format("/proc/{}/status names no user", pid));
    }
    process.pid_there = word_of(*status, "\nNSpid:", std::nullopt);
    if (process.pid_there.empty()) {
        process.pid_there = std::to_string(pid);
    }
    return process;
}

// The folders of others may hold links, pipes and endless files: nothing of the kind is followed.
std::optional<std::string> read_if_owned(const std::filesystem::path& file, uid_t user) {
    const Descriptor fd(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat info{};
    if (fd.get() < 0 || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode) ||
        info.st_uid != user || static_cast<std::size_t>(info.st_size) > kLargestFile) {
        return std::nullopt;
    }
    std::string bytes(static_cast<std::size_t>(info.st_size), '\0');
    std::size_t have = 0;
    while (have < bytes.size()) {
        const auto count = ::read(fd.get(), bytes.data() + have, bytes.size() - have);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count <= 0) {
            break;
        }
        have += static_cast<std::size_t>(count);
    }
    bytes.resize(have);
    return bytes;
}

std::optional<std::string> find_in(const std::filesystem::path& folder, const std::string& pid,
                                   uid_t user) {
    constexpr int kMostFolders = 10'000;
    std::error_code error;
    int seen = 0;
    for (std::filesystem::directory_iterator it(folder, error), end;
         !error && it != end && ++seen <= kMostFolders; it.increment(error)) {
        if (!it->path().filename().native().starts_with("hsperfdata_")) {
            continue;
        }
        if (auto bytes = read_if_owned(it->path() / pid, user)) {
            return bytes;
        }
    }
    return std::nullopt;
}

}  // namespace

Result<PerfCounters> parse_perf_data(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.size() < kPrologue || !bytes.starts_with("\xCA\xFE\xC0\xC0"sv)) {
        return bad("it begins otherwise");
    }
    if (bytes[4] != 1 || bytes[5] != 2) {
        return bad("its byte order is not little-endian or its format not 2");
    }
    if (bytes[7] == 0) {
        return bad("the JVM has not finished it yet");
    }
    bytes = bytes.substr(0, std::max<std::size_t>(little_endian<std::uint32_t>(bytes, 8),
                                                  kPrologue));  // what is in use
    std::size_t at = little_endian<std::uint32_t>(bytes, 24);
    const std::size_t count = little_endian<std::uint32_t>(bytes, 28);
    if (count > kMostCounters) {
        return bad(fmt::format("{} counters", count));
    }
    PerfCounters out;
    for (std::size_t i = 0; i < count; ++i) {
        if (at > bytes.size() || bytes.size() - at < kEntryHead) {
            return bad("it ends too soon");
        }
        const std::size_t length = little_endian<std::uint32_t>(bytes, at);
        if (length < kEntryHead || length > bytes.size() - at) {
            return bad("a counter of an impossible size");
        }
        TRY_VOID(add_entry(bytes.substr(at, length), out));
        at += length;
    }
    return out;
}

Result<PerfCounters> read_perf_data(pid_t pid, const std::filesystem::path& root) {
    TRY(const auto process, look_up(pid, root));
    // What the process itself sees as /tmp comes first; it takes the right to trace it.
    const auto own = root / "proc" / std::to_string(pid) / "root" / "tmp";
    auto bytes = find_in(own, process.pid_there, process.user);
    if (!bytes) {
        bytes = find_in(root / "tmp", std::to_string(pid), process.user);
    }
    if (!bytes) {
        return fail(ErrorKind::not_found,
                    fmt::format("process {} has no readable counters in /tmp/hsperfdata_*: it is "
                                "no JVM, runs with -XX:-UsePerfData, or as another user",
                                pid));
    }
    return parse_perf_data(*bytes);
}

}  // namespace ballast::agent::jmx
