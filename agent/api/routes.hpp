// The agent's API as a table: who may call what.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <vector>

#include "agent/api/node_view.hpp"
#include "agent/logs/log_store.hpp"
#include "agent/metrics/agent_metrics.hpp"
#include "agent/metrics/collection/collector.hpp"
#include "agent/node/node.hpp"
#include "common/clock.hpp"
#include "common/http/router.hpp"
#include "common/http/server.hpp"
#include "common/node_folder.hpp"

namespace ballast::agent {

// What the handlers work on; owned by the agent's main program, outlives the server.
struct ApiParts {
    Node& node;
    LogStore& logs;
    LogStore& events;
    AgentMetrics& metrics;
    const Clock& clock;
    NodeFolder folders;
    boost::asio::thread_pool& disk;  // one thread: what it is given runs in order
    // Durable when it returns. Errors: io.
    std::function<boost::asio::awaitable<Result<void>>(const Journal&)> keep;
    std::function<NodeView()> view;
    // Begins to replace the agent; the outcome is marked in the journal.
    std::function<void(const Command&)> upgrade_agent;
    metrics::Collector* collector = nullptr;  // of the JVM's metrics; null: none are collected
};

// Of the control API (7443, mutual TLS).
std::vector<http::Route> make_routes(ApiParts& parts);
// GET /startupz, /livez, /readyz, each with ?verbose: open to all, on a port of their own (7080).
std::vector<http::Route> make_probe_routes(ApiParts& parts);
// GET /metrics for the port with metrics (9404), which may be open to all.
std::vector<http::Route> make_metrics_routes(ApiParts& parts);

// For those two open ports: whoever asks them comes from one address (kubelet, a scraper, or on one
// machine all of them from 127.0.0.1), so no cap of its own; what says nothing goes soon instead.
http::ServerOptions open_port_options();

}  // namespace ballast::agent
