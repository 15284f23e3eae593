// Logs from the nodes' files, read by `ballast-agent logs`: with the agent dead or the node down.
#pragma once

#include <filesystem>

#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/log_source.hpp"

namespace ballast::cli {

// Never follows. Errors of read(): io, invalid (the agent's words about the query).
class OfflineLogSource final : public LogSource {
  public:
    // `agent` is the program ballast-agent.
    OfflineLogSource(ClusterFolder folder, std::filesystem::path agent)
        : folder_(std::move(folder)), agent_(std::move(agent)) {}

    Result<void> read(const NodeIdentity& node, const LogQuery& query, const OnLine& on_line,
                      std::stop_token stop) override;

  private:
    ClusterFolder folder_;
    std::filesystem::path agent_;
};

}  // namespace ballast::cli
