#include "coordinator/cli/errors.hpp"

#include <fmt/format.h>

#include "coordinator/cli/cluster/exit_codes.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/help.hpp"

namespace ballast::cli {
namespace {

// Messages may have several lines; each is made printable.
std::string safe(std::string_view message) {
    std::string out;
    while (true) {
        const std::size_t end = message.find('\n');
        out += printable(message.substr(0, end), true);
        if (end == std::string_view::npos) {
            return out;
        }
        out += '\n';
        message.remove_prefix(end + 1);
    }
}

void print(Terminal& terminal, std::string_view message) {
    terminal.write_error(
        fmt::format("{} {}\n", terminal.paint_error(Colour::red, "error:"), safe(message)));
}

}  // namespace

int report_error(Terminal& terminal, const Error& error, std::string_view next) {
    print(terminal, error.message);
    if (!next.empty()) {
        terminal.write_error(fmt::format("next: {}\n", next));
    }
    return exit_code_of(error);
}

int report_usage(Terminal& terminal, const UsageError& error) {
    print(terminal, error.hint.empty() ? error.message : error.message + "; " + error.hint);
    terminal.write_error(short_usage(error.path));
    return kExitUsage;
}

}  // namespace ballast::cli
