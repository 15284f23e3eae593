// What a server does on one connection.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>

#include "common/http/router.hpp"
#include "common/http/server.hpp"
#include "common/http/stream.hpp"

namespace ballast::http {

// What a server and one of its connections tell each other.
struct Activity {
    bool answering = false;  // a handler (no stream) runs, or its answer is being written
    bool stopping = false;   // the answer under way is the last
};

// Serves requests until either side ends; then the stream is closed. Never throws on what a peer
// does; a cancelled one ends with what its handler was waiting for.
boost::asio::awaitable<void> serve_connection(std::shared_ptr<Stream> stream,
                                              std::shared_ptr<const Router> router,
                                              ServerOptions options,
                                              std::shared_ptr<Activity> activity);

}  // namespace ballast::http
