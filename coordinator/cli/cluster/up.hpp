// `ballast up`: a whole real cluster on this machine.
#pragma once

#include "coordinator/cli/cluster/options.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

// Starts what does not run, leaves alone what runs, and returns when all nodes are ready. A kill at
// any moment leaves what the next run completes. Exit codes: 0 all nodes are ready; 1 not ready, or
// broken off by Ctrl-C; 2 contradicting options; 4 refused (blockers printed); 5 timed out.
int run_up(const UpOptions& options, Terminal& terminal);

}  // namespace ballast::cli
