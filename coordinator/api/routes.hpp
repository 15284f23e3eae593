// The coordinator's API as a table: what it answers, who may ask, what its document says.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/http/router.hpp"
#include "common/http/server.hpp"
#include "coordinator/api/access.hpp"
#include "coordinator/api/api_metrics.hpp"
#include "coordinator/api/events.hpp"
#include "coordinator/api/operation.hpp"

namespace ballast::coordinator {

// What the handlers work on; owned by the main program, outlives the server. A handler takes one
// view, uses it and awaits nothing meanwhile, so `view` may give what the event loop changes later.
// It gives null while nothing was looked at yet.
struct ApiParts {
    ViewSource view;
    // Until the view has what is true now, as far as that is to be had within a few seconds.
    std::function<boost::asio::awaitable<void>()> catch_up;
    const Clock& clock;
    Access& access;
    Events& events;
    ApiMetrics& metrics;
    std::string version;  // of Ballast
};

// The API alone, for its document and its tests.
std::vector<Operation> make_operations(ApiParts& parts);
// The API, its document, and the page: for http::Router, with make_policy().
std::vector<http::Route> make_routes(ApiParts& parts);
http::Policy make_policy(ApiParts& parts);
// GET /metrics alone, open to all, for a port of its own (9404).
std::vector<http::Route> make_metrics_routes(ApiParts& parts);

// For the API's listener: on one machine all who ask come from one address.
http::ServerOptions api_server_options();

}  // namespace ballast::coordinator
