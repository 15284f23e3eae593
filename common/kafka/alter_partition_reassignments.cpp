// Source: AlterPartitionReassignmentsRequest.json and ...Response.json of Kafka 3.9 (KIP-455).
#include "common/kafka/alter_partition_reassignments.hpp"

namespace ballast::kafka {

std::string encode_alter_partition_reassignments(const AlterPartitionReassignments& request) {
    Writer body;
    body.timeout(request.timeout);
    body.compact_elements(request.topics, [&](const AlterPartitionReassignments::Topic& topic) {
        body.compact_string(topic.name);
        body.compact_elements(topic.partitions,
                              [&](const AlterPartitionReassignments::Partition& partition) {
                                  body.int32(partition.index);
                                  if (partition.replicas) {
                                      body.compact_int32s(*partition.replicas);
                                  } else {
                                      body.compact_array(std::nullopt);
                                  }
                                  body.no_tags();
                              });
        body.no_tags();
    });
    body.no_tags();
    return body.take();
}

Result<ReassignmentResults> decode_alter_partition_reassignments(std::string_view body) {
    Reader reader(body);
    ReassignmentResults results;
    reader.int32();  // throttle time
    results.error = reader.int16();
    results.message = reader.compact_nullable_string().value_or("");
    results.partitions = read_partition_results(reader);
    reader.skip_tags();
    TRY_VOID(reader.finish("AlterPartitionReassignments"));
    return results;
}

}  // namespace ballast::kafka
