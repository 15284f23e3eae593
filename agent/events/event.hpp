// What happened to a node: one entry for each change of state, action and refusal. They are kept
// like the JVM's log, in a store of their own: FOLDER/events.log.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "agent/logs/log_store.hpp"
#include "common/clock.hpp"

namespace ballast::agent {

enum class EventKind : std::uint8_t { transition, action, refusal, command, warning, agent };
std::string_view to_string(EventKind kind);

struct NodeEvent {
    WallTime at;
    EventKind kind = EventKind::transition;
    std::string state;  // of the node then: "SERVING"
    std::string code;
    std::string message;
    std::string by;  // who asked: the name of a certificate; empty: Ballast itself
};

// The fields kind, state, code and by, those that are not empty; a warning or refusal is a WARN,
// the way into HELD or FROZEN an ERROR, all else INFO. What names a file may be any bytes: texts
// are made valid UTF-8, and a message is cut at 16 KiB.
LogEntry to_entry(const NodeEvent& event);

LogStoreOptions event_store(const std::filesystem::path& folder, const std::string& node);

}  // namespace ballast::agent
