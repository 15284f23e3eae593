// JVMs that outlived their ballast-init. Nobody reads their log or reaps them, and none can be
// taken over: `up` ends them before it starts their nodes again, since two JVMs on one volume
// destroy it (ZooKeeper has no lock of its own).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/node_identity.hpp"
#include "common/result.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster/processes.hpp"

namespace ballast::cli {

struct LostJvm {
    std::string node;
    Role role = Role::kafka;
    NodeFolder folder;
};

// One TERM to each, never a KILL: brokers first, ZooKeeper servers when those are gone. Returns
// when none is left; blocks. Whatever the error, nothing may be started. Errors: timed_out and
// refused (broken off) name the first that still runs, io.
Result<void> end_lost_jvms(const std::vector<LostJvm>& lost, Processes& processes,
                           const Clock& clock, SteadyTime deadline,
                           const std::function<bool()>& broken_off);

}  // namespace ballast::cli
