// Java's regular expressions in Boost.Regex's Perl syntax: what differs is rewritten, what has no
// counterpart is refused. Source: the Java SE API documentation of java.util.regex.Pattern, the
// documentation of Boost.Regex 1.81.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace ballast::agent::metrics {

struct JavaPattern {
    struct Group {
        std::string name;  // empty: only a number
    };

    std::string boost;          // for boost::regex with perl | no_mod_m | no_mod_s
    std::vector<Group> groups;  // those that capture; groups[0] is number 1
};

constexpr std::size_t kMostPatternBytes = 2000;

// Text is matched byte by byte, as UTF-8. Errors: invalid, with what Ballast does not take.
Result<JavaPattern> translate(std::string_view java);

}  // namespace ballast::agent::metrics
