// What this node's ZooKeeper server says of itself, as JSON for the coordinator.
#pragma once

#include <json/forwards.h>

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <string>

#include "common/result.hpp"
#include "common/zookeeper/server_status.hpp"

namespace ballast::agent {

// {"serving","mode","version","zxid":"0x1000000a2","latency_min_ms","latency_avg_ms",
// "latency_max_ms","received","sent","connections","outstanding","node_count",
// "synced_followers":n|null,"pending_syncs":n|null}. The zxid is a text: it has 64 bits.
Json::Value to_json_value(const zookeeper::ServerStatus& status);

// `srvr`, and of a leader `mntr` for its followers; each within `limit`.
// Errors: unreachable (ZOOKEEPER_DOWN: nothing listens, so it does not serve; BAD_ANSWER),
// timed_out (ZOOKEEPER_SILENT).
boost::asio::awaitable<Result<zookeeper::ServerStatus>> ask_zookeeper(
    std::string address, std::uint16_t port, std::chrono::milliseconds limit);

}  // namespace ballast::agent
