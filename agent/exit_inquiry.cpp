#include "agent/exit_inquiry.hpp"

#include <algorithm>

#include "agent/config/server_properties.hpp"
#include "agent/facts/crash_report.hpp"
#include "agent/facts/log_dir.hpp"
#include "agent/facts/oom_kills.hpp"
#include "agent/node/accepted_document.hpp"

namespace ballast::agent {
namespace {

bool left_clean(const PreparationInputs& inputs) {
    if (inputs.identity.role != Role::kafka) {
        return false;
    }
    const auto document = load_accepted(inputs.folders);
    return document &&
           clean_markers(log_dirs(*document, paths_of(inputs.folders, inputs.identity)));
}

}  // namespace

OomBaseline::OomBaseline(pid_t jvm)
    : counter_(find_oom_counter(jvm)), before_(read_oom_kills(counter_)) {}

bool OomBaseline::rose() const {
    const auto now = read_oom_kills(counter_);
    return before_ && now && *now > *before_;
}

ExitFacts gather_exit(const PreparationInputs& inputs, const JvmExit& exit, const JvmLife& life,
                      std::deque<LogEntry> log) {
    std::erase_if(log, [&](const LogEntry& entry) { return entry.time < life.started_at; });
    return {.node = inputs.identity.name,
            .role = inputs.identity.role,
            .exit_code = exit.exit_code,
            .signal = exit.signal,
            .asked = exit.asked,
            .served = life.served,
            .clean_markers = left_clean(inputs),
            .oom_killed = life.oom.rose(),
            .crash_report = find_crash_report(inputs.folders.log(), exit.pid, life.started_at),
            .recent = std::move(log)};
}

}  // namespace ballast::agent
