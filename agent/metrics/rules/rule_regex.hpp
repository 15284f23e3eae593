// The pattern of one rule, ready to match.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/metrics/rules/java_pattern.hpp"
#include "agent/metrics/rules/pattern_outline.hpp"
#include "common/result.hpp"

namespace ballast::agent::metrics {

// captures[0] is the whole input, captures[1] the first group; nothing where a group took no part.
using Captures = std::vector<std::optional<std::string_view>>;

class RuleRegex {
  public:
    // As jmx_exporter has it: the pattern may begin and end anywhere, the rightmost place first,
    // and `.` takes no end of a line. Errors: invalid, with the place in the pattern.
    static Result<RuleRegex> compile(std::string_view java);

    ~RuleRegex();
    RuleRegex(RuleRegex&&) noexcept;
    RuleRegex& operator=(RuleRegex&&) noexcept;

    // Whether it matches the whole input; `captures` point into the input and are set where it
    // does. Errors: refused, where the pattern needs more steps or memory than are sensible.
    Result<bool> match(std::string_view input, Captures& captures) const;

    const std::vector<JavaPattern::Group>& groups() const { return groups_; }
    // Whether the groups are the same for every plain value (pattern_outline.hpp).
    bool ends_before_value() const { return outline_.ends_before_value; }

  private:
    struct Compiled;

    RuleRegex(std::unique_ptr<Compiled> compiled, std::vector<JavaPattern::Group> groups,
              PatternOutline outline);

    std::unique_ptr<Compiled> compiled_;
    std::vector<JavaPattern::Group> groups_;
    PatternOutline outline_;
};

}  // namespace ballast::agent::metrics
