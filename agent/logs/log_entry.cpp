#include "agent/logs/log_entry.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <array>
#include <chrono>
#include <ranges>
#include <utility>

#include "agent/logs/log_line.hpp"
#include "agent/logs/utf8.hpp"
#include "common/json.hpp"
#include "common/text.hpp"

namespace ballast::agent {

namespace {

constexpr std::array<std::string_view, 6> kLevels{"TRACE", "DEBUG", "INFO",
                                                  "WARN",  "ERROR", "FATAL"};
// An entry's limit, escaped at worst (six bytes for one), and the small members.
constexpr std::size_t kMaxJsonLine = std::size_t{2} << 20U;

// Empty where `fields` is not what to_json_line() writes.
std::optional<std::map<std::string, std::string>> fields_of(const Json::Value& line) {
    std::map<std::string, std::string> fields;
    if (!line.isMember("fields")) {
        return fields;
    }
    const auto& members = line["fields"];
    if (!members.isObject() || members.size() > kMaxFields) {
        return std::nullopt;
    }
    for (const auto& key : members.getMemberNames()) {
        if (!members[key].isString()) {
            return std::nullopt;
        }
        auto value = members[key].asString();
        if (key.size() > kMaxFieldBytes || value.size() > kMaxFieldBytes) {
            return std::nullopt;
        }
        fields[key] = std::move(value);
    }
    return fields;
}

}  // namespace

std::string_view to_string(LogLevel level) {
    return kLevels.at(static_cast<std::size_t>(level));
}

Result<LogLevel> parse_log_level(std::string_view text) {
    const std::string upper = to_upper(text);
    for (std::size_t i = 0; i < kLevels.size(); ++i) {
        if (kLevels[i] == upper) {
            return static_cast<LogLevel>(i);
        }
    }
    return fail(
        ErrorKind::invalid,
        fmt::format("'{}' is not a log level: TRACE, DEBUG, INFO, WARN, ERROR or FATAL", text));
}

std::string to_json_line(const LogEntry& entry, std::string_view node) {
    Json::Value line;
    line["ts"] = to_rfc3339(entry.time, true);
    line["level"] = std::string(to_string(entry.level));
    line["logger"] = entry.logger;
    line["message"] = entry.message;
    if (!entry.stack.empty()) {
        line["stack"] = entry.stack;
    }
    if (!node.empty()) {
        line["node"] = std::string(node);
    }
    for (const auto& [key, value] : entry.fields | std::views::take(kMaxFields)) {
        line["fields"][std::string(utf8_prefix(key, kMaxFieldBytes))] =
            std::string(utf8_prefix(value, kMaxFieldBytes));
    }
    return to_json(line) + "\n";
}

std::optional<LogEntry> parse_json_line(std::string_view line) {
    if (!line.starts_with('{') || !line.ends_with('}')) {
        return std::nullopt;
    }
    const auto root = parse_json(line, {.bytes = kMaxJsonLine, .depth = 4});
    if (!root) {
        return std::nullopt;
    }
    const JsonView view(*root);
    const auto ts = view.string("ts");
    const auto level_name = view.string("level");
    auto logger = view.string("logger");
    auto message = view.string("message");
    auto stack = view.string_or("stack", "");
    auto fields = fields_of(*root);
    if (!ts || !level_name || !logger || !message || !stack || !fields) {
        return std::nullopt;
    }
    const auto time = parse_log_time(*ts);
    const auto level = parse_log_level(*level_name);
    if (!time || !level) {
        return std::nullopt;
    }
    return LogEntry{.time = *time,
                    .level = *level,
                    .logger = *std::move(logger),
                    .message = *std::move(message),
                    .stack = *std::move(stack),
                    .fields = *std::move(fields)};
}

std::string to_text(const LogEntry& entry) {
    std::string time = to_rfc3339(entry.time, true);
    time.pop_back();
    auto text = fmt::format("{}+0000 {:<5} {} - {}", time, to_string(entry.level), entry.logger,
                            entry.message);
    for (const auto& [key, value] : entry.fields) {
        text += fmt::format(" {}={}", key, value);
    }
    text += '\n';
    if (!entry.stack.empty()) {
        text += entry.stack;
        text += '\n';
    }
    return text;
}

}  // namespace ballast::agent
