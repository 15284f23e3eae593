// Source: DeleteTopicsRequest.json and DeleteTopicsResponse.json of Kafka 3.9.
#include "common/kafka/delete_topics.hpp"

namespace ballast::kafka {

namespace {

DeletedTopic read_topic(Reader& reader) {
    DeletedTopic topic;
    topic.name = reader.compact_nullable_string().value_or("");
    topic.id = reader.uuid();
    topic.error = reader.int16();
    topic.message = reader.compact_nullable_string().value_or("");
    reader.skip_tags();
    return topic;
}

}  // namespace

std::string encode_delete_topics(const DeleteTopics& request) {
    Writer body;
    body.compact_elements(request.names, [&](std::string_view name) {
        body.compact_string(name);
        body.uuid({});
        body.no_tags();
    });
    body.timeout(request.timeout);
    body.no_tags();
    return body.take();
}

Result<std::vector<DeletedTopic>> decode_delete_topics(std::string_view body) {
    Reader reader(body);
    reader.int32();  // throttle time
    auto topics = reader.compact_elements(21, read_topic);
    reader.skip_tags();
    TRY_VOID(reader.finish("DeleteTopics"));
    return topics;
}

}  // namespace ballast::kafka
