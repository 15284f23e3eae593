#include "coordinator/cli/cluster/lost_jvms.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <set>

namespace ballast::cli {
namespace {

constexpr int kPauseMilliseconds = 50;

Error still_there(const LostJvm& lost, const Orphan& jvm, ErrorKind kind) {
    return {kind,
            fmt::format("{}: its JVM {} ({}) was told to end and still runs; nothing is started "
                        "beside it",
                        lost.node, jvm.process.pid, jvm.command),
            {}};
}

}  // namespace

Result<void> end_lost_jvms(const std::vector<LostJvm>& lost, Processes& processes,
                           const Clock& clock, SteadyTime deadline,
                           const std::function<bool()>& broken_off) {
    std::set<pid_t> told;
    for (const auto role : {Role::kafka, Role::zookeeper}) {
        for (bool gone = false; !gone;) {
            gone = true;
            for (const auto& each : lost) {
                const auto jvm = each.role == role ? processes.find_jvm(each.folder) : std::nullopt;
                if (!jvm) {
                    continue;
                }
                gone = false;
                if (broken_off() || clock.steady() >= deadline) {
                    return std::unexpected(still_there(
                        each, *jvm, broken_off() ? ErrorKind::refused : ErrorKind::timed_out));
                }
                if (told.insert(jvm->process.pid).second) {
                    const auto sent = processes.terminate(jvm->process);
                    if (!sent && sent.error().kind != ErrorKind::not_found) {
                        return std::unexpected(in_context(sent.error(), each.node));
                    }
                }
            }
            if (!gone) {
                ::poll(nullptr, 0, kPauseMilliseconds);
            }
        }
    }
    return {};
}

}  // namespace ballast::cli
