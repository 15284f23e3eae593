#include "agent/node/journal.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <algorithm>

#include "common/bytes.hpp"
#include "common/json.hpp"

namespace ballast::agent {
namespace {

Json::Value to_value(const Intent& intent) {
    Json::Value out(Json::objectValue);
    out["run"] = intent.run;
    out["reason"] = intent.reason;
    out["by"] = intent.by;
    return out;
}

Json::Value to_value(const OnHold& hold) {
    Json::Value out(Json::objectValue);
    out["by"] = hold.by;
    out["reason"] = hold.reason;
    out["since"] = to_rfc3339(hold.since, true);
    return out;
}

Json::Value to_value(const CommandRecord& record) {
    Json::Value out(Json::objectValue);
    out["id"] = record.id;
    out["verb"] = record.verb;
    out["digest"] = record.digest;
    out["by"] = record.by;
    out["incarnation"] = record.incarnation;
    out["state"] = record.state;
    out["message"] = record.message;
    return out;
}

Json::Value to_value(const PendingStop& pending) {
    Json::Value out(Json::objectValue);
    out["command_id"] = pending.command_id;
    out["leave"] = pending.leave;
    out["incarnation"] = pending.incarnation;
    out["init"] = pending.init;
    out["reason"] = pending.reason;
    out["by"] = pending.by;
    if (pending.force_after) {
        out["force_after_seconds"] = Json::Int64{pending.force_after->count()};
    }
    return out;
}

Json::Value times(const std::vector<std::int64_t>& milliseconds) {
    Json::Value out(Json::arrayValue);
    for (const auto time : milliseconds) {
        Json::Value at(Json::objectValue);
        at["ms"] = Json::Int64{time};
        out.append(at);
    }
    return out;
}

Json::Value to_value(const RestartHistory& history) {
    Json::Value out(Json::objectValue);
    out["boot_id"] = history.boot_id;
    out["revision"] = history.revision;
    out["not_before_ms"] = Json::Int64{history.not_before_ms};
    out["ends"] = times(history.ends_ms);
    out["excused"] = times(history.excused_ms);
    return out;
}

Json::Value to_value(const Finding& finding) {
    Json::Value out(Json::objectValue);
    out["code"] = finding.code;
    out["reason"] = finding.reason;
    out["next_step"] = finding.next_step;
    return out;
}

Json::Value to_value(const Journal& journal) {
    Json::Value out(Json::objectValue);
    out["intent"] = to_value(journal.intent);
    out["epoch"] = Json::Int64{static_cast<std::int64_t>(journal.epoch)};
    out["restarts"] = Json::Int64{static_cast<std::int64_t>(journal.restarts)};
    out["incarnation"] = journal.incarnation;
    out["last_end_code"] = journal.last_end_code;
    out["history"] = to_value(journal.history);
    out["commands"] = Json::Value(Json::arrayValue);
    for (const auto& record : journal.commands) {
        out["commands"].append(to_value(record));
    }
    if (journal.hold) {
        out["hold"] = to_value(*journal.hold);
    }
    if (journal.pending) {
        out["pending"] = to_value(*journal.pending);
    }
    if (journal.held) {
        out["held"] = to_value(*journal.held);
    }
    return out;
}

Result<Intent> read_intent(const JsonView& view) {
    TRY_VOID(view.only({"run", "reason", "by"}));
    Intent intent;
    TRY(intent.run, view.boolean_or("run", true));
    TRY(intent.reason, view.string("reason"));
    TRY(intent.by, view.string("by"));
    return intent;
}

Result<OnHold> read_hold(const JsonView& view) {
    TRY_VOID(view.only({"by", "reason", "since"}));
    OnHold hold;
    TRY(hold.by, view.string("by"));
    TRY(hold.reason, view.string("reason"));
    TRY(const auto since, view.string("since"));
    TRY(hold.since, parse_rfc3339(since));
    return hold;
}

Result<CommandRecord> read_command(const JsonView& view) {
    TRY_VOID(view.only({"id", "verb", "digest", "by", "incarnation", "state", "message"}));
    CommandRecord record;
    TRY(record.id, view.string("id"));
    TRY(record.verb, view.string("verb"));
    TRY(record.digest, view.string("digest"));
    TRY(record.by, view.string("by"));
    TRY(record.incarnation, view.string("incarnation"));
    TRY(record.state, view.string("state"));
    TRY(record.message, view.string("message"));
    return record;
}

Result<PendingStop> read_pending(const JsonView& view) {
    TRY_VOID(view.only(
        {"command_id", "leave", "incarnation", "init", "reason", "by", "force_after_seconds"}));
    PendingStop pending;
    TRY(pending.command_id, view.string("command_id"));
    TRY(pending.leave, view.boolean_or("leave", false));
    TRY(pending.incarnation, view.string("incarnation"));
    TRY(pending.init, view.string("init"));
    TRY(pending.reason, view.string("reason"));
    TRY(pending.by, view.string("by"));
    if (view.has("force_after_seconds")) {
        TRY(const auto seconds, view.integer("force_after_seconds"));
        pending.force_after = std::chrono::seconds{seconds};
    }
    return pending;
}

Result<std::vector<std::int64_t>> read_times(const JsonView& view, const char* key) {
    std::vector<std::int64_t> out;
    TRY(const auto times, view.objects(key));
    for (const auto& time : times) {
        TRY(const auto milliseconds, time.integer("ms"));
        out.push_back(milliseconds);
    }
    return out;
}

Result<RestartHistory> read_history(const JsonView& view) {
    TRY_VOID(view.only({"boot_id", "revision", "ends", "excused", "not_before_ms"}));
    RestartHistory history;
    TRY(history.boot_id, view.string("boot_id"));
    TRY(history.revision, view.string("revision"));
    TRY(history.not_before_ms, view.integer("not_before_ms"));
    TRY(history.ends_ms, read_times(view, "ends"));
    TRY(history.excused_ms, read_times(view, "excused"));
    return history;
}

Result<Finding> read_finding(const JsonView& view) {
    TRY_VOID(view.only({"code", "reason", "next_step"}));
    Finding finding;
    TRY(finding.code, view.string("code"));
    TRY(finding.reason, view.string("reason"));
    TRY(finding.next_step, view.string("next_step"));
    return finding;
}

Result<std::uint64_t> read_count(const JsonView& view, const char* key) {
    TRY(const auto number, view.integer(key));
    if (number < 0) {
        return fail(ErrorKind::invalid, fmt::format("/{}: {} is negative", key, number));
    }
    return static_cast<std::uint64_t>(number);
}

// The member under `key` by its reader, where it is there.
template <class T>
Result<void> read_optional(const JsonView& view, const char* key,
                           Result<T> (*read)(const JsonView&), std::optional<T>& out) {
    if (view.has(key)) {
        TRY(const auto member, view.object(key));
        TRY(out, read(member));
    }
    return {};
}

Result<Journal> read_journal(const Json::Value& root) {
    const JsonView view(root);
    TRY_VOID(view.only({"intent", "hold", "epoch", "restarts", "commands", "pending", "history",
                        "held", "incarnation", "last_end_code"}));
    Journal journal;
    TRY(const auto intent, view.object("intent"));
    TRY(journal.intent, read_intent(intent));
    TRY(journal.epoch, read_count(view, "epoch"));
    TRY(journal.restarts, read_count(view, "restarts"));
    TRY(journal.incarnation, view.string("incarnation"));
    TRY(journal.last_end_code, view.string("last_end_code"));
    TRY(const auto history, view.object("history"));
    TRY(journal.history, read_history(history));
    TRY(const auto commands, view.objects("commands"));
    for (const auto& command : commands) {
        TRY(auto record, read_command(command));
        journal.add(std::move(record));
    }
    TRY_VOID(read_optional(view, "hold", read_hold, journal.hold));
    TRY_VOID(read_optional(view, "pending", read_pending, journal.pending));
    TRY_VOID(read_optional(view, "held", read_finding, journal.held));
    return journal;
}

// The sum in front tells a journal that the disk changed from one that we wrote.
std::string sum_of(std::string_view text) {
    return sha256_hex(text);
}

Result<Journal> parse_journal(std::string_view text) {
    const auto line = text.find('\n');
    if (line == std::string_view::npos || sum_of(text.substr(line + 1)) != text.substr(0, line)) {
        return fail(ErrorKind::invalid, "its checksum does not fit its content");
    }
    TRY(const auto root, parse_json(text.substr(line + 1)));
    return read_journal(root);
}

}  // namespace

const CommandRecord* Journal::find_command(std::string_view id) const {
    const auto at = std::ranges::find(commands, id, &CommandRecord::id);
    return at == commands.end() ? nullptr : &*at;
}

void Journal::add(CommandRecord record) {
    commands.push_back(std::move(record));
    if (commands.size() > kCommands) {
        commands.pop_front();
    }
}

Result<Journal> load_journal(const std::filesystem::path& file) {
    const auto text = read_file(file);
    if (!text) {
        return text.error().kind == ErrorKind::not_found
                   ? Result<Journal>(Journal{})
                   : Result<Journal>(std::unexpected(text.error()));
    }
    auto journal = parse_journal(*text);
    if (!journal) {
        auto error = in_context(journal.error(), file.string());
        error.code = "JOURNAL_DAMAGED";
        return std::unexpected(std::move(error));
    }
    return journal;
}

Result<void> save_journal(const std::filesystem::path& file, const Journal& journal,
                          FileCalls& calls) {
    const auto text = to_json(to_value(journal)) + "\n";
    return write_file_durably(file, sum_of(text) + "\n" + text, 0600, calls);
}

}  // namespace ballast::agent
