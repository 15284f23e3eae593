// Source: CreateTopicsRequest.json and CreateTopicsResponse.json of Kafka 3.9.
#include "common/kafka/create_topics.hpp"

namespace ballast::kafka {

namespace {

void skip_config(Reader& reader) {
    reader.compact_nullable_view();  // name
    reader.compact_nullable_view();  // value
    reader.boolean();                // read-only
    reader.int8();                   // source
    reader.boolean();                // sensitive
    reader.skip_tags();
}

CreatedTopic read_topic(Reader& reader) {
    CreatedTopic topic;
    topic.name = reader.compact_string();
    topic.id = reader.uuid();
    topic.error = reader.int16();
    topic.message = reader.compact_nullable_string().value_or("");
    topic.partitions = reader.int32();
    topic.replication_factor = reader.int16();
    const auto configs = reader.compact_array(6);
    for (std::size_t i = 0; i < configs && !reader.failed(); ++i) {
        skip_config(reader);
    }
    reader.skip_tags();
    return topic;
}

}  // namespace

std::string encode_create_topics(const CreateTopics& request) {
    Writer body;
    body.compact_elements(request.topics, [&](const CreatableTopic& topic) {
        body.compact_string(topic.name);
        body.int32(topic.partitions);
        body.int16(topic.replication_factor);
        body.compact_elements(topic.assignments, [&](const auto& assignment) {
            body.int32(assignment.first);
            body.compact_int32s(assignment.second);
            body.no_tags();
        });
        body.compact_elements(topic.configs, [&](const auto& config) {
            body.compact_string(config.first);
            body.compact_string(config.second);
            body.no_tags();
        });
        body.no_tags();
    });
    body.timeout(request.timeout);
    body.boolean(request.validate_only);
    body.no_tags();
    return body.take();
}

Result<std::vector<CreatedTopic>> decode_create_topics(std::string_view body) {
    Reader reader(body);
    reader.int32();  // throttle time
    auto topics = reader.compact_elements(28, read_topic);
    reader.skip_tags();
    TRY_VOID(reader.finish("CreateTopics"));
    return topics;
}

}  // namespace ballast::kafka
