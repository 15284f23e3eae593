#include "agent/api/log_query.hpp"

#include <fmt/format.h>

#include "common/text.hpp"
#include "common/units.hpp"

namespace ballast::agent {
namespace {

Result<WallTime> parse_since(const std::string& text, WallTime now) {
    if (text.ends_with('Z')) {
        return parse_rfc3339(text);
    }
    TRY(const auto back, parse_duration(text));
    return now - back;
}

Result<void> take(LogQuery& query, const std::string& name, const std::string& value,
                  WallTime now) {
    if (name == "since") {
        TRY(query.filter.since, parse_since(value, now));
    } else if (name == "grep") {
        query.filter.grep = value;
    } else if (name == "level") {
        TRY(query.filter.level, parse_log_level(value));
    } else if (name == "tail") {
        const auto count = parse_integer(value);
        if (!count || *count < 0) {
            return fail(ErrorKind::invalid, fmt::format("'{}' is not a number of entries", value));
        }
        query.filter.tail = static_cast<std::size_t>(*count);
    } else if (name == "follow") {
        if (value != "true" && value != "false") {
            return fail(ErrorKind::invalid, fmt::format("'{}' is neither true nor false", value));
        }
        query.follow = value == "true";
    } else {
        return fail(ErrorKind::invalid, "known are since, grep, level, tail and follow");
    }
    return {};
}

}  // namespace

Result<LogQuery> parse_log_query(const std::map<std::string, std::string>& members, WallTime now) {
    LogQuery query;
    for (const auto& [name, value] : members) {
        if (const auto taken = take(query, name, value, now); !taken) {
            return std::unexpected(in_context(taken.error(), name));
        }
    }
    return query;
}

}  // namespace ballast::agent
