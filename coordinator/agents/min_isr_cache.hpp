// Which min.insync.replicas is in force for each topic: read once for a new topic, and again every
// few seconds, since it changes seldom and costs a broker a read of ZooKeeper for each topic. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/kafka/describe_configs.hpp"
#include "common/kafka/uuid.hpp"

namespace ballast::coordinator {

class MinIsrCache {
  public:
    struct Times {
        std::chrono::milliseconds again{10'000};    // a value this old is read again
        std::chrono::milliseconds forget{300'000};  // one this old is not known any more
    };

    explicit MinIsrCache(Times times) : times_(times) {}

    // The topics there are: begin(), see() for each, end(), which forgets those not seen. A topic
    // with another id is another topic.
    void begin() { ++round_; }
    void see(const std::string& topic, const kafka::Uuid& id);
    void end();

    // Topics of which nothing is known, `most` at most.
    std::vector<std::string> unknown(std::size_t most) const;
    // Of the others, `most` of those to be read again: in turn, so that each has its turn.
    std::vector<std::string> due(SteadyTime now, std::size_t most);

    // What a broker answered to request_for(topics), asked at `asked`. A topic that it did not or
    // could not answer for keeps what was known.
    void learn(std::span<const kafka::ResourceConfig> answer, SteadyTime asked);

    std::optional<std::int16_t> find(const std::string& topic, SteadyTime now) const;

  private:
    struct Entry {
        kafka::Uuid id;
        std::int16_t value = 0;
        std::optional<SteadyTime> read;
        std::uint64_t round = 0;
    };

    Times times_;
    std::map<std::string, Entry> topics_;
    std::uint64_t round_ = 0;
    std::string last_due_;
};

kafka::DescribeConfigs request_for(std::span<const std::string> topics);

}  // namespace ballast::coordinator
