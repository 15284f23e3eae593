// What ZooKeeper keeps of brokers, topics and partitions, read from the JSON of their znodes. Pure.
// Source: kafka.zk.{BrokerIdZNode,TopicZNode,TopicPartitionStateZNode,ClusterIdZNode}, 2.x to 3.9.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace ballast::agent {

// The "id" of /cluster/id. Errors of all: invalid.
Result<std::string> parse_cluster_id(std::string_view json);
// Where the broker of /brokers/ids/ID says that it listens: the first of its endpoints.
Result<std::string> parse_endpoint(std::string_view json);
// The partitions of /brokers/topics/TOPIC that have this broker among their replicas.
Result<std::vector<int>> parse_partitions_of(std::string_view json, int broker);
// The ISR of /brokers/topics/TOPIC/partitions/PARTITION/state: Kafka never writes an empty one.
Result<std::vector<int>> parse_isr(std::string_view json);

}  // namespace ballast::agent
