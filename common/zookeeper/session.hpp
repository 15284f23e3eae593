// A short session with a ZooKeeper ensemble that only reads. It sends no pings: it is meant to be
// closed long before its timeout, and a coroutine that uses it waits for nothing else meanwhile.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "common/zookeeper/messages.hpp"

namespace ballast::zookeeper {

struct ServerAddress {
    std::string address;  // IP literal
    std::uint16_t port = 0;
};

// Owned by the coroutine that uses it. Once a call has failed the connection is closed, and every
// later call fails too.
// Errors of all: unreachable, timed_out, invalid (BAD_FRAME), refused (a code of error_name()).
class Session {
  public:
    static constexpr std::chrono::milliseconds kTimeout{10'000};

    ~Session();
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;

    // Tries the servers in turn, from a random one on, each for its part of the limit.
    static boost::asio::awaitable<Result<Session>> open(std::vector<ServerAddress> servers,
                                                        std::chrono::milliseconds limit);

    // What is read from here on is at least as new as this call: until then a server that follows
    // may lag behind its leader. Fails where there is no leader.
    boost::asio::awaitable<Result<void>> sync(std::chrono::milliseconds limit);

    // Empty: there is no such znode.
    boost::asio::awaitable<Result<std::optional<Znode>>> get(std::string path,
                                                             std::chrono::milliseconds limit);
    boost::asio::awaitable<Result<std::optional<std::vector<std::string>>>> children(
        std::string path, std::chrono::milliseconds limit);
    // In the order of the paths; asked many at a time.
    boost::asio::awaitable<Result<std::vector<std::optional<Znode>>>> get_all(
        std::vector<std::string> paths, std::chrono::milliseconds limit);

    // Ends the session at the servers, too, so that it does not linger till its timeout.
    boost::asio::awaitable<void> close();

  private:
    struct Impl;
    explicit Session(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace ballast::zookeeper
