// Source: ElectLeadersRequest.json and ElectLeadersResponse.json of Kafka 3.9 (KIP-460).
#include "common/kafka/elect_leaders.hpp"

#include <utility>

namespace ballast::kafka {

std::string encode_elect_leaders(const ElectLeaders& request) {
    Writer body;
    body.int8(std::to_underlying(request.type));
    if (request.topics) {
        write_topic_partitions(body, *request.topics);
    } else {
        body.compact_array(std::nullopt);
    }
    body.timeout(request.timeout);
    body.no_tags();
    return body.take();
}

Result<ElectionResults> decode_elect_leaders(std::string_view body) {
    Reader reader(body);
    ElectionResults results;
    reader.int32();  // throttle time
    results.error = reader.int16();
    results.partitions = read_partition_results(reader);
    reader.skip_tags();
    TRY_VOID(reader.finish("ElectLeaders"));
    return results;
}

}  // namespace ballast::kafka
