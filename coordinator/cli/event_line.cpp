#include "coordinator/cli/event_line.hpp"

#include <fmt/format.h>

#include "coordinator/cli/answer.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/status_output.hpp"

namespace ballast::cli {
namespace {

constexpr std::size_t kStateWidth = 10;  // "RECOVERING"

std::string padded(std::string text, std::size_t width) {
    const std::size_t used = display_width(text);
    text.append(width > used ? width - used : 0, ' ');
    return text;
}

Colour colour_of(const LogLine& line) {
    if (line.level == "ERROR" || line.level == "FATAL") {
        return Colour::red;
    }
    if (line.level == "WARN") {
        return Colour::yellow;
    }
    return line.kind == "transition" ? state_colour(line.state, line.state == "SERVING")
                                     : Colour::dim;
}

}  // namespace

std::string event_text(const LogLine& line, std::string_view node, std::size_t node_width,
                       const Terminal& terminal) {
    const std::string& what =
        line.kind == "transition" || line.kind.empty() ? line.state : line.kind;
    std::string out =
        fmt::format("{} {}  {}", printable(line.ts), padded(std::string(node), node_width),
                    terminal.paint(colour_of(line), padded(printable(what), kStateWidth)));
    for (const std::string& part : {line.code, line.message}) {
        out += part.empty() ? "" : "  " + printable(part);
    }
    return line.by.empty() ? out : fmt::format("{} (by {})", out, printable(line.by));
}

std::string event_json(const LogLine& line, std::string_view node) {
    return Answer(Answer::Members{{"ts", line.ts},
                                  {"node", node},
                                  {"level", line.level},
                                  {"kind", line.kind},
                                  {"state", line.state},
                                  {"code", line.code},
                                  {"message", line.message},
                                  {"by", line.by}})
        .json_line();
}

}  // namespace ballast::cli
