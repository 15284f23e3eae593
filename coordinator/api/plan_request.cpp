#include "coordinator/api/plan_request.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <algorithm>

#include "common/http/envelope.hpp"
#include "common/json.hpp"

namespace ballast::coordinator {
namespace {

std::unexpected<Error> wrong(std::string message) {
    return fail(ErrorKind::invalid, std::move(message));
}

// JsonView takes a null for a member that is not there; here it is a mistake.
Result<void> refuse_nulls(const Json::Value& root) {
    for (const auto& name : root.getMemberNames()) {
        if (root[name].isNull()) {
            return wrong(fmt::format("/{}: null is no value for it; leave it out", name));
        }
    }
    return {};
}

Result<RollRole> read_role(const JsonView& plan) {
    TRY(const auto role, plan.string_or("role", "all"));
    if (role == "kafka") {
        return RollRole::kafka;
    }
    if (role == "zookeeper") {
        return RollRole::zookeeper;
    }
    if (role == "all") {
        return RollRole::all;
    }
    return wrong("/role: kafka, zookeeper or all is wanted");
}

// To JSON Schema 2.0 is an integer, too.
std::optional<int> integer_within(const Json::Value& value, int least, int most) {
    if (!value.isNumeric() || !value.isInt() || value.asInt() < least || value.asInt() > most) {
        return std::nullopt;
    }
    return value.asInt();
}

Result<std::optional<int>> read_max_parallel(const Json::Value& root) {
    if (!root.isMember("max_parallel") || root["max_parallel"] == "auto") {
        return std::nullopt;
    }
    const auto number = integer_within(root["max_parallel"], 1, kMostParallel);
    if (!number) {
        return wrong(fmt::format("/max_parallel: an integer from 1 to {} or \"auto\" is wanted",
                                 kMostParallel));
    }
    return number;
}

Result<int> read_spare(const Json::Value& root) {
    const auto number = root.isMember("spare") ? integer_within(root["spare"], 0, kMostSpare) : 0;
    if (!number) {
        return wrong(fmt::format("/spare: an integer from 0 to {} is wanted", kMostSpare));
    }
    return *number;
}

Result<RollOptions> read_plan(const Json::Value& root) {
    const JsonView plan(root);
    TRY_VOID(plan.only({"kind", "role", "nodes", "max_parallel", "spare", "allow_unavailable"}));
    TRY_VOID(refuse_nulls(root));
    TRY(const auto kind, plan.string("kind"));
    if (kind != "roll") {
        return wrong("/kind: roll is wanted, the only kind of plan there is");
    }
    RollOptions options;
    TRY(options.role, read_role(plan));
    TRY(options.nodes, plan.strings("nodes"));
    if (options.nodes.size() > kMostNodes) {
        return wrong(fmt::format("/nodes: at most {} are wanted", kMostNodes));
    }
    TRY(options.max_parallel, read_max_parallel(root));
    TRY(options.spare, read_spare(root));
    TRY(options.allow_unavailable, plan.boolean_or("allow_unavailable", false));
    return options;
}

}  // namespace

std::expected<RollOptions, http::Response> parse_plan_request(std::string_view body) {
    const auto root = parse_json(body);
    if (!root) {
        return std::unexpected(http::error_response(root.error()));
    }
    auto options = read_plan(*root);
    if (!options) {
        return std::unexpected(http::error_response(422, "INVALID", options.error().message));
    }
    return *std::move(options);
}

}  // namespace ballast::coordinator
