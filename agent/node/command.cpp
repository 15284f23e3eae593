#include "agent/node/command.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <algorithm>
#include <array>

#include "common/bytes.hpp"
#include "common/json.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

struct VerbRow {
    std::string_view name;
    bool while_on_hold = false;  // it does not act on the JVM, or is the way out
};
constexpr std::array<VerbRow, 8> kVerbs{{{"start"},
                                         {"stop"},
                                         {"restart"},
                                         {"shutdown", true},
                                         {"hold", true},
                                         {"release", true},
                                         {"upgrade_agent", true},
                                         {"thread_dump", true}}};
constexpr std::size_t kLongestReason = 1000;
constexpr std::size_t kLongestPath = 4096;

const VerbRow& row(Verb verb) {
    return kVerbs.at(static_cast<std::size_t>(verb));
}

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
               c == '_' || c == '.';
    });
}

bool is_line(std::string_view text, std::size_t longest) {
    return text.size() <= longest &&
           std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

bool is_sha256(std::string_view text) {
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

Result<Verb> parse_verb(const std::string& text) {
    const auto* at = std::ranges::find(kVerbs, text, &VerbRow::name);
    if (at == kVerbs.end()) {
        std::string names;
        for (const auto& verb : kVerbs) {
            names += fmt::format("{}{}", names.empty() ? "" : ", ", verb.name);
        }
        return fail(ErrorKind::invalid, fmt::format("/verb: '{}' is not one of {}", text, names));
    }
    return static_cast<Verb>(at - kVerbs.begin());
}

Result<void> parse_binary(const JsonView& view, Command& command) {
    if (command.verb != Verb::upgrade_agent) {
        if (view.has("binary") || view.has("sha256")) {
            return fail(ErrorKind::invalid,
                        "/binary and /sha256: only the verb upgrade_agent takes them");
        }
        return {};
    }
    TRY(command.binary, view.string("binary"));
    if (!command.binary.starts_with('/') || !is_line(command.binary, kLongestPath)) {
        return fail(ErrorKind::invalid, "/binary: an absolute path on the node's machine");
    }
    TRY(command.sha256, view.string("sha256"));
    if (!is_sha256(command.sha256)) {
        return fail(ErrorKind::invalid, "/sha256: 64 of 0-9 and a-f");
    }
    return {};
}

Result<void> parse_force_after(const JsonView& view, Command& command) {
    if (!view.has("force_after_seconds")) {
        return {};
    }
    TRY(const auto seconds, view.integer("force_after_seconds"));
    if (seconds < 1 || seconds > 86'400) {
        return fail(ErrorKind::invalid, "/force_after_seconds: 1 to 86400");
    }
    command.force_after = std::chrono::seconds{seconds};
    return {};
}

std::unexpected<Error> refuse(const char* code, std::string message) {
    return fail(ErrorKind::refused, std::move(message), code);
}

Result<void> check_epoch(const Command& command, const Caller& caller, const Journal& journal) {
    if (caller.coordinator != command.epoch.has_value()) {
        return caller.coordinator
                   ? refuse("NO_EPOCH", "a coordinator's command carries its epoch")
                   : refuse("EPOCH_NOT_YOURS", "only a coordinator's command carries an epoch");
    }
    if (command.epoch && *command.epoch < journal.epoch) {
        return refuse("STALE_EPOCH",
                      fmt::format("epoch {} is over: a coordinator with epoch {} has taken its "
                                  "place",
                                  *command.epoch, journal.epoch));
    }
    return {};
}

}  // namespace

std::string_view to_string(Verb verb) {
    return row(verb).name;
}

Result<Command> parse_command(std::string_view json) {
    TRY(const auto root, parse_json(json));
    const JsonView view(root);
    TRY_VOID(view.only({"id", "verb", "reason", "expected_incarnation", "epoch",
                        "force_after_seconds", "binary", "sha256"}));
    Command command;
    TRY(command.id, view.string("id"));
    if (!is_id(command.id)) {
        return fail(ErrorKind::invalid, "/id: 1 to 64 of a-z, A-Z, 0-9, '-', '_' and '.'");
    }
    TRY(const auto verb, view.string("verb"));
    TRY(command.verb, parse_verb(verb));
    TRY(command.reason, view.string_or("reason", ""));
    // It becomes a part of a line of the agent's log.
    if (!is_line(command.reason, kLongestReason)) {
        return fail(ErrorKind::invalid,
                    fmt::format("/reason: one line of at most {} bytes", kLongestReason));
    }
    if (view.has("expected_incarnation")) {
        TRY(command.expected_incarnation, view.string("expected_incarnation"));
    }
    if (view.has("epoch")) {
        TRY(const auto epoch, view.integer("epoch"));
        if (epoch < 1) {
            return fail(ErrorKind::invalid, "/epoch: 1 or more");
        }
        command.epoch = static_cast<std::uint64_t>(epoch);
    }
    TRY_VOID(parse_force_after(view, command));
    TRY_VOID(parse_binary(view, command));
    return command;
}

std::string digest(const Command& command) {
    return sha256_hex(fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}", to_string(command.verb),
                                  command.reason, command.expected_incarnation.value_or("-"),
                                  command.epoch.value_or(0),
                                  command.force_after.value_or(std::chrono::seconds{0}).count(),
                                  command.binary, command.sha256));
}

Result<Admission> admit(const Command& command, const Caller& caller, const Journal& journal,
                        const std::string& incarnation) {
    if (const auto* earlier = journal.find_command(command.id)) {
        if (earlier->digest != digest(command)) {
            return refuse("ID_REUSED", fmt::format("the id {} was another command's", command.id));
        }
        return Admission::repeated;
    }
    TRY_VOID(check_epoch(command, caller, journal));
    if (command.expected_incarnation && *command.expected_incarnation != incarnation) {
        return refuse("WRONG_INCARNATION", fmt::format("the JVM is {}, not {}",
                                                       incarnation.empty() ? "gone" : incarnation,
                                                       *command.expected_incarnation));
    }
    if (journal.hold && !row(command.verb).while_on_hold) {
        return refuse(
            "ON_HOLD",
            fmt::format("the node is on hold by {}{}{}: release it first", journal.hold->by,
                        journal.hold->reason.empty() ? "" : ": ", journal.hold->reason));
    }
    return Admission::fresh;
}

}  // namespace ballast::agent
