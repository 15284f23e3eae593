// Requests of the coordinator to this node's broker, over the AGENT listener.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "agent/relay/turns.hpp"
#include "common/http/message.hpp"
#include "common/kafka/connection.hpp"
#include "common/result.hpp"

namespace ballast::agent {

struct RelayTarget {
    std::string name;     // of the node
    std::string address;  // of its AGENT listener
    std::uint16_t port = 9090;
    std::filesystem::path password;  // another one at each start of the broker
};

struct RelayLimits {
    std::chrono::milliseconds login{5000};
    std::chrono::milliseconds whole{25000};                 // with the wait for the turn
    std::size_t response_bytes = kafka::kMaxMetadataFrame;  // 64 MiB
    std::size_t waiting = 16;                               // requests
};

// Owned by the routes; used on one thread. One request at a time over one connection, which is
// kept, and made anew after the broker closed it or answered badly or late.
class KafkaRelay {
  public:
    explicit KafkaRelay(RelayTarget target, RelayLimits limits = {});

    // `frame` is a request from its header on, without the size in front; so is the answer.
    // Errors: invalid (code BAD_FRAME: it is no request), refused (API_NOT_ALLOWED, FORBIDDEN,
    // BUSY, AUTHENTICATION_FAILED, UNSUPPORTED_MECHANISM), unreachable (BROKER_DOWN; BAD_ANSWER for
    // one that is no frame or above the limit), timed_out (BROKER_SILENT).
    boost::asio::awaitable<Result<std::string>> forward(std::string frame, http::Role caller);

  private:
    RelayTarget target_;
    RelayLimits limits_;
    Turns turns_;
    std::optional<kafka::Connection> kept_;

    boost::asio::awaitable<Result<std::string>> forward_in_turn(std::string frame, bool changes);
    boost::asio::awaitable<Result<kafka::Connection>> log_in() const;
    Error as_seen_from_outside(Error error) const;
};

}  // namespace ballast::agent
