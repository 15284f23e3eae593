// All that GET /v1/node says of a node. Members that an older agent does not send are empty.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/node_identity.hpp"
#include "common/result.hpp"
#include "coordinator/cli/cluster_status.hpp"

namespace ballast::cli {

struct HoldView {
    std::string by;
    std::string reason;
    std::string since;
};

struct TransitionView {
    std::string at;
    std::string from;
    std::string to;
    std::string code;
    std::string reason;
};

struct ExitView {
    std::int64_t pid = 0;
    std::int64_t exit_code = 0;  // where signal is 0
    std::int64_t signal = 0;
    bool asked = false;
    std::string at;
    std::string code;
    std::string cause;
    std::optional<bool> clean;  // empty: not known
};

struct ProbeView {
    std::string name;  // startup, live, ready
    bool ok = false;
    std::string reason;
};

struct DiskView {
    std::string path;
    std::int64_t free_bytes = 0;
    std::int64_t total_bytes = 0;
    std::int64_t needed_free_bytes = 0;
    std::string write_error;  // empty: the last try went well
};

struct RecoveryView {
    std::int64_t done = 0;
    std::int64_t total = 0;
    std::optional<std::int64_t> eta_seconds;
};

struct VersionsView {
    std::string agent;
    std::string kafka;
    std::string java;
    std::string init_protocol;
};

struct NodeView {
    NodeStatus status;
    std::string next_step;
    bool run_wanted = true;
    std::string incarnation;  // of the JVM; empty: none runs
    std::optional<HoldView> on_hold;
    std::vector<TransitionView> transitions;  // oldest first
    std::vector<ExitView> exits;              // likewise
    std::vector<ProbeView> probes;
    std::vector<DiskView> disks;
    std::optional<RecoveryView> recovery;
    std::optional<bool> clean_stop;
    VersionsView versions;
    std::string certificate_expires;
};

// Errors: invalid (also when it is another node's).
Result<NodeView> parse_node_view(const NodeIdentity& node, std::string_view json);

}  // namespace ballast::cli
