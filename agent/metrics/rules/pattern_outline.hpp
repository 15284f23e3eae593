// What a pattern says about itself without being run: it spares most of the work of matching.
#pragma once

#include <string>
#include <string_view>

namespace ballast::agent::metrics {

struct PatternOutline {
    // A text that each match contains; empty: none is known.
    std::string literal;
    // Whether a match and its groups are the same for every plain value (is_plain()), since the
    // pattern ends before the ':' in front of the value. False where that is not certain.
    bool ends_before_value = false;
};

// `pattern` as translate() made it.
PatternOutline outline(std::string_view pattern);

// A value that the proof holds for: no '>', no ':', no end of a line.
bool is_plain(std::string_view value);

}  // namespace ballast::agent::metrics
