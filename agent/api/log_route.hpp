// GET /v1/logs and /v1/events: entries as JSON lines, first from the files, then as they come.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "agent/api/routes.hpp"
#include "common/http/router.hpp"

namespace ballast::agent {

boost::asio::awaitable<Result<void>> stream_entries(ApiParts& parts, LogStore& store,
                                                    http::Request request, http::BodyWriter& body);

}  // namespace ballast::agent
