// What happened to a node: one entry for each change of state, action and refusal.
#pragma once

#include <cstdint>
#include <string>

#include "common/clock.hpp"

namespace ballast::agent {

enum class EventKind : std::uint8_t { transition, action, refusal, command, warning, agent };

struct NodeEvent {
    WallTime at;
    EventKind kind = EventKind::transition;
    std::string state;  // of the node then: "SERVING"
    std::string code;
    std::string message;
    std::string by;  // who asked: the name of a certificate; empty: Ballast itself
};

}  // namespace ballast::agent
