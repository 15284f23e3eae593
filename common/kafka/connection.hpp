// One TCP connection to a broker, one request at a time.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/kafka/exchange.hpp"
#include "common/kafka/metadata.hpp"
#include "common/result.hpp"

namespace ballast::kafka {

// Owned by the coroutine that uses it, which awaits each call before the next and outlives it.
// Every call ends within its `limit`; after an error other than `refused`, and after a call that
// was broken off by a cancellation, the connection is closed and stays so. Errors of all:
// unreachable (code CONNECTION_REFUSED when nothing listens, CONNECTION_CLOSED when the broker
// closed it), timed_out, invalid (code BAD_FRAME).
class Connection {
  public:
    using Limit = std::chrono::milliseconds;

    explicit Connection(boost::asio::any_io_executor executor, std::string client_id = "ballast");
    ~Connection();
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;

    // `address` is an IP literal. Asks for the API versions, too.
    boost::asio::awaitable<Result<void>> connect(std::string address, std::uint16_t port,
                                                 Limit limit);
    // SASL/PLAIN on a listener that asks for it. Errors also: refused (code AUTHENTICATION_FAILED
    // or UNSUPPORTED_MECHANISM).
    boost::asio::awaitable<Result<void>> authenticate_plain(std::string user, std::string password,
                                                            Limit limit);
    // Errors also: refused (code UNSUPPORTED_VERSION).
    boost::asio::awaitable<Result<Metadata>> metadata(TopicSelection topics, Limit limit);

    // Any other request, after connect(): see Exchange. Valid as long as this and what it was moved
    // into.
    Exchange& exchange();
    // A frame of somebody else's making, as FrameChannel::raw(): for a relay.
    boost::asio::awaitable<Result<std::string>> raw(std::string frame, CallLimit limit);

    // After connect().
    const ApiVersions& api_versions() const;
    void close();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace ballast::kafka
