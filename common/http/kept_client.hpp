// HTTP/1.1 requests to one server over a connection that is kept between them: who asks every
// second pays for one TLS handshake, not for one each time.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <memory>

#include "common/http/client.hpp"

namespace ballast::http {

class Stream;

// Owned by who asks, used on one thread; one request at a time, awaited before the next. A request
// that failed or was cancelled leaves no connection behind.
class KeptClient {
  public:
    // `body_limit` of an answer. `context` null: plain TCP.
    KeptClient(Endpoint endpoint, tls::Context context, std::size_t body_limit);
    ~KeptClient();
    KeptClient(const KeptClient&) = delete;
    KeptClient& operator=(const KeptClient&) = delete;

    // As http::request(). The kept connection may have been closed meanwhile: what only reads is
    // then asked again over a new one, anything else is an error (code CONNECTION_CLOSED), since
    // nobody knows whether it was done.
    boost::asio::awaitable<Result<Response>> request(ClientRequest request,
                                                     std::chrono::milliseconds deadline);

  private:
    Endpoint endpoint_;
    tls::Context context_;
    std::size_t body_limit_;
    std::unique_ptr<Stream> kept_;

    boost::asio::awaitable<Result<Response>> exchange(const ClientRequest& request,
                                                      std::chrono::milliseconds limit);
};

}  // namespace ballast::http
