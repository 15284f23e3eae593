// A failure condition: one row of the table in conditions.hpp, one file in this folder. Pure.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string_view>
#include <variant>

#include "agent/recovery/exit_facts.hpp"
#include "agent/recovery/running_facts.hpp"
#include "agent/recovery/start_facts.hpp"

namespace ballast::agent {

// What an agent may do by itself before a start; each is safe to be done again after a crash.
struct StopOwnJvm {  // an orphan of this node that init does not know any more; TERM, never KILL
    ProcessIdentity process;
};
struct MoveAside {  // rename to PATH.quarantine-TIME, nothing is ever deleted
    std::filesystem::path path;
};
struct RemoveInitialize {};  // the one-shot file of a birth, which must not happen twice
struct GiveBackReserve {};   // deletes our own reserve file
using SafeAction = std::variant<StopOwnJvm, MoveAside, RemoveInitialize, GiveBackReserve>;

enum class StartStep : std::uint8_t {
    act,   // do `action`, then look at everything anew
    wait,  // it will pass by itself: look again after `look_again`
    hold,  // must not start; looked at again after `look_again` unless that is 0
};

struct StartVerdict {
    StartStep step = StartStep::hold;
    Finding finding;
    std::chrono::milliseconds look_again{0};
    std::optional<SafeAction> action;
};

struct Condition {
    std::string_view code;
    std::string_view summary;  // one line, for the list of conditions
    // Each is null where the condition does not show then; an answer ends the search.
    std::optional<StartVerdict> (*before_start)(const StartFacts&) = nullptr;
    std::optional<ExitVerdict> (*after_exit)(const ExitFacts&) = nullptr;
    // Stays as a warning until the JVM's next start.
    std::optional<Finding> (*in_log)(const LogEntry&) = nullptr;
    // A warning for as long as it is found.
    std::optional<Finding> (*while_running)(const RunningFacts&) = nullptr;
};

}  // namespace ballast::agent
