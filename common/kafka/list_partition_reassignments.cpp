// Source: ListPartitionReassignmentsRequest.json and ...Response.json of Kafka 3.9 (KIP-455).
#include "common/kafka/list_partition_reassignments.hpp"

namespace ballast::kafka {

std::string encode_list_partition_reassignments(const ListPartitionReassignments& request) {
    Writer body;
    body.timeout(request.timeout);
    if (request.topics) {
        write_topic_partitions(body, *request.topics);
    } else {
        body.compact_array(std::nullopt);
    }
    body.no_tags();
    return body.take();
}

Result<OngoingReassignments> decode_list_partition_reassignments(std::string_view body) {
    Reader reader(body);
    OngoingReassignments ongoing;
    reader.int32();  // throttle time
    ongoing.error = reader.int16();
    ongoing.message = reader.compact_nullable_string().value_or("");
    const auto topics = reader.compact_array(3);
    for (std::size_t i = 0; i < topics && !reader.failed(); ++i) {
        const auto topic = reader.compact_string();
        const auto partitions = reader.compact_array(8);
        for (std::size_t k = 0; k < partitions && !reader.failed(); ++k) {
            OngoingReassignment& reassignment = ongoing.partitions.emplace_back();
            reassignment.topic = topic;
            reassignment.partition = reader.int32();
            reader.compact_int32s(reassignment.replicas);
            reader.compact_int32s(reassignment.adding);
            reader.compact_int32s(reassignment.removing);
            reader.skip_tags();
        }
        reader.skip_tags();
    }
    reader.skip_tags();
    TRY_VOID(reader.finish("ListPartitionReassignments"));
    return ongoing;
}

}  // namespace ballast::kafka
