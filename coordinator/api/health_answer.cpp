#include <json/value.h>

#include <algorithm>

#include "coordinator/api/answers.hpp"
#include "coordinator/api/json_parts.hpp"
#include "coordinator/plan/verdict.hpp"

namespace ballast::coordinator {
namespace {

Json::Value finding_value(const Finding& finding) {
    Json::Value out;
    out["code"] = finding.code;
    out["severity"] = std::string(to_string(finding.severity));
    out["message"] = finding.message;
    out["next_step"] = finding.next_step;
    out["blocks_restart"] = finding.blocks_restart;
    out["nodes"] = text_array(finding.nodes);
    out["partitions"] = text_array(finding.partitions.names);
    out["partition_count"] = count_value(finding.partitions.count);
    return out;
}

}  // namespace

std::optional<double> age_seconds(const ClusterView& view, SteadyTime now) {
    auto oldest = view.kafka.taken;
    const auto take = [&](const std::optional<SteadyTime>& heard) {
        if (heard) {
            oldest = oldest ? std::min(*oldest, *heard) : *heard;
        }
    };
    for (const auto& node : view.nodes) {
        take(node.heard);
    }
    for (const auto& server : view.zookeeper) {
        take(server.heard);
    }
    return oldest ? std::optional(seconds_between(*oldest, now)) : std::nullopt;
}

void put_age(const ClusterView& view, Moment moment, Json::Value& answer) {
    const auto age = age_seconds(view, moment.steady);
    answer["age_seconds"] = age ? Json::Value(*age) : Json::Value();
    answer["as_of"] =
        age ? Json::Value(to_rfc3339(moment.wall - std::chrono::duration_cast<WallTime::duration>(
                                                       std::chrono::duration<double>(*age)),
                                     true))
            : Json::Value();
}

Json::Value health_answer(const ClusterView& view, Moment moment) {
    const auto health = judge(view);
    Json::Value out;
    out["cluster"] = view.cluster;
    out["verdict"] = std::string(to_string(health.verdict));
    put_age(view, moment, out);
    out["restart_blocked"] = health.restart_blocked;
    out["findings"] = Json::Value(Json::arrayValue);
    for (const auto& finding : health.findings) {
        out["findings"].append(finding_value(finding));
    }
    return out;
}

}  // namespace ballast::coordinator
