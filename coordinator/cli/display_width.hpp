// How wide a text is on a terminal: columns, not bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ballast::cli {

// Columns of UTF-8 text (UAX #11: wide and fullwidth count 2, combining marks 0). Our own colour
// sequences (ESC [ ... m) count 0.
std::size_t display_width(std::string_view text);

// The text, cut to `width` columns; what was cut off is shown by "…". Colours are closed.
std::string fit_to_width(std::string_view text, std::size_t width);

// Control characters, escape sequences and invalid UTF-8 as U+FFFD, so that what a node or a user
// wrote cannot steer the terminal. A tab stays where `keep_tabs`; a line feed never does.
std::string printable(std::string_view text, bool keep_tabs = false);

}  // namespace ballast::cli
