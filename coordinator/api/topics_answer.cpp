#include <json/value.h>

#include <algorithm>

#include "coordinator/api/answers.hpp"
#include "coordinator/api/json_parts.hpp"
#include "coordinator/plan/evidence.hpp"
#include "coordinator/plan/partition_counts.hpp"

namespace ballast::coordinator {
namespace {

bool is_wanted(const TopicQuery& query, const PartitionCounts& counts) {
    const bool all =
        !query.under_replicated && !query.at_min_isr && !query.under_min_isr && !query.unavailable;
    return all || (query.under_replicated && counts.under_replicated > 0) ||
           (query.at_min_isr && counts.at_min_isr > 0) ||
           (query.under_min_isr && counts.under_min_isr > 0) ||
           (query.unavailable && counts.offline > 0);
}

Json::Value topic_value(const TopicEntry& topic, const TopicCounts& counts) {
    Json::Value out;
    out["name"] = topic.name;
    out["internal"] = topic.internal;
    out["partitions"] = count_value(counts.partitions.total);
    out["min_isr"] = topic.min_isr ? Json::Value(*topic.min_isr) : Json::Value();
    out["replication_factor"] = count_value(counts.replication_factor);
    out["under_replicated"] = count_value(counts.partitions.under_replicated);
    out["at_min_isr"] = count_value(counts.partitions.at_min_isr);
    out["under_min_isr"] = count_value(counts.partitions.under_min_isr);
    out["offline"] = count_value(counts.partitions.offline);
    return out;
}

}  // namespace

Json::Value topics_answer(const ClusterView& view, Moment moment, const TopicQuery& query) {
    const auto& table = view.kafka.partitions;
    std::vector<const TopicEntry*> topics;
    for (const auto& topic : table.topics()) {
        if (topic.name > query.after) {
            topics.push_back(&topic);
        }
    }
    std::ranges::sort(topics, {}, &TopicEntry::name);
    const auto registered = registered_brokers(view.kafka);
    Json::Value out;
    put_age(view, moment, out);
    out["topics"] = Json::Value(Json::arrayValue);
    out["next"] = Json::Value();
    for (const auto* topic : topics) {
        const auto counts = count_topic(table, *topic, registered);
        if (!is_wanted(query, counts.partitions)) {
            continue;
        }
        if (out["topics"].size() == query.limit) {
            out["next"] = out["topics"][out["topics"].size() - 1]["name"];
            break;
        }
        out["topics"].append(topic_value(*topic, counts));
    }
    return out;
}

}  // namespace ballast::coordinator
