// Java's replacement texts: "kafka_$1_$2", "${name}", "\$". Source: the Java SE API documentation
// of Matcher.appendReplacement.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "agent/metrics/rules/java_pattern.hpp"
#include "agent/metrics/rules/rule_regex.hpp"
#include "common/result.hpp"

namespace ballast::agent::metrics {

class Replacement {
  public:
    // `$12` is group 12 where the pattern has one, else group 1 and a "2". Errors: invalid: a
    // group that the pattern has not, a lone '$' or '\' at the end.
    static Result<Replacement> parse(std::string_view text,
                                     const std::vector<JavaPattern::Group>& groups);

    // A group that took no part gives nothing.
    std::string expand(const Captures& captures) const;

  private:
    // A group's value, and the literal text in front of it.
    struct Piece {
        std::string before;
        std::size_t group = 0;
    };

    std::vector<Piece> pieces_;
    std::string after_;
};

}  // namespace ballast::agent::metrics
