// What the other servers of an ensemble say of themselves.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>

#include "agent/recovery/start_facts.hpp"
#include "common/node_identity.hpp"

namespace ballast::agent {

// `srvr` to all of them at once, each within the limit.
boost::asio::awaitable<EnsembleFacts> gather_ensemble(NodeIdentity identity,
                                                      std::chrono::milliseconds limit);

}  // namespace ballast::agent
