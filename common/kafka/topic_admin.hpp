// Topics through librdkafka's admin API, for the command line: synchronous, own threads inside, so
// never on an event loop.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/kafka/metadata.hpp"
#include "common/result.hpp"

namespace ballast::kafka {

struct NewTopic {
    std::string name;
    int partitions = -1;          // -1: the broker's num.partitions
    int replication_factor = -1;  // -1: the broker's default.replication.factor
    std::map<std::string, std::string> config;
};

struct TopicDescription {
    Topic topic;
    std::map<std::string, std::string> config;  // set on the topic, defaults left out
    std::optional<int> min_isr;                 // min.insync.replicas in force
};

// Errors of all: unreachable (no broker answered), timed_out, refused (the broker said no; code is
// Kafka's, e.g. TOPIC_ALREADY_EXISTS), not_found, invalid; messages are Kafka's with a next step.
class TopicAdmin {
  public:
    // `bootstrap` like "127.10.2.1:9092,127.10.2.2:9092"; `limit` holds for each call.
    static Result<TopicAdmin> open(const std::string& bootstrap, std::chrono::milliseconds limit);
    ~TopicAdmin();
    TopicAdmin(TopicAdmin&&) noexcept;
    TopicAdmin& operator=(TopicAdmin&&) noexcept;

    Result<void> create_topic(const NewTopic& topic);
    // By name, internal topics marked.
    Result<std::vector<Topic>> list_topics();
    Result<TopicDescription> describe_topic(const std::string& name);
    Result<void> delete_topic(const std::string& name);

  private:
    struct Impl;
    explicit TopicAdmin(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace ballast::kafka
