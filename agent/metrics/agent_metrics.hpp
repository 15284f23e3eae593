// The agent's own figures in Prometheus' text format.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/logs/log_entry.hpp"
#include "agent/node/node_report.hpp"
#include "agent/recovery/start_facts.hpp"

namespace ballast::agent {

// What is now, known to others.
struct MetricsInput {
    struct Recovery {
        std::int64_t done = 0;  // logs
        std::int64_t total = 0;
    };

    NodeReport report;
    std::string agent_version;
    std::vector<DirFacts> disks;
    std::int64_t needed_free_bytes = 0;
    std::optional<Recovery> recovery;  // while logs are being recovered
    std::optional<WallTime> certificate_expires;
    std::map<std::string, std::uint64_t> log_dropped;  // by log: entries that were not written
};

// Event loop only. Counters begin at 0 with each agent, as Prometheus expects of a process.
class AgentMetrics {
  public:
    AgentMetrics();
    ~AgentMetrics();
    AgentMetrics(const AgentMetrics&) = delete;
    AgentMetrics& operator=(const AgentMetrics&) = delete;

    // `code` of the condition that explains the end; empty for one in order.
    void count_exit(const std::string& code);
    // `result`: "accepted", "repeated" or the code of the refusal.
    void count_command(std::string_view verb, const std::string& result);
    void count_entry(LogLevel level);
    void observe_lateness(std::chrono::milliseconds late);

    // What is now, and the counters.
    std::string text(const MetricsInput& input) const;

  private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace ballast::agent
