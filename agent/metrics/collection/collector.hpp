// Collects a JVM's metrics: those who ask while a collection is under way share it, and when the
// JVM hangs they get the last good ones with their age.
#pragma once

#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/metrics/exposition/family.hpp"
#include "common/clock.hpp"
#include "common/node_identity.hpp"

namespace ballast::agent::metrics {

// What was collected last; never changed once it is given out.
struct Metrics {
    std::vector<Family> families;  // as normalize() leaves them
    SteadyTime taken{};
    double seconds = 0;  // that it took
    std::vector<std::string> problems;
};

struct JvmId {
    pid_t pid = 0;
    std::string incarnation;  // tells it from another one that had the pid before
    bool operator==(const JvmId&) const = default;
};

// Event loop only. The work runs on a thread of its own, so that ten thousand beans and their rules
// hold up nothing else.
class Collector {
  public:
    struct Inputs {
        Role role = Role::kafka;
        std::filesystem::path rules;  // empty: our own
    };

    // `clock` outlives this.
    Collector(boost::asio::any_io_executor loop, const Clock& clock, Inputs inputs);
    ~Collector();
    Collector(const Collector&) = delete;
    Collector& operator=(const Collector&) = delete;

    struct Answer {
        std::shared_ptr<const std::vector<Family>> families;  // also jmx_scrape_*, and the age
        std::vector<std::string> problems;
    };
    // Within `limit`: new ones, or else the last good ones of this JVM, jmx_scrape_error being 1.
    boost::asio::awaitable<Answer> collect(JvmId jvm, std::chrono::milliseconds limit);
    // For what else takes long with ten thousand samples: writing and compressing them.
    boost::asio::thread_pool& thread();

  private:
    struct State;
    std::shared_ptr<State> state_;  // shared with a collection that is under way
};

}  // namespace ballast::agent::metrics
