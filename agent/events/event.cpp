#include "agent/events/event.hpp"

#include <array>

#include "agent/logs/utf8.hpp"

namespace ballast::agent {
namespace {

constexpr std::array<std::string_view, 6> kKinds{"transition", "action",  "refusal",
                                                 "command",    "warning", "agent"};
constexpr std::size_t kLongestMessage = std::size_t{16} << 10U;

LogLevel level_of(const NodeEvent& event) {
    if (event.kind == EventKind::warning || event.kind == EventKind::refusal) {
        return LogLevel::warn;
    }
    const bool stuck = event.state == "HELD" || event.state == "FROZEN";
    return event.kind == EventKind::transition && stuck ? LogLevel::error : LogLevel::info;
}

}  // namespace

std::string_view to_string(EventKind kind) {
    return kKinds.at(static_cast<std::size_t>(kind));
}

LogEntry to_entry(const NodeEvent& event) {
    LogEntry entry{.time = event.at,
                   .level = level_of(event),
                   .logger = "ballast",
                   .message = std::string(utf8_prefix(valid_utf8(event.message), kLongestMessage)),
                   .stack = {},
                   .fields = {{"kind", std::string(to_string(event.kind))}}};
    for (const auto& [key, value] :
         {std::pair{"state", &event.state}, {"code", &event.code}, {"by", &event.by}}) {
        if (!value->empty()) {
            entry.fields[key] = valid_utf8(*value);
        }
    }
    return entry;
}

LogStoreOptions event_store(const std::filesystem::path& folder, const std::string& node) {
    return {.folder = folder,
            .name = "events",
            .node = node,
            .format = LogFormat::json,
            .file_bytes = std::uint64_t{1} << 20U,
            .files = 4};
}

}  // namespace ballast::agent
