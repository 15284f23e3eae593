#include "agent/facts/partition_states.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <algorithm>

#include "common/json.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

constexpr JsonLimits kLimits{.bytes = 4U << 20U};  // of a frame

std::unexpected<Error> bad(std::string_view what) {
    return fail(ErrorKind::invalid, fmt::format("ZooKeeper's {} is not what Kafka writes", what));
}

// Null where the text is no object or has no such member.
Result<Json::Value> member(std::string_view json, const char* key) {
    TRY(const auto root, parse_json(json, kLimits));
    return root.isObject() ? root[key] : Json::Value();
}

Result<std::vector<int>> integers(const Json::Value& array, std::string_view what) {
    if (!array.isArray()) {
        return bad(what);
    }
    std::vector<int> out;
    for (const auto& element : array) {
        if (!element.isInt()) {
            return bad(what);
        }
        out.push_back(element.asInt());
    }
    return out;
}

}  // namespace

Result<std::string> parse_cluster_id(std::string_view json) {
    TRY(const auto root, parse_json(json, kLimits));
    return JsonView(root).string("id");
}

Result<std::string> parse_endpoint(std::string_view json) {
    TRY(const auto root, parse_json(json, kLimits));
    TRY(const auto endpoints, JsonView(root).strings("endpoints"));
    if (endpoints.empty()) {
        return bad("registration of a broker");
    }
    const auto& first = endpoints.front();
    const auto at = first.find("://");
    return at == std::string::npos ? first : first.substr(at + 3);
}

Result<std::vector<int>> parse_partitions_of(std::string_view json, int broker) {
    constexpr std::string_view kWhat = "assignment of a topic";
    TRY(const auto partitions, member(json, "partitions"));
    if (!partitions.isObject()) {
        return bad(kWhat);
    }
    std::vector<int> out;
    for (const auto& name : partitions.getMemberNames()) {
        const auto number = parse_integer(name);
        TRY(const auto replicas, integers(partitions[name], kWhat));
        if (!number || *number < 0 || *number > INT32_MAX) {
            return bad(kWhat);
        }
        if (std::ranges::find(replicas, broker) != replicas.end()) {
            out.push_back(static_cast<int>(*number));
        }
    }
    return out;
}

Result<std::vector<int>> parse_isr(std::string_view json) {
    constexpr std::string_view kWhat = "state of a partition";
    TRY(const auto isr, member(json, "isr"));
    TRY(auto brokers, integers(isr, kWhat));
    if (brokers.empty()) {
        return bad(kWhat);
    }
    return brokers;
}

}  // namespace ballast::agent
