// POST /v1/commands and GET /v1/commands/{id}: fenced orders, each with one effect.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "agent/api/routes.hpp"

namespace ballast::agent {

boost::asio::awaitable<http::Response> post_command(ApiParts& parts, http::Request request);
boost::asio::awaitable<http::Response> get_command(ApiParts& parts, http::Request request);

}  // namespace ballast::agent
