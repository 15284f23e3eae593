// DescribeCluster (key 60), version 0: the brokers that are registered, and the controller.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/kafka/metadata.hpp"

namespace ballast::kafka {

struct ClusterDescription {
    std::int16_t error = 0;
    std::string message;  // empty: none
    std::string cluster_id;
    std::int32_t controller_id = -1;  // -1: none known
    std::vector<Broker> brokers;
};

std::string encode_describe_cluster();
// Errors: invalid.
Result<ClusterDescription> decode_describe_cluster(std::string_view body);

}  // namespace ballast::kafka
