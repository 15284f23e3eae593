#include "tests/integration/support/broken_machine.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <fstream>
#include <utility>

#include "common/files.hpp"
#include "common/json.hpp"
#include "common/text.hpp"
#include "tests/integration/support/fault_cluster.hpp"

namespace ballast::test {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMebi = std::int64_t{1} << 20U;

// A file of cgroupfs takes a value in one write.
bool write_value(const fs::path& file, const std::string& value) {
    std::ofstream out(file);
    out << value << std::flush;
    return out.good();
}

std::int64_t number_in(const fs::path& file) {
    const auto text = read_file(file);
    return text ? parse_integer(trim(*text)).value_or(0) : 0;
}

std::string single_quoted(const std::string& text) {
    return "'" + text + "'";
}

}  // namespace

std::string own_mounts() {
    if (unshare(CLONE_NEWNS) != 0 || mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr)) {
        return system_error("mounts need root and a kernel that lets it", errno).message;
    }
    return {};
}

std::optional<Mounted> Mounted::memory(const fs::path& folder, int mebibytes) {
    const auto options = fmt::format("size={}m,mode=0700", mebibytes);
    const auto staging = folder.string() + ".staging";
    fs::create_directory(staging);
    if (mount("ballast-test", staging.c_str(), "tmpfs", 0, options.c_str()) != 0) {
        return std::nullopt;
    }
    const bool copied =
        run_command({"cp", "-a", (folder / ".").string(), staging + "/"}).exit_code == 0;
    const bool moved =
        copied && mount(staging.c_str(), folder.c_str(), nullptr, MS_MOVE, nullptr) == 0;
    if (!moved) {
        umount2(staging.c_str(), MNT_DETACH);
    }
    fs::remove(staging);
    return moved ? std::optional(Mounted(folder)) : std::nullopt;
}

std::optional<Mounted> Mounted::read_only(const fs::path& folder) {
    if (mount(folder.c_str(), folder.c_str(), nullptr, MS_BIND, nullptr) != 0) {
        return std::nullopt;
    }
    Mounted mounted(folder);
    if (mount(nullptr, folder.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) != 0) {
        return std::nullopt;
    }
    return mounted;
}

Mounted::Mounted(Mounted&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}

Mounted::~Mounted() {
    if (!folder_.empty()) {
        umount2(folder_.c_str(), MNT_DETACH);
    }
}

bool Mounted::leave_free(std::int64_t mebibytes) const {
    make_room();
    struct statvfs space{};
    if (statvfs(folder_.c_str(), &space) != 0) {
        return false;
    }
    const auto more =
        static_cast<std::int64_t>(space.f_bavail * space.f_frsize) - mebibytes * kMebi;
    const int fd = open(filler().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const bool filled = fd >= 0 && more > 0 && fallocate(fd, 0, 0, more) == 0;
    close(fd);
    return filled;
}

void Mounted::make_room() const {
    fs::remove(filler());
}

std::optional<MemoryGroup> MemoryGroup::make(const std::string& name) {
    const auto groups = read_file("/proc/self/cgroup");
    for (const auto line : split(groups.value_or(""), '\n')) {
        const auto parts = split(line, ':');
        if (parts.size() < 3 || parts[1] != "memory") {
            continue;
        }
        const auto folder = fs::path("/sys/fs/cgroup/memory") / fs::path(parts[2]).relative_path() /
                            fmt::format("ballast-test-{}-{}", name, getpid());
        std::error_code error;
        if (fs::create_directory(folder, error)) {
            return MemoryGroup(folder);
        }
    }
    return std::nullopt;
}

MemoryGroup::MemoryGroup(MemoryGroup&& other) noexcept
    : folder_(std::exchange(other.folder_, {})) {}

MemoryGroup::~MemoryGroup() {
    // rmdir(2), not unlink: the kernel's files in it go with it. Only once nobody is in there.
    if (!folder_.empty()) {
        limit(-1);
        eventually([&] { return rmdir(folder_.c_str()) == 0; }, Seconds{20});
    }
}

bool MemoryGroup::limit(std::int64_t bytes) const {
    return write_value(folder_ / "memory.limit_in_bytes", std::to_string(bytes));
}

std::int64_t MemoryGroup::used() const {
    return number_in(folder_ / "memory.usage_in_bytes");
}

Json::Value shown(const TestCluster& cluster, const std::string& node) {
    const auto parsed = parse_json(cluster.ballast("node", {"show", node, "-o", "json"}).out);
    return parsed ? *parsed : Json::Value();
}

bool leave(const TestCluster& cluster, const std::string& node) {
    const auto init = read_json(cluster.node_folder(node) / "run" / "init.json")["pid"].asInt();
    return init > 0 && cluster.command(node, "shutdown") == 202 &&
           eventually([&] { return !fs::exists(fmt::format("/proc/{}", init)); }, Seconds{120});
}

bool launch(const TestCluster& cluster, const std::string& node, const Launch& how) {
    const auto folder = cluster.node_folder(node);
    std::string script =
        how.group.empty() ? "" : "echo $$ >" + single_quoted(how.group.string()) + " && ";
    script += "exec env";
    for (const auto& [name, value] : how.environment) {
        script += fmt::format(" {}", single_quoted(name + "=" + value));
    }
    script += fmt::format(" {} --node-dir {} --agent {}",
                          single_quoted(fs::absolute(binary_folder() / "ballast-init")),
                          single_quoted(folder),
                          single_quoted(fs::absolute(binary_folder() / "ballast-agent")));
    // In a session of its own, and nobody's child here.
    const auto started =
        run_command({"sh", "-c", "exec setsid -f sh -c \"$1\" </dev/null >>\"$2\" 2>&1", "launch",
                     script, folder / "run" / "init.log"});
    return started.exit_code == 0 &&
           eventually([&] { return cluster.node(node)["agent_pid"].asInt() > 0; });
}

Outcome accept(const TestCluster& cluster, const std::string& node, const std::string& from,
               const std::string& to) {
    const auto changed = cluster.folder().parent_path() / "changed.yaml";
    fs::copy_file(cluster.folder() / "cluster.yaml", changed, fs::copy_options::overwrite_existing);
    if (!replace_in(changed, from, to)) {
        return {.exit_code = -1, .err = "the document has no " + from};
    }
    return run_command({binary_folder() / "ballast-agent", "accept", "--node-dir",
                        cluster.node_folder(node), "--document", changed});
}

double cpu_seconds(pid_t pid) {
    const auto text = read_file(fmt::format("/proc/{}/stat", pid));
    // The name, in brackets, may hold anything: count from its end.
    const auto after = text ? text->rfind(')') : std::string::npos;
    if (after == std::string::npos) {
        return 0;
    }
    const auto fields = split(std::string_view(*text).substr(after + 2), ' ');
    if (fields.size() < 13) {
        return 0;
    }
    const auto ticks =
        parse_integer(fields[11]).value_or(0) + parse_integer(fields[12]).value_or(0);
    return static_cast<double>(ticks) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::int64_t resident_bytes(pid_t pid) {
    const auto text = read_file(fmt::format("/proc/{}/statm", pid));
    const auto fields = split(text.value_or(""), ' ');
    return fields.size() < 2 ? 0 : parse_integer(fields[1]).value_or(0) * sysconf(_SC_PAGESIZE);
}

}  // namespace ballast::test
