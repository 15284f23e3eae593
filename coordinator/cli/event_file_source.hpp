// Events from a node's files log/events.log.N .. events.log: with the agent dead or the node down.
#pragma once

#include "common/clock.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/log_source.hpp"

namespace ballast::cli {

// Never follows; takes since, level and tail of a query. A node without events has none. Errors of
// read(): invalid (the query), io.
class EventFileSource final : public LogSource {
  public:
    // The clock outlives it.
    EventFileSource(ClusterFolder folder, const Clock& clock)
        : folder_(std::move(folder)), clock_(clock) {}

    Result<void> read(const NodeIdentity& node, const LogQuery& query, const OnLine& on_line,
                      std::stop_token stop) override;

  private:
    ClusterFolder folder_;
    const Clock& clock_;
};

}  // namespace ballast::cli
