#include <json/value.h>

#include <algorithm>
#include <bit>

#include "coordinator/api/answers.hpp"
#include "coordinator/api/json_parts.hpp"
#include "coordinator/plan/evidence.hpp"
#include "coordinator/plan/verdict.hpp"

namespace ballast::coordinator {
namespace {

struct TopicCounts {
    PartitionCounts partitions;
    std::size_t replication_factor = 0;  // the largest, without what a reassignment adds
};

// By the rule of coordinator/plan/verdict.cpp, held together by a test: the sum over all topics is
// what count_partitions() says.
TopicCounts count_topic(const PartitionTable& table, const TopicEntry& topic,
                        const BrokerSet& registered) {
    TopicCounts counts;
    counts.partitions.total = topic.count;
    for (std::size_t place = topic.first; place < std::size_t{topic.first} + topic.count; ++place) {
        const auto partition = table.at(place);
        const auto settled =
            partition.replicas.size() - static_cast<std::size_t>(std::popcount(partition.adding));
        counts.replication_factor = std::max(counts.replication_factor, settled);
        const bool led = partition.leader >= 0 &&
                         registered[partition.replicas[static_cast<std::size_t>(partition.leader)]];
        counts.partitions.offline += led ? 0 : 1;
        const auto in_sync =
            static_cast<std::size_t>(std::popcount(partition.isr & ~partition.adding));
        counts.partitions.under_replicated += in_sync < settled ? 1 : 0;
        counts.partitions.reassigning += (partition.adding | partition.removing) != 0 ? 1 : 0;
        if (topic.min_isr) {
            const auto slack = spare_of(partition, *topic.min_isr, registered).slack();
            const bool at = slack == 0 && !never_spares(partition, *topic.min_isr);
            counts.partitions.under_min_isr += slack < 0 ? 1 : 0;
            counts.partitions.at_min_isr += at ? 1 : 0;
        }
    }
    return counts;
}

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

BrokerSet registered_brokers(const KafkaView& kafka) {
    const auto ids = kafka.partitions.brokers();
    BrokerSet registered(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        registered[i] = is_registered(kafka, ids[i]);
    }
    return registered;
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
