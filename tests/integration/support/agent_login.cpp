#include "tests/integration/support/agent_login.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "common/kafka/connection.hpp"

namespace ballast::test {
namespace {

namespace net = boost::asio;

net::awaitable<Result<std::size_t>> count_brokers(std::string address, std::string password) {
    constexpr std::chrono::seconds kLimit{10};
    kafka::Connection connection(co_await net::this_coro::executor, "ballast-test");
    CO_TRY_VOID(co_await connection.connect(address, 9090, kLimit));
    CO_TRY_VOID(co_await connection.authenticate_plain("ballast-agent", password, kLimit));
    CO_TRY(const auto metadata, co_await connection.metadata({}, kLimit));
    co_return metadata.brokers.size();
}

}  // namespace

std::string agent_login(const std::string& address, const std::string& password) {
    net::io_context loop{1};
    std::string answer = "no answer";
    net::co_spawn(loop, count_brokers(address, password),
                  [&](std::exception_ptr failure, Result<std::size_t> count) {
                      if (!failure) {
                          answer = count ? std::to_string(*count) + " brokers"
                                         : count.error().code + " " + count.error().message;
                      }
                  });
    loop.run();
    return answer;
}

}  // namespace ballast::test
