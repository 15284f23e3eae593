#include "coordinator/cli/loggers/logger_output.hpp"

#include <algorithm>

#include "coordinator/cli/answer.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/table.hpp"

namespace ballast::cli {
namespace {

Answer to_answer(const std::vector<LoggerRow>& rows) {
    Answer::List list;
    for (const auto& row : rows) {
        list.emplace_back(Answer::Members{{"node", row.node},
                                          {"logger", row.logger},
                                          {"level", row.level},
                                          {"before", row.before}});
    }
    return Answer::Members{{"loggers", std::move(list)}};
}

}  // namespace

std::string render_loggers(const std::vector<LoggerRow>& rows, OutputFormat format,
                           const Terminal& terminal) {
    if (format == OutputFormat::json) {
        return to_answer(rows).json();
    }
    if (format == OutputFormat::yaml) {
        return to_answer(rows).yaml();
    }
    const bool changed =
        std::ranges::any_of(rows, [](const LoggerRow& row) { return !row.before.empty(); });
    std::vector<Column> columns{{.title = "NODE"}, {.title = "LOGGER"}, {.title = "LEVEL"}};
    if (changed) {
        columns.push_back({.title = "BEFORE"});
    }
    Table table(std::move(columns));
    for (const auto& row : rows) {
        std::vector<Cell> cells{{row.node}, {printable(row.logger)}, {printable(row.level)}};
        if (changed) {
            cells.push_back({row.before.empty() ? "-" : printable(row.before)});
        }
        table.add(std::move(cells));
    }
    return table.render(terminal);
}

}  // namespace ballast::cli
