// What a ZooKeeper server says about itself: the answers to `srvr` and `mntr`. Pure.
// Source: org.apache.zookeeper.server.command.{SrvrCommand,StatCommand,MonitorCommand}, 3.5-3.9.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ballast::zookeeper {

enum class Mode : std::uint8_t { unknown, leader, follower, observer, standalone, read_only };

std::string_view to_string(Mode mode);

struct ServerStatus {
    bool serving = false;  // false: "This ZooKeeper instance is not currently serving requests"
    Mode mode = Mode::unknown;
    std::string version;     // "3.8.4-9316c2a7a97e1666d8f4593f34dd6fc36ecc436c, built on ..."
    std::uint64_t zxid = 0;  // last processed; epoch in the upper 32 bits; only in srvr
    double latency_min_ms = 0;
    double latency_avg_ms = 0;
    double latency_max_ms = 0;
    std::int64_t received = 0;
    std::int64_t sent = 0;
    std::int64_t connections = 0;
    std::int64_t outstanding = 0;
    std::int64_t node_count = 0;
    std::optional<std::int64_t> synced_followers;  // mntr of a leader
    std::optional<std::int64_t> pending_syncs;     // mntr of a leader
};

// Errors: invalid, also for a command that is not in 4lw.commands.whitelist (code NOT_ALLOWED).
Result<ServerStatus> parse_srvr(std::string_view reply);
Result<ServerStatus> parse_mntr(std::string_view reply);

}  // namespace ballast::zookeeper
