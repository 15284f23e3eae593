// Java properties: escaping is security code, since a value that breaks out of its line can set any
// other key. The format is that of java.util.Properties.load (JDK API documentation).
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace ballast::agent {

// As a key or a value that Properties.load reads back as exactly this text (valid UTF-8; other
// bytes become U+FFFD). ASCII only: the rest as \uXXXX.
std::string escape_key(std::string_view text);
std::string escape_value(std::string_view text);
// "key=value\n".
std::string property_line(std::string_view key, std::string_view value);

// A whole file, with a first line that says which revision of the document it is rendered from.
std::string rendered_properties(const std::string& revision,
                                const std::map<std::string, std::string>& properties);

// What Properties.load makes of this text read as UTF-8; the last of equal keys wins. A bad \u
// escape, for which Java throws, loses its backslash like any other letter's.
std::map<std::string, std::string> parse_properties(std::string_view text);

}  // namespace ballast::agent
