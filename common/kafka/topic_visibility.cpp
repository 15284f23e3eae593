#include "common/kafka/topic_visibility.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/deadline.hpp"
#include "common/kafka/connection.hpp"

namespace ballast::kafka {
namespace {

namespace net = boost::asio;
using std::chrono::milliseconds;

constexpr milliseconds kAttempt{2000};
constexpr milliseconds kPause{50};

enum class Seen : std::uint8_t { yes, no, no_answer };

Seen judge(const Metadata& metadata, const std::string& name) {
    const auto topic = std::ranges::find(metadata.topics, name, &Topic::name);
    const bool ready =
        topic != metadata.topics.end() && topic->error == 0 && !topic->partitions.empty() &&
        std::ranges::all_of(topic->partitions,
                            [](const auto& partition) { return partition.leader >= 0; });
    return ready ? Seen::yes : Seen::no;
}

net::awaitable<Seen> look(BrokerAddress broker, std::string topic) {
    Connection connection(co_await net::this_coro::executor, "ballast");
    if (!co_await connection.connect(broker.address, broker.port, kAttempt)) {
        co_return Seen::no_answer;
    }
    const auto metadata = co_await connection.metadata({.all = false, .names = {topic}}, kAttempt);
    co_return metadata ? judge(*metadata, topic) : Seen::no_answer;
}

net::awaitable<Result<void>> until_all(std::vector<BrokerAddress> brokers, std::string topic,
                                       bool wanted) {
    net::steady_timer timer(co_await net::this_coro::executor);
    for (const auto& broker : brokers) {
        while (co_await look(broker, topic) == (wanted ? Seen::no : Seen::yes)) {
            timer.expires_after(kPause);
            co_await timer.async_wait(net::use_awaitable);
        }
    }
    co_return Result<void>{};
}

}  // namespace

Result<void> wait_for_topic(const std::vector<BrokerAddress>& brokers, const std::string& topic,
                            bool wanted, milliseconds limit) {
    net::io_context loop{1};
    Result<void> outcome = fail(ErrorKind::internal, "nothing was done");
    net::co_spawn(loop, with_deadline(until_all(brokers, topic, wanted), limit),
                  [&](std::exception_ptr failure, Result<void> done) {
                      if (!failure) {
                          outcome = std::move(done);
                      }
                  });
    loop.run();
    return outcome;
}

}  // namespace ballast::kafka
