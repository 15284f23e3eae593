// One row of the API's table: the route, and what its document (/openapi.json) says of it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/router.hpp"
#include "common/result.hpp"

namespace ballast::coordinator {

// A name is that of a topic or a node: 1 to 249 of the characters that Kafka takes in a topic's
// (org.apache.kafka.common.internals.Topic), which are those of a node's name and more.
enum class ParameterType : std::uint8_t { boolean, integer, name, names };

constexpr std::string_view kNamePattern = "^[a-zA-Z0-9._-]{1,249}$";
bool is_name(std::string_view text);

// Of the query. `names` may come more than once.
struct Parameter {
    std::string name;
    ParameterType type = ParameterType::name;
    std::string description;
    bool required = false;
    std::int64_t least = 0;  // of an integer
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

struct Operation {
    http::Route route;
    std::string id;
    std::string summary;
    std::vector<Parameter> query;
    std::string body;    // the schema of a request's body; empty: it has none
    std::string answer;  // the schema of the answer; empty: it is text
    int status = 200;    // of that answer
    std::string content_type = "application/json";
    bool needs_view = false;    // 503 while there is none
    std::vector<int> refusals;  // statuses of its own, besides those that every route has
};

// That the query has what the operation's parameters say, and nothing else. Errors: invalid, with
// the parameter's name.
Result<void> check_query(const std::vector<Parameter>& parameters, const http::Request& request);

// Of a checked query.
bool flag(const http::Request& request, const std::string& name);
std::int64_t integer_or(const http::Request& request, const std::string& name,
                        std::int64_t fallback);
std::string text_of(const http::Request& request, const std::string& name);
// Each once, in the order in which they came.
std::vector<std::string> texts_of(const http::Request& request, const std::string& name);

}  // namespace ballast::coordinator
