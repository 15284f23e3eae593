#include "agent/facts/ensemble_facts.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/zookeeper/four_letter_word.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;

constexpr std::uint16_t kClientPort = 2181;

net::awaitable<void> ask(PeerFacts& peer, std::chrono::milliseconds limit) {
    const auto status = co_await zookeeper::srvr(peer.address, kClientPort, limit);
    if (!status) {
        peer.why_not = status.error().message;
        co_return;
    }
    using zookeeper::Mode;
    const auto mode = status->mode;
    peer.leader = mode == Mode::leader;
    peer.serving = peer.leader || mode == Mode::follower || mode == Mode::observer;
    if (!status->serving) {
        peer.why_not = "runs without a quorum";
    } else if (!peer.serving) {
        peer.why_not = fmt::format("runs {}, as no member", zookeeper::to_string(mode));
    }
}

}  // namespace

net::awaitable<EnsembleFacts> gather_ensemble(NodeIdentity identity,
                                              std::chrono::milliseconds limit) {
    EnsembleFacts facts;
    for (const auto& peer : identity.zookeepers) {
        if (peer.id != identity.id) {
            facts.others.push_back({.id = peer.id, .address = peer.address, .why_not = {}});
        }
    }
    const auto executor = co_await net::this_coro::executor;
    std::vector<decltype(net::co_spawn(executor, ask(facts.others.front(), limit), net::deferred))>
        questions;
    for (auto& peer : facts.others) {
        questions.push_back(net::co_spawn(executor, ask(peer, limit), net::deferred));
    }
    if (!questions.empty()) {
        co_await net::experimental::make_parallel_group(std::move(questions))
            .async_wait(net::experimental::wait_for_all(), net::as_tuple(net::use_awaitable));
    }
    co_return facts;
}

}  // namespace ballast::agent
