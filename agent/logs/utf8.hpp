// Text of unknown origin made safe for JSON and terminals' tools.
#pragma once

#include <string>
#include <string_view>

namespace ballast::agent {

// Each maximal invalid sequence becomes one U+FFFD (Unicode 15, section 3.9, table 3-8); NUL, too.
std::string valid_utf8(std::string_view text);
// At most `size` bytes, cut between characters. `text` is valid UTF-8.
std::string_view utf8_prefix(std::string_view text, std::size_t size);

}  // namespace ballast::agent
