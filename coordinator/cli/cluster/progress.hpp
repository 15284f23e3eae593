// How `up` and `down` show their steps: one shape of line for phases and nodes.
#pragma once

#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

// "7.1 s", "0.03 s", "2m10s".
std::string seconds_text(SteadyTime::duration duration);

// "  kafka-0        SERVING      detail": columns of fixed width, the state coloured.
std::string progress_line(const Terminal& terminal, std::string_view subject, Colour colour,
                          std::string_view state, std::string_view detail);

}  // namespace ballast::cli
