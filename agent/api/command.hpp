// An order to a node as POST /v1/commands takes it, and the memory of those that came. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "agent/node/node.hpp"
#include "common/result.hpp"

namespace ballast::agent {

enum class Verb : std::uint8_t { start, stop, shutdown };
std::string_view to_string(Verb verb);

struct Command {
    std::string id;  // chosen by the caller; a repeated one gives the first answer
    Verb verb = Verb::start;
    std::string reason;
    std::optional<std::string> expected_incarnation;
    std::optional<std::chrono::milliseconds> force_after;  // the time to KILL

    bool operator==(const Command&) const = default;
};

// {"id","verb","reason","expected_incarnation","force_after_seconds"}, the last three optional.
// Errors: invalid, with the member's pointer.
Result<Command> parse_command(std::string_view json);

// The order that a stop or shutdown is for the node.
StopOrder stop_order(const Command& command, const std::string& by);

// The last commands by their ids.
class CommandLedger {
  public:
    static constexpr std::size_t kMost = 256;

    // The earlier command with this id.
    const Command* find(std::string_view id) const;
    void add(Command command);

  private:
    std::deque<Command> commands_;
};

}  // namespace ballast::agent
