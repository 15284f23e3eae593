// Kafka's own command line tools of one version, and what they print.
#pragma once

#include <json/json.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace ballast::test {

// Fetches that version's jars and its tools as `quickstart` does; empty, or what went wrong.
std::string fetch_kafka(const std::string& version);
// For `java -cp`.
std::string class_path(const std::string& version);

class KafkaTools {
  public:
    KafkaTools(std::string version, std::string bootstrap);

    // Lines without those of the loggers. Throws std::runtime_error with its words when the tool
    // fails.
    std::vector<std::string> run(const std::string& main_class,
                                 std::vector<std::string> arguments) const;

    // kafka-topics --describe: one entry a line, "Topic", "TopicId", "PartitionCount",
    // "ReplicationFactor", "Configs", or "Topic", "Partition", "Leader", "Replicas", "Isr", and
    // since 3.8 "Elr", "LastKnownElr" (empty also for "N/A").
    std::vector<std::map<std::string, std::string>> topics() const;
    std::vector<std::string> topic_names() const;
    // kafka-configs --describe: "NAME=VALUE sensitive=... synonyms={...}".
    std::vector<std::string> configs(std::vector<std::string> entity) const;
    // kafka-reassign-partitions --list.
    std::vector<std::string> reassignments() const;
    // kafka-log-dirs --describe.
    Json::Value log_dirs() const;
    // kafka-leader-election; the line that says what became of it.
    std::string elect_preferred(const std::string& topic, int partition) const;
    std::string cluster_id() const;
    struct BrokerVersions {
        std::string broker;                           // "127.10.2.1:9092 (id: 0 rack: null)"
        std::map<int, std::pair<int, int>> versions;  // by API key: lowest and highest
    };
    std::vector<BrokerVersions> api_versions() const;

  private:
    std::string version_;
    std::string bootstrap_;
};

}  // namespace ballast::test
