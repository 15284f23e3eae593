// ZooKeeper's four letter words over plain TCP: four bytes out, text until the server closes.
// `ruok` is left out on purpose: a server without a quorum answers imok.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <string>

#include "common/zookeeper/server_status.hpp"

namespace ballast::zookeeper {

constexpr std::size_t kMaxReply = std::size_t{64} << 10U;

// `address` is an IP literal; both end within `limit`.
// Errors: unreachable (code CONNECTION_REFUSED when nothing listens), timed_out, invalid.
boost::asio::awaitable<Result<ServerStatus>> srvr(std::string address, std::uint16_t port,
                                                  std::chrono::milliseconds limit);
boost::asio::awaitable<Result<ServerStatus>> mntr(std::string address, std::uint16_t port,
                                                  std::chrono::milliseconds limit);

}  // namespace ballast::zookeeper
