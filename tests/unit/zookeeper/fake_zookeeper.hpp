// A ZooKeeper server of tests: znodes in memory behind a real socket, and ways to misbehave.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/zookeeper/messages.hpp"

namespace ballast::test {

struct FakeFaults {
    bool refuses_sessions = false;
    bool silent = false;                  // takes what comes and says nothing
    std::size_t silent_after = SIZE_MAX;  // so many requests are answered
    bool speaks_unasked = false;          // a watch event and a ping's reply before each reply
    std::int32_t xid_shift = 0;
    std::int32_t error = 0;         // of every reply
    std::size_t answers_after = 1;  // so many requests are waited for, unless `requests` have come
    std::size_t requests = 0;
    std::string instead;  // these bytes in place of a reply
};

class FakeZooKeeper {
  public:
    explicit FakeZooKeeper(boost::asio::io_context& loop,
                           const boost::asio::ip::tcp::endpoint& endpoint = {
                               boost::asio::ip::make_address("127.0.0.1"), 0});

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    void put(const std::string& path, const std::string& data, std::uint64_t owner = 0) {
        znodes_[path] = {data, owner};
    }
    // What it answers to "srvr".
    void say(std::string status) { status_ = std::move(status); }

    FakeFaults faults;
    std::vector<std::string> asked;  // "sync /", "get /a", "children /a", "close"
    bool asked_too_much = false;     // more than `answers_after` requests were under way

  private:
    struct Content {
        std::string data;
        std::uint64_t owner = 0;
    };
    struct Request {
        std::int32_t xid = 0;
        zookeeper::Operation operation = zookeeper::Operation::ping;
        std::string path;
    };

    boost::asio::ip::tcp::acceptor acceptor_;
    std::map<std::string, Content> znodes_;
    std::string status_;

    boost::asio::awaitable<void> accept();
    boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket socket);
    Request read(std::string_view frame);
    std::string reply(const Request& request) const;
    std::string body(const Request& request) const;
};

template <class T>
boost::asio::awaitable<void> keep(boost::asio::awaitable<T> work, std::optional<T>& result) {
    result.emplace(co_await std::move(work));
}

// Runs the loop until the work is done; empty after ten seconds.
template <class T>
std::optional<T> run(boost::asio::io_context& loop, boost::asio::awaitable<T> work) {
    std::optional<T> result;
    boost::asio::co_spawn(loop, keep(std::move(work), result),
                          [](const std::exception_ptr& failure) {
                              if (failure) {
                                  std::rethrow_exception(failure);
                              }
                          });
    while (!result && loop.run_one_for(std::chrono::seconds{10}) > 0) {
    }
    return result;
}

}  // namespace ballast::test
