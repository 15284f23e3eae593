// Source: MetadataRequest.json and MetadataResponse.json of Kafka 3.9.
#include "common/kafka/metadata.hpp"

namespace ballast::kafka {

namespace {

void read_partition(Reader& reader, Partition& partition) {
    partition.error = reader.int16();
    partition.index = reader.int32();
    partition.leader = reader.int32();
    partition.leader_epoch = reader.int32();
    reader.compact_int32s(partition.replicas);
    reader.compact_int32s(partition.isr);
    reader.compact_int32s(partition.offline);
    reader.skip_tags();
}

Result<void> read_topics(Reader& reader, std::int16_t version, TopicVisitor& visitor) {
    Topic topic;
    Partition partition;
    const auto topics = reader.compact_array(10);
    for (std::size_t i = 0; i < topics && !reader.failed(); ++i) {
        topic.error = reader.int16();
        topic.name = reader.compact_nullable_view().value_or("");
        if (version >= 10) {
            topic.id = reader.uuid();
        }
        topic.internal = reader.boolean();
        const auto partitions = reader.compact_array(18);
        TRY_VOID(visitor.begin_topic(topic));
        for (std::size_t k = 0; k < partitions && !reader.failed(); ++k) {
            read_partition(reader, partition);
            TRY_VOID(visitor.add_partition(partition));
        }
        reader.int32();  // authorized operations, not asked for
        reader.skip_tags();
    }
    return {};
}

class TopicCollector : public TopicVisitor {
  public:
    Result<void> begin_topic(const Topic& topic) override {
        topics_.push_back(topic);
        return {};
    }
    Result<void> add_partition(const Partition& partition) override {
        topics_.back().partitions.push_back(partition);
        return {};
    }
    std::vector<Topic> take() { return std::move(topics_); }

  private:
    std::vector<Topic> topics_;
};

}  // namespace

Broker read_broker(Reader& reader) {
    Broker broker;
    broker.id = reader.int32();
    broker.host = reader.compact_string();
    broker.port = reader.int32();
    broker.rack = reader.compact_nullable_string().value_or("");
    reader.skip_tags();
    return broker;
}

std::string encode_metadata(std::int16_t version, const TopicSelection& topics) {
    Writer body;
    if (topics.all) {
        body.compact_array(std::nullopt);
    } else {
        body.compact_array(topics.names.size());
        for (const auto& name : topics.names) {
            if (version >= 10) {
                body.uuid({});  // asked for by name
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

Result<Metadata> decode_metadata_topics(std::int16_t version, std::string_view body,
                                        TopicVisitor& visitor) {
    Reader reader(body);
    Metadata metadata;
    reader.int32();  // throttle time
    metadata.brokers = reader.compact_elements(11, read_broker);
    metadata.cluster_id = reader.compact_nullable_string().value_or("");
    metadata.controller_id = reader.int32();
    TRY_VOID(read_topics(reader, version, visitor));
    if (version <= 10) {
        reader.int32();  // the cluster's authorized operations
    }
    reader.skip_tags();
    TRY_VOID(reader.finish("Metadata"));
    return metadata;
}

Result<Metadata> decode_metadata(std::int16_t version, std::string_view body) {
    TopicCollector topics;
    TRY(auto metadata, decode_metadata_topics(version, body, topics));
    metadata.topics = topics.take();
    return metadata;
}

}  // namespace ballast::kafka
