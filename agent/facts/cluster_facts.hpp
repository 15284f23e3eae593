#pragma once
#include <boost/asio/awaitable.hpp>
#include "agent/recovery/start_facts.hpp"
namespace ballast::agent {
inline boost::asio::awaitable<ClusterFacts> gather_cluster(NodeIdentity, bool, std::chrono::milliseconds) { co_return ClusterFacts{}; }
}
