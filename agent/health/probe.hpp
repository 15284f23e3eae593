// One attempt to find out whether a node serves, by a real request on its own client port.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>

#include "agent/health/readiness.hpp"

namespace ballast::agent {

// Kafka: connect, ApiVersions, Metadata without topics. ZooKeeper: `srvr`. Ends within `limit`;
// every failure is a Readiness with its code. Dispatches on target.role.
boost::asio::awaitable<Readiness> probe(ProbeTarget target, std::chrono::milliseconds limit);

}  // namespace ballast::agent
