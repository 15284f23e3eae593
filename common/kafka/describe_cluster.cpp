// Source: DescribeClusterRequest.json and DescribeClusterResponse.json of Kafka 3.9.
#include "common/kafka/describe_cluster.hpp"

namespace ballast::kafka {

std::string encode_describe_cluster() {
    Writer body;
    body.boolean(false);  // authorized operations
    body.no_tags();
    return body.take();
}

Result<ClusterDescription> decode_describe_cluster(std::string_view body) {
    Reader reader(body);
    ClusterDescription cluster;
    reader.int32();  // throttle time
    cluster.error = reader.int16();
    cluster.message = reader.compact_nullable_string().value_or("");
    cluster.cluster_id = reader.compact_string();
    cluster.controller_id = reader.int32();
    cluster.brokers = reader.compact_elements(11, read_broker);
    reader.int32();  // authorized operations, not asked for
    reader.skip_tags();
    TRY_VOID(reader.finish("DescribeCluster"));
    return cluster;
}

}  // namespace ballast::kafka
