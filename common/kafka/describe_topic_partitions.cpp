// Source: DescribeTopicPartitionsRequest.json and ...Response.json of Kafka 3.9.
#include "common/kafka/describe_topic_partitions.hpp"

namespace ballast::kafka {

namespace {

// A nullable struct has one byte in front: 1, or -1 for null.
constexpr std::int8_t kPresent = 1;
constexpr std::int8_t kNull = -1;

EligiblePartition read_partition(Reader& reader) {
    EligiblePartition eligible;
    Partition& partition = eligible.partition;
    partition.error = reader.int16();
    partition.index = reader.int32();
    partition.leader = reader.int32();
    partition.leader_epoch = reader.int32();
    reader.compact_int32s(partition.replicas);
    reader.compact_int32s(partition.isr);
    reader.compact_int32s(eligible.eligible_leaders);
    reader.compact_int32s(eligible.last_known_eligible_leaders);
    reader.compact_int32s(partition.offline);
    reader.skip_tags();
    return eligible;
}

TopicPartitionsPage::Topic read_topic(Reader& reader) {
    TopicPartitionsPage::Topic topic;
    topic.error = reader.int16();
    topic.name = reader.compact_nullable_string().value_or("");
    topic.id = reader.uuid();
    topic.internal = reader.boolean();
    topic.partitions = reader.compact_elements(20, read_partition);
    reader.int32();  // authorized operations
    reader.skip_tags();
    return topic;
}

std::optional<TopicCursor> read_cursor(Reader& reader) {
    if (reader.int8() < 0) {
        return std::nullopt;
    }
    TopicCursor cursor;
    cursor.topic = reader.compact_string();
    cursor.partition = reader.int32();
    reader.skip_tags();
    return cursor;
}

}  // namespace

std::string encode_describe_topic_partitions(const DescribeTopicPartitions& request) {
    Writer body;
    body.compact_elements(request.topics, [&](std::string_view topic) {
        body.compact_string(topic);
        body.no_tags();
    });
    body.int32(request.partition_limit);
    body.int8(request.cursor ? kPresent : kNull);
    if (request.cursor) {
        body.compact_string(request.cursor->topic);
        body.int32(request.cursor->partition);
        body.no_tags();
    }
    body.no_tags();
    return body.take();
}

Result<TopicPartitionsPage> decode_describe_topic_partitions(std::string_view body) {
    Reader reader(body);
    TopicPartitionsPage page;
    reader.int32();  // throttle time
    page.topics = reader.compact_elements(24, read_topic);
    page.next = read_cursor(reader);
    reader.skip_tags();
    TRY_VOID(reader.finish("DescribeTopicPartitions"));
    return page;
}

}  // namespace ballast::kafka
