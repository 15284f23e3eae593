// Reads one node's log into its lane of the inbox, through broken connections and dead agents.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>

#include "coordinator/cli/log_inbox.hpp"
#include "coordinator/cli/log_source.hpp"

namespace ballast::cli {

struct LogSources {
    LogSource& agent;
    LogSource* offline = nullptr;  // null: there is no ballast-agent to read files with
};

// Waits between attempts; false when it was stopped meanwhile.
using Pause = std::function<bool(std::chrono::milliseconds, const std::stop_token&)>;

// Run by its own thread; sources and inbox outlive it.
class NodeLogReader {
  public:
    NodeLogReader(NodeIdentity node, LogQuery query, LogSources sources, LogInbox& inbox,
                  std::size_t lane, Pause pause)
        : node_(std::move(node)),
          query_(std::move(query)),
          sources_(sources),
          inbox_(inbox),
          lane_(lane),
          pause_(std::move(pause)) {}

    // Until the log ends or, following, until stopped; then ends the lane. Falls back to the files
    // once, when the agent does not answer, and says so with a note; following, it asks the agent
    // again each second and goes on where it was. Errors: as LogSource, when it could not be read.
    Result<void> run(const std::stop_token& stop);

  private:
    NodeIdentity node_;
    LogQuery query_;
    LogSources sources_;
    LogInbox& inbox_;
    std::size_t lane_;
    Pause pause_;
    LogCursor cursor_;

    Result<void> read_from(LogSource& source, bool follow, const std::stop_token& stop);
    Result<void> read_offline(const Error& why, const std::stop_token& stop);
    Result<void> read_once(const std::stop_token& stop);
    Result<void> follow(const std::stop_token& stop);
};

// Really waits.
bool pause_for(std::chrono::milliseconds time, const std::stop_token& stop);

}  // namespace ballast::cli
