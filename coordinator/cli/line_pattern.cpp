#include "coordinator/cli/line_pattern.hpp"

#include <fmt/format.h>

#include <boost/regex.hpp>
#include <stdexcept>

namespace ballast::cli {

struct LinePattern::Expression {
    boost::regex regex;
};

Result<LinePattern> LinePattern::make(const std::string& text) {
    LinePattern pattern;
    if (text.empty()) {
        return pattern;
    }
    try {
        pattern.expression_ =
            std::make_shared<Expression>(Expression{boost::regex(text, boost::regex::perl)});
    } catch (const boost::regex_error& error) {
        return fail(ErrorKind::invalid, fmt::format("--grep: '{}' is not a regular expression: {}",
                                                    text, error.what()));
    }
    return pattern;
}

bool LinePattern::found_in(std::string_view line) const {
    try {
        return !expression_ || boost::regex_search(line.begin(), line.end(), expression_->regex);
    } catch (const std::runtime_error&) {
        return false;  // Boost.Regex gives up on catastrophic backtracking
    }
}

}  // namespace ballast::cli
