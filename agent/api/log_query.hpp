// The question that `GET /v1/logs` and `ballast-agent logs` take as text.
#pragma once

#include <map>
#include <string>

#include "agent/logs/log_filter.hpp"
#include "common/clock.hpp"
#include "common/result.hpp"

namespace ballast::agent {

struct LogQuery {
    LogFilter filter;
    bool follow = false;
};

// Members: since (a duration back from `now`, or RFC 3339), grep, level, tail, follow (true or
// false). Errors: invalid, with the member's name.
Result<LogQuery> parse_log_query(const std::map<std::string, std::string>& members, WallTime now);

}  // namespace ballast::agent
