// An order to a node as POST /v1/commands takes it, and who may give which. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent/node/journal.hpp"
#include "common/result.hpp"

namespace ballast::agent {

enum class Verb : std::uint8_t {
    start,
    stop,      // stays stopped over restarts of the agent and of the machine
    restart,   // of the JVM
    shutdown,  // the JVM, then init and agent; what is wanted stays as it is
    hold,      // nobody acts on the node, the JVM stays as it is
    release,
    upgrade_agent,
    thread_dump,  // into the node's log
};
std::string_view to_string(Verb verb);

struct Command {
    std::string id;  // chosen by the caller; a repeated one gives the first answer
    Verb verb = Verb::start;
    std::string reason;
    std::optional<std::string> expected_incarnation;
    std::optional<std::uint64_t> epoch;               // of a coordinator, and only of one
    std::optional<std::chrono::seconds> force_after;  // the time to KILL
    std::string binary;                               // of upgrade_agent: a path on this machine
    std::string sha256;                               // of the binary

    bool operator==(const Command&) const = default;
};

// {"id","verb","reason","expected_incarnation","epoch","force_after_seconds","binary","sha256"}.
// Errors: invalid, with the member's pointer.
Result<Command> parse_command(std::string_view json);

// Equal for equal commands only.
std::string digest(const Command& command);

struct Caller {
    std::string name;  // of the certificate
    bool coordinator = false;
};

enum class Admission : std::uint8_t { fresh, repeated };

// May the caller give this command now? `incarnation` is the running JVM's, or empty.
// Errors: refused, with code ID_REUSED, NO_EPOCH (a coordinator must send one), EPOCH_NOT_YOURS
// (only a coordinator has one), STALE_EPOCH, WRONG_INCARNATION or ON_HOLD.
Result<Admission> admit(const Command& command, const Caller& caller, const Journal& journal,
                        const std::string& incarnation);

}  // namespace ballast::agent
