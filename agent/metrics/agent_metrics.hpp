// The agent's own figures in Prometheus' text format.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "agent/api/node_view.hpp"
#include "agent/logs/log_entry.hpp"

namespace ballast::agent {

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

    // What is now, and the counters. `dropped`: by log, entries that could not be written.
    std::string text(const NodeView& view,
                     const std::map<std::string, std::uint64_t>& dropped) const;

  private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace ballast::agent
