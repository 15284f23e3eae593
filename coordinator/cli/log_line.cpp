#include "coordinator/cli/log_line.hpp"

#include <fmt/format.h>
#include <json/value.h>

#include "common/json.hpp"
#include "common/text.hpp"
#include "coordinator/cli/answer.hpp"
#include "coordinator/cli/display_width.hpp"

namespace ballast::cli {
namespace {

Colour level_colour(std::string_view level) {
    if (level == "ERROR" || level == "FATAL") {
        return Colour::red;
    }
    if (level == "WARN") {
        return Colour::yellow;
    }
    return level == "DEBUG" || level == "TRACE" ? Colour::dim : Colour::plain;
}

}  // namespace

Result<LogLine> parse_log_line(std::string_view json) {
    TRY(const Json::Value value, parse_json(json));
    const JsonView view(value);
    LogLine line;
    TRY(line.ts, view.string("ts"));
    TRY(line.level, view.string_or("level", "INFO"));
    TRY(line.logger, view.string_or("logger", ""));
    TRY(line.message, view.string_or("message", ""));
    TRY(line.stack, view.string_or("stack", ""));
    if (view.has("fields")) {
        TRY(const JsonView fields, view.object("fields"));
        TRY(line.kind, fields.string_or("kind", ""));
        TRY(line.state, fields.string_or("state", ""));
        TRY(line.code, fields.string_or("code", ""));
        TRY(line.by, fields.string_or("by", ""));
    }
    return line;
}

std::string log_text(const LogLine& line, const LogPrefix& prefix, const Terminal& terminal) {
    std::string mark;
    if (prefix.width > 0) {
        const std::size_t width = display_width(prefix.node);
        const std::size_t pad = prefix.width > width ? prefix.width - width : 0;
        mark = terminal.paint(prefix.colour, prefix.node + std::string(pad, ' ') + " | ");
    }
    const std::string level =
        terminal.paint(level_colour(line.level), fmt::format("{:<5}", printable(line.level)));
    std::string out =
        fmt::format("{}{} {} {} - ", mark, printable(line.ts), level, printable(line.logger));
    bool first = true;
    for (const std::string& text : {line.message, line.stack}) {
        if (text.empty()) {
            continue;
        }
        for (const std::string_view part : split(text, '\n')) {
            out += first ? "" : "\n" + mark;
            out += printable(part, true);
            first = false;
        }
    }
    return out + '\n';
}

std::string log_json(const LogLine& line, std::string_view node) {
    Answer::Members members{{"ts", line.ts},
                            {"node", node},
                            {"level", line.level},
                            {"logger", line.logger},
                            {"message", line.message}};
    if (!line.stack.empty()) {
        members.emplace_back("stack", line.stack);
    }
    return Answer(std::move(members)).json_line();
}

bool LogCursor::accept(const LogLine& line) {
    if (to_skip_ > 0 && line.ts == resumed_at_) {
        --to_skip_;
        return false;
    }
    if (line.ts > last_) {
        last_ = line.ts;
        at_last_ = 0;
    }
    if (line.ts == last_) {
        ++at_last_;
    }
    return true;
}

void LogCursor::reconnected() {
    resumed_at_ = last_;
    to_skip_ = at_last_;
}

}  // namespace ballast::cli
