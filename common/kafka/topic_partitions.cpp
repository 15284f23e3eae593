#include "common/kafka/topic_partitions.hpp"

namespace ballast::kafka {

void write_topic_partitions(Writer& body, const std::vector<TopicPartitions>& topics) {
    body.compact_elements(topics, [&](const TopicPartitions& topic) {
        body.compact_string(topic.topic);
        body.compact_int32s(topic.partitions);
        body.no_tags();
    });
}

std::vector<PartitionResult> read_partition_results(Reader& reader) {
    std::vector<PartitionResult> results;
    const auto topics = reader.compact_array(3);
    for (std::size_t i = 0; i < topics && !reader.failed(); ++i) {
        const auto topic = reader.compact_string();
        const auto partitions = reader.compact_array(8);
        for (std::size_t k = 0; k < partitions && !reader.failed(); ++k) {
            PartitionResult& result = results.emplace_back();
            result.topic = topic;
            result.partition = reader.int32();
            result.error = reader.int16();
            result.message = reader.compact_nullable_string().value_or("");
            reader.skip_tags();
        }
        reader.skip_tags();
    }
    return results;
}

}  // namespace ballast::kafka
