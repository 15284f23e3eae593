#include "agent/metrics/rules/rule_regex.hpp"

#include <fmt/format.h>

#include <boost/regex.hpp>
#include <cstddef>
#include <exception>
#include <iterator>
#include <utility>

namespace ballast::agent::metrics {

// A type of its own, so that its matcher can have its own limit, below.
struct RuleTraits : boost::regex_traits<char> {};

}  // namespace ballast::agent::metrics

// Boost.Regex lets a match take the square of the pattern's length times the input's, or the square
// of the input's: seconds, for what an administrator may write. 2,000,000 steps take some 20 ms.
template <>
void boost::BOOST_REGEX_DETAIL_NS::perl_matcher<const char*, boost::cmatch::allocator_type,
                                                ballast::agent::metrics::RuleTraits>::
    estimate_max_state_count(std::random_access_iterator_tag*) {
    max_state_count = 2'000'000;
}

namespace ballast::agent::metrics {

using Regex = boost::basic_regex<char, RuleTraits>;

struct RuleRegex::Compiled {
    Regex whole;
};

RuleRegex::RuleRegex(std::unique_ptr<Compiled> compiled, std::vector<JavaPattern::Group> groups,
                     PatternOutline outline)
    : compiled_(std::move(compiled)), groups_(std::move(groups)), outline_(std::move(outline)) {}
RuleRegex::~RuleRegex() = default;
RuleRegex::RuleRegex(RuleRegex&&) noexcept = default;
RuleRegex& RuleRegex::operator=(RuleRegex&&) noexcept = default;

Result<RuleRegex> RuleRegex::compile(std::string_view java) {
    TRY(auto pattern, translate(java));
    // Java's `.` and `$` know no lines inside of the input, other than Boost's by default.
    const auto flags = boost::regex::perl | boost::regex::no_mod_m | boost::regex::no_mod_s;
    try {
        // Alone first: an error then names its place in what the user wrote, and a pattern such as
        // "a)(b" is not made whole by what is put around it.
        const Regex alone(pattern.boost, flags);
        auto compiled =
            std::make_unique<Compiled>(Regex(fmt::format("^.*(?:{}).*$", pattern.boost), flags));
        if (alone.mark_count() != pattern.groups.size()) {
            return fail(ErrorKind::invalid, "its groups cannot be counted");
        }
        auto known = outline(pattern.boost);
        return RuleRegex(std::move(compiled), std::move(pattern.groups), std::move(known));
    } catch (const std::exception& error) {
        return fail(ErrorKind::invalid, error.what());
    }
}

Result<bool> RuleRegex::match(std::string_view input, Captures& captures) const {
    if (!outline_.literal.empty() && !input.contains(outline_.literal)) {
        return false;
    }
    boost::cmatch found;
    try {
        if (!boost::regex_match(input.data(), input.data() + input.size(), found,
                                compiled_->whole)) {
            return false;
        }
    } catch (const std::exception& error) {
        // Its text has line breaks and advice on how to build programs.
        const std::string_view text = error.what();
        const bool memory = text.contains("emory");
        return fail(ErrorKind::refused,
                    fmt::format("the pattern takes too {} to match; make its groups exclude what "
                                "stands behind them ([^,>]+ for .+) and nest no repeats",
                                memory ? "much memory" : "many steps"));
    }
    captures.clear();
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto& group = found[static_cast<int>(i)];
        if (group.matched) {
            captures.emplace_back(
                std::string_view(group.first, static_cast<std::size_t>(group.length())));
        } else {
            captures.emplace_back(std::nullopt);
        }
    }
    return true;
}

}  // namespace ballast::agent::metrics
