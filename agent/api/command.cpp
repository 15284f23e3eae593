#include "agent/api/command.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <algorithm>
#include <array>

#include "common/json.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

constexpr std::array<std::string_view, 3> kVerbs{"start", "stop", "shutdown"};
constexpr std::size_t kLongestReason = 1000;

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '_' || c == '.';
    });
}

bool has_control_character(std::string_view text) {
    return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

Result<Verb> parse_verb(const std::string& text) {
    const auto* at = std::ranges::find(kVerbs, text);
    if (at == kVerbs.end()) {
        return fail(ErrorKind::invalid,
                    fmt::format("/verb: '{}' is not one of start, stop and shutdown", text));
    }
    return static_cast<Verb>(at - kVerbs.begin());
}

}  // namespace

std::string_view to_string(Verb verb) {
    return kVerbs.at(static_cast<std::size_t>(verb));
}

Result<Command> parse_command(std::string_view json) {
    TRY(const auto root, parse_json(json));
    const JsonView view(root);
    TRY_VOID(view.only({"id", "verb", "reason", "expected_incarnation", "force_after_seconds"}));
    Command command;
    TRY(command.id, view.string("id"));
    if (!is_id(command.id)) {
        return fail(ErrorKind::invalid, "/id: 1 to 64 of a-z, A-Z, 0-9, '-', '_' and '.'");
    }
    TRY(const auto verb, view.string("verb"));
    TRY(command.verb, parse_verb(verb));
    TRY(command.reason, view.string_or("reason", ""));
    // It becomes a part of a line of the agent's log.
    if (command.reason.size() > kLongestReason || has_control_character(command.reason)) {
        return fail(ErrorKind::invalid,
                    fmt::format("/reason: one line of at most {} bytes", kLongestReason));
    }
    if (view.has("expected_incarnation")) {
        TRY(command.expected_incarnation, view.string("expected_incarnation"));
    }
    if (view.has("force_after_seconds")) {
        TRY(const auto seconds, view.integer("force_after_seconds"));
        if (seconds < 1 || seconds > 86'400) {
            return fail(ErrorKind::invalid, "/force_after_seconds: 1 to 86400");
        }
        command.force_after = std::chrono::seconds{seconds};
    }
    return command;
}

StopOrder stop_order(const Command& command, const std::string& by) {
    return {.persist = command.verb == Verb::stop,
            .leave = command.verb == Verb::shutdown,
            .reason = command.reason,
            .by = by,
            .force_after = command.force_after};
}

const Command* CommandLedger::find(std::string_view id) const {
    const auto at = std::ranges::find(commands_, id, &Command::id);
    return at == commands_.end() ? nullptr : &*at;
}

void CommandLedger::add(Command command) {
    commands_.push_back(std::move(command));
    if (commands_.size() > kMost) {
        commands_.pop_front();
    }
}

}  // namespace ballast::agent
