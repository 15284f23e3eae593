#include "agent/logs/log_filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/regex.hpp>
#include <ranges>
#include <stdexcept>

namespace ballast::agent {

struct LogMatcher::Expression {
    boost::regex regex;

    bool found_in(std::string_view text) const {
        const auto subject = text.substr(0, std::min(text.size(), kMaxGrepSubject));
        try {
            return boost::regex_search(subject.begin(), subject.end(), regex,
                                       boost::match_not_dot_newline);
        } catch (const std::runtime_error&) {
            return false;  // Boost.Regex gives up on catastrophic backtracking
        }
    }
};

Result<LogMatcher> LogMatcher::make(const LogFilter& filter) {
    if (filter.tail.value_or(0) > kMaxTail) {
        return fail(ErrorKind::invalid, fmt::format("tail={} is above {}", *filter.tail, kMaxTail));
    }
    LogMatcher matcher;
    matcher.filter_ = filter;
    if (filter.grep.empty()) {
        return matcher;
    }
    if (filter.grep.size() > kMaxGrepLength) {
        return fail(ErrorKind::invalid,
                    fmt::format("the expression has {} bytes, at most {} are allowed",
                                filter.grep.size(), kMaxGrepLength));
    }
    try {
        matcher.expression_ =
            std::make_shared<Expression>(Expression{boost::regex(filter.grep, boost::regex::perl)});
    } catch (const boost::regex_error& error) {
        return fail(ErrorKind::invalid,
                    fmt::format("'{}' is not a regular expression: {}", filter.grep, error.what()));
    }
    return matcher;
}

bool LogMatcher::matches(const LogEntry& entry) const {
    if (filter_.since && entry.time < *filter_.since) {
        return false;
    }
    if (filter_.level && entry.level < *filter_.level) {
        return false;
    }
    return !expression_ || expression_->found_in(entry.message) ||
           expression_->found_in(entry.logger) || expression_->found_in(entry.stack) ||
           std::ranges::any_of(entry.fields | std::views::values,
                               [this](const auto& value) { return expression_->found_in(value); });
}

}  // namespace ballast::agent
