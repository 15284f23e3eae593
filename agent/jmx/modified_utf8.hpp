// Java's modified UTF-8 (Java SE API documentation, java.io.DataInput): NUL is C0 80, and what lies
// beyond U+FFFF is two surrogates of three bytes each. Pure.
#pragma once

#include <string>
#include <string_view>

namespace ballast::agent::jmx {

// As UTF-8. What is no character (bad bytes, a lone surrogate) becomes U+FFFD.
std::string from_modified_utf8(std::string_view bytes);
// `text` is UTF-8; what is no character becomes U+FFFD.
std::string to_modified_utf8(std::string_view text);

}  // namespace ballast::agent::jmx
