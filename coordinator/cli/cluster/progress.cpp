#include "coordinator/cli/cluster/progress.hpp"

#include <fmt/format.h>

#include "common/units.hpp"

namespace ballast::cli {

std::string seconds_text(SteadyTime::duration duration) {
    const double seconds = std::chrono::duration<double>(duration).count();
    if (seconds >= 100) {
        return format_duration(std::chrono::duration_cast<std::chrono::milliseconds>(duration));
    }
    return seconds < 0.1 ? fmt::format("{:.2f} s", seconds) : fmt::format("{:.1f} s", seconds);
}

std::string progress_line(const Terminal& terminal, std::string_view subject, Colour colour,
                          std::string_view state, std::string_view detail) {
    constexpr int kSubjectWidth = 14;
    constexpr int kStateWidth = 11;
    // Padded before it is painted: colour sequences have no width.
    const auto padded =
        detail.empty() ? std::string(state) : fmt::format("{:<{}}", state, kStateWidth);
    auto line = fmt::format("  {:<{}} {}", subject, kSubjectWidth, terminal.paint(colour, padded));
    if (!detail.empty()) {
        line += " " + std::string(detail);
    }
    return line;
}

}  // namespace ballast::cli
