// `ballast down`: stops a cluster the clean way, and with --purge deletes what Ballast made of it.
#pragma once

#include "coordinator/cli/cluster/options.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

// Exit codes: 0 all nodes are down (and purged where asked); 1 there is no such cluster, or broken
// off; 2 contradicting options; 4 refused (a node refuses, the purge was not confirmed); 5 timed
// out: the message names who is still there.
int run_down(const DownOptions& options, Terminal& terminal);

}  // namespace ballast::cli
