// Looks for the nodes' ballast-inits among this machine's processes.
#pragma once

#include <utility>

#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster_status.hpp"

namespace ballast::cli {

class SystemInits final : public InitProbe {
  public:
    explicit SystemInits(ClusterFolder folder) : folder_(std::move(folder)) {}

    InitSighting look(const NodeIdentity& node) const override;

  private:
    ClusterFolder folder_;
};

}  // namespace ballast::cli
