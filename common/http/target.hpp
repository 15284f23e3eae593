// The target of a request: path and query, taken apart and put together (RFC 3986 section 3).
#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/http/message.hpp"

namespace ballast::http {

struct Target {
    std::string path;                          // percent-decoded
    std::map<std::string, std::string> query;  // percent-decoded, '+' is a blank
    // What came for a key of the query after its first value; few routes take that.
    std::vector<std::pair<std::string, std::string>> repeated;
};

// Or a 400: not origin-form, bad escapes, NUL or other control characters, an encoded '/', the
// segments "." and "..".
std::expected<Target, Response> parse_target(std::string_view target);

// "/v1/logs?grep=a%20b"; `path` is encoded by segments, so its slashes stay.
std::string make_target(std::string_view path, const std::map<std::string, std::string>& query);

}  // namespace ballast::http
