// Finding and ending processes that an earlier command started.
#include <json/json.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "common/files.hpp"
#include "common/json.hpp"
#include "common/text.hpp"
#include "coordinator/cli/cluster/file_lock.hpp"
#include "coordinator/cli/cluster/processes.hpp"

namespace ballast::cli {
namespace {

// run/init.json, when it speaks of this boot and the process still lives.
std::optional<ProcessIdentity> read_init(const NodeFolder& folder) {
    const auto text = read_file(folder.init_identity(), 4096);
    const auto root = text ? parse_json(*text) : fail(ErrorKind::not_found, "");
    if (!root) {
        return std::nullopt;
    }
    const JsonView view(*root);
    const ProcessIdentity written{
        static_cast<pid_t>(view.integer_or("pid", 0).value_or(0)),
        static_cast<std::uint64_t>(view.integer_or("start_ticks", 0).value_or(0))};
    if (written.pid <= 0 || view.string_or("boot_id", "").value_or("") != boot_id() ||
        identify_process(written.pid) != written) {
        return std::nullopt;
    }
    return written;
}

}  // namespace

Result<void> SystemProcesses::terminate(const ProcessIdentity& process) {
    // The descriptor pins the process; only then is its identity worth comparing.
    const auto fd = static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0));
    if (fd < 0 || identify_process(process.pid) != process) {
        if (fd >= 0) {
            ::close(fd);
        }
        return fail(ErrorKind::not_found, "process " + std::to_string(process.pid) + " has ended");
    }
    const auto sent = ::syscall(SYS_pidfd_send_signal, fd, SIGTERM, nullptr, 0);
    const int error = errno;
    ::close(fd);
    if (sent != 0) {
        return std::unexpected(
            system_error("cannot signal process " + std::to_string(process.pid), error));
    }
    return {};
}

InitFact SystemProcesses::find_init(const NodeFolder& folder) {
    if (const auto process = read_init(folder)) {
        return {InitFact::State::alive, *process};
    }
    if (is_locked(folder.init_lock())) {
        return {InitFact::State::starting, {}};
    }
    return {};
}

std::optional<Orphan> SystemProcesses::find_jvm(const NodeFolder& folder) {
    // The JVM's command line names the configuration file of its node: that is how it is known.
    const std::string config = folder.config().string() + "/";
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", error)) {
        const auto pid = parse_integer(entry.path().filename().string());
        if (!pid) {
            continue;
        }
        const auto text = read_file(entry.path() / "cmdline");
        if (!text || text->find(config) == std::string::npos) {
            continue;
        }
        const auto words = split(*text, '\0');
        if (std::filesystem::path(words[0]).filename() != "java") {
            continue;
        }
        if (const auto process = identify_process(static_cast<pid_t>(*pid))) {
            for (std::size_t i = 1; i < words.size(); ++i) {
                if (words[i].starts_with(config)) {
                    return Orphan{*process, std::string(words[i - 1])};
                }
            }
            return Orphan{*process, "java"};
        }
    }
    return std::nullopt;
}

}  // namespace ballast::cli
