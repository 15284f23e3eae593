// Reads several nodes' logs at once and hands over their entries in the order of time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "coordinator/cli/log_inbox.hpp"
#include "coordinator/cli/node_log_reader.hpp"
#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

// Until the logs end or, following, until Ctrl-C; ends early when nobody reads standard output any
// more. Notes go to standard error, each with its node's name. `print` runs on this thread. What
// became of each node's log, in their order. Called before the process has other threads.
std::vector<Result<void>> stream_logs(
    const std::vector<NodeIdentity>& nodes, const LogQuery& query, LogSources sources,
    Terminal& terminal, const std::function<void(std::size_t node, const LogLine&)>& print);

// Errors on standard error; the exit code: 0, 2 (the query is wrong) or 3 (a log is not known).
// `command` is whose help explains the query: "logs".
int report_streams(const std::vector<NodeIdentity>& nodes, const std::vector<Result<void>>& results,
                   const std::string& command, Terminal& terminal);

}  // namespace ballast::cli
