// GET /v1/logs: entries as JSON lines, first from the files, then as they come.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "agent/api/routes.hpp"
#include "common/http/router.hpp"

namespace ballast::agent {

boost::asio::awaitable<Result<void>> stream_logs(ApiParts& parts, http::Request request,
                                                 http::BodyWriter& body);

}  // namespace ballast::agent
