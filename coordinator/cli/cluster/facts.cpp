#include "coordinator/cli/cluster/facts.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace ballast::cli {
namespace {

namespace asio = boost::asio;

constexpr auto kAnswerLimit = std::chrono::seconds(2);

}  // namespace

asio::awaitable<std::vector<NodeFacts>> collect_facts(const ClusterFolder& folder,
                                                      std::vector<NodeIdentity> nodes,
                                                      Processes& processes, Agents* agents) {
    const auto executor = co_await asio::this_coro::executor;
    std::vector<NodeFacts> facts(nodes.size());
    std::size_t waiting = 0;
    asio::steady_timer all_answered(executor, asio::steady_timer::time_point::max());
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const auto node_folder = folder.node(nodes[i].name);
        facts[i].name = nodes[i].name;
        facts[i].init = processes.find_init(node_folder);
        if (facts[i].init.state == InitFact::State::none) {
            facts[i].orphan = processes.find_jvm(node_folder);
        } else if (agents != nullptr) {
            ++waiting;
            asio::co_spawn(executor, agents->report(nodes[i], kAnswerLimit),
                           [&, i](const std::exception_ptr& thrown, Result<AgentReport> report) {
                               if (thrown) {
                                   std::rethrow_exception(thrown);
                               }
                               if (report) {
                                   facts[i].report = *std::move(report);
                               }
                               if (--waiting == 0) {
                                   all_answered.cancel();
                               }
                           });
        }
    }
    if (waiting != 0) {
        (void)co_await all_answered.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return facts;
}

}  // namespace ballast::cli
