// Source: MetadataRequest.json and MetadataResponse.json of Kafka 3.9.
#include "common/kafka/metadata.hpp"

namespace ballast::kafka {

namespace {

constexpr std::size_t kUuidSize = 16;

std::vector<std::int32_t> read_ids(Reader& reader) {
    std::vector<std::int32_t> ids(reader.compact_array(4));
    for (auto& id : ids) {
        id = reader.int32();
    }
    return ids;
}

Broker read_broker(Reader& reader) {
    Broker broker;
    broker.id = reader.int32();
    broker.host = reader.compact_string();
    broker.port = reader.int32();
    broker.rack = reader.compact_nullable_string().value_or("");
    reader.skip_tags();
    return broker;
}

Partition read_partition(Reader& reader) {
    Partition partition;
    partition.error = reader.int16();
    partition.index = reader.int32();
    partition.leader = reader.int32();
    partition.leader_epoch = reader.int32();
    partition.replicas = read_ids(reader);
    partition.isr = read_ids(reader);
    partition.offline = read_ids(reader);
    reader.skip_tags();
    return partition;
}

Topic read_topic(Reader& reader, std::int16_t version) {
    Topic topic;
    topic.error = reader.int16();
    topic.name = reader.compact_nullable_string().value_or("");
    if (version >= 10) {
        reader.raw(kUuidSize);  // the topic's id
    }
    topic.internal = reader.boolean();
    const auto partitions = reader.compact_array(18);
    topic.partitions.reserve(partitions);
    for (std::size_t i = 0; i < partitions && !reader.failed(); ++i) {
        topic.partitions.push_back(read_partition(reader));
    }
    reader.int32();  // authorized operations, not asked for
    reader.skip_tags();
    return topic;
}

}  // namespace

std::string encode_metadata(std::int16_t version, const TopicSelection& topics) {
    Writer body;
    if (topics.all) {
        body.compact_array(std::nullopt);
    } else {
        body.compact_array(topics.names.size());
        for (const auto& name : topics.names) {
            if (version >= 10) {
                body.raw(std::string(kUuidSize, '\0'));  // asked for by name
            }
            body.compact_string(name);
            body.no_tags();
        }
    }
    body.boolean(false);  // no topic is created
    if (version <= 10) {
        body.boolean(false);  // the cluster's authorized operations
    }
    body.boolean(false);  // the topics' authorized operations
    body.no_tags();
    return body.take();
}

Result<Metadata> decode_metadata(std::int16_t version, std::string_view body) {
    Reader reader(body);
    Metadata metadata;
    reader.int32();  // throttle time
    const auto brokers = reader.compact_array(11);
    metadata.brokers.reserve(brokers);
    for (std::size_t i = 0; i < brokers && !reader.failed(); ++i) {
        metadata.brokers.push_back(read_broker(reader));
    }
    metadata.cluster_id = reader.compact_nullable_string().value_or("");
    metadata.controller_id = reader.int32();
    const auto topics = reader.compact_array(10);
    metadata.topics.reserve(topics);
    for (std::size_t i = 0; i < topics && !reader.failed(); ++i) {
        metadata.topics.push_back(read_topic(reader, version));
    }
    if (version <= 10) {
        reader.int32();  // the cluster's authorized operations
    }
    reader.skip_tags();
    TRY_VOID(reader.finish("Metadata"));
    return metadata;
}

}  // namespace ballast::kafka
