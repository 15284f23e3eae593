// GET /metrics: the agent's own figures, in Prometheus' text format.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "agent/api/routes.hpp"

namespace ballast::agent {

boost::asio::awaitable<http::Response> get_metrics(ApiParts& parts, http::Request request);

}  // namespace ballast::agent
