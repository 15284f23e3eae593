// Metadata (key 3), versions 9-12: the cluster as one broker knows it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/kafka/api.hpp"

namespace ballast::kafka {

// Which topics to ask for: none, all, or these. Never creates a topic.
struct TopicSelection {
    bool all = false;
    std::vector<std::string> names;
};

struct Broker {
    std::int32_t id = -1;
    std::string host;
    std::int32_t port = 0;
    std::string rack;  // empty: none
    bool operator==(const Broker&) const = default;
};

// As several responses carry it: BrokerId, Host, Port, Rack?.
Broker read_broker(Reader& reader);

struct Partition {
    std::int16_t error = 0;
    std::int32_t index = 0;
    std::int32_t leader = -1;  // -1: none
    std::int32_t leader_epoch = -1;
    std::vector<std::int32_t> replicas;
    std::vector<std::int32_t> isr;
    std::vector<std::int32_t> offline;
};

struct Topic {
    std::int16_t error = 0;
    std::string name;
    Uuid id;  // none before version 10
    bool internal = false;
    std::vector<Partition> partitions;
};

struct Metadata {
    std::vector<Broker> brokers;
    std::string cluster_id;           // empty: the broker does not know it yet
    std::int32_t controller_id = -1;  // -1: none known
    std::vector<Topic> topics;
};

std::string encode_metadata(std::int16_t version, const TopicSelection& topics);
// Errors: invalid.
Result<Metadata> decode_metadata(std::int16_t version, std::string_view body);

// Takes topics one after the other, so that a large cluster's never exist twice in memory. An error
// of either ends the decoding with that error.
class TopicVisitor {
  public:
    virtual ~TopicVisitor() = default;
    // Its partitions follow one by one; `topic.partitions` is empty.
    virtual Result<void> begin_topic(const Topic& topic) = 0;
    // Of the topic begun last. `partition` is used again for the next.
    virtual Result<void> add_partition(const Partition& partition) = 0;
};

// Metadata of 1,000,000 partitions with 3 replicas takes about 42 MB.
constexpr std::size_t kMaxMetadataFrame = std::size_t{64} << 20U;

// As decode_metadata(), with the topics into `visitor` instead of the result. The bytes are known
// to be whole only at the end: after an error, what the visitor has got counts for nothing.
Result<Metadata> decode_metadata_topics(std::int16_t version, std::string_view body,
                                        TopicVisitor& visitor);

}  // namespace ballast::kafka
