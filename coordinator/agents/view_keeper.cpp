#include "coordinator/agents/view_keeper.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <exception>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "coordinator/agents/agent_polls.hpp"

namespace ballast::coordinator {

namespace net = boost::asio;
using std::chrono::milliseconds;

namespace {

std::vector<WatchedNode> in_order(std::vector<WatchedNode> nodes) {
    std::ranges::sort(nodes, {}, [](const auto& node) { return std::pair(node.role, node.id); });
    return nodes;
}

std::map<std::int32_t, AgentApi*> agents_of_brokers(const std::vector<WatchedNode>& nodes) {
    std::map<std::int32_t, AgentApi*> agents;
    for (const auto& node : nodes) {
        if (node.role == Role::kafka) {
            agents[node.id] = node.agent.get();
        }
    }
    return agents;
}

}  // namespace

milliseconds snapshot_period(milliseconds cost, milliseconds least) {
    return std::max(least, cost * 10);
}

// Shared with the coroutines that poll, each of which has a place of its own in the view.
struct ViewKeeper::State {
    State(net::any_io_executor loop, const Clock& time, std::string cluster,
          std::vector<WatchedNode> watched, PollTimes limits)
        : executor(std::move(loop)),
          clock(time),
          times(limits),
          nodes(in_order(std::move(watched))),
          metadata(time, agents_of_brokers(nodes), limits.metadata) {
        view.cluster = std::move(cluster);
        view.fresh = times.fresh;
        for (const auto& node : nodes) {
            view.nodes.push_back({.name = node.name,
                                  .role = node.role,
                                  .id = node.id,
                                  .address = node.address,
                                  .silence = "was not asked yet"});
            if (node.role == Role::zookeeper) {
                view.zookeeper.push_back({.id = node.id, .silence = "was not asked yet"});
            }
        }
    }

    net::any_io_executor executor;
    const Clock& clock;
    PollTimes times;
    std::vector<WatchedNode> nodes;
    MetadataReader metadata;
    ClusterView view;
    std::deque<net::cancellation_signal> stops;
    bool stopped = false;
    SteadyTime wanted{};                   // facts that were asked for before are asked for anew
    std::set<net::steady_timer*> pauses;   // of those who ask each period
    std::set<net::steady_timer*> waiters;  // for facts

    bool learnt_since(SteadyTime question) const {
        const auto known = [question](const auto& one) {
            return !one.silence.empty() || (one.heard && *one.heard >= question);
        };
        return std::ranges::all_of(view.nodes, known) &&
               std::ranges::all_of(view.zookeeper, known) &&
               (!view.kafka.failure.empty() || (view.kafka.taken && *view.kafka.taken >= question));
    }

    net::awaitable<milliseconds> ask_node(std::size_t place) {
        co_await poll_node(*nodes[place].agent, clock, view.cluster, times.answer,
                           view.nodes[place]);
        co_return times.period;
    }

    net::awaitable<milliseconds> ask_zookeeper(std::size_t place, std::size_t server) {
        co_await poll_zookeeper(*nodes[place].agent, clock, times.answer, view.zookeeper[server]);
        co_return times.period;
    }

    net::awaitable<milliseconds> take_snapshot() {
        co_await metadata.take(view.nodes, view.kafka);
        if (!view.kafka.taken) {
            co_return times.period / 10;  // the first one comes as soon as an agent was heard
        }
        const auto period = snapshot_period(metadata.cost(), times.period);
        // What is taken seldom is older before the next comes, and as good.
        view.fresh = std::max(times.fresh, period * 2);
        co_return period;
    }
};

namespace {

void cancel_all(const std::set<net::steady_timer*>& timers) {
    for (auto* timer : timers) {
        timer->cancel();
    }
}

// A timer's place in a list of those that others may cancel.
class Listed {
  public:
    Listed(std::set<net::steady_timer*>& timers, net::steady_timer& timer)
        : timers_(timers), timer_(timer) {
        timers_.insert(&timer_);
    }
    ~Listed() { timers_.erase(&timer_); }
    Listed(const Listed&) = delete;
    Listed& operator=(const Listed&) = delete;

  private:
    std::set<net::steady_timer*>& timers_;
    net::steady_timer& timer_;
};

// Calls `work` again and again, as often as it says, until it is cancelled.
template <class State, class Work>
net::awaitable<void> repeat(std::shared_ptr<State> state, Work work) {
    while (true) {
        const auto began = state->clock.steady();
        const auto period = co_await work(*state);
        const auto passed = std::chrono::duration_cast<milliseconds>(state->clock.steady() - began);
        cancel_all(state->waiters);
        // Somebody who is slower than the period is not asked without a pause. What costs much is
        // never asked for before its turn.
        const bool cheap = period <= state->times.period;
        const bool soon = cheap && began < state->wanted;
        net::steady_timer timer(state->executor,
                                soon ? period / 10 : std::max(period - passed, period / 10));
        std::optional<Listed> listed;
        if (cheap && !soon) {
            listed.emplace(state->pauses, timer);
        }
        co_await timer.async_wait(net::as_tuple(net::use_awaitable));
        if (state->stopped) {
            co_return;
        }
    }
}

template <class State, class Work>
void spawn(const std::shared_ptr<State>& state, Work work) {
    net::co_spawn(state->executor, repeat(state, std::move(work)),
                  net::bind_cancellation_slot(state->stops.emplace_back().slot(),
                                              [state](const std::exception_ptr& failure) {
                                                  // A cancelled one ends with an exception.
                                                  if (failure && !state->stopped) {
                                                      std::rethrow_exception(failure);
                                                  }
                                              }));
}

}  // namespace

ViewKeeper::ViewKeeper(net::any_io_executor executor, const Clock& clock, std::string cluster,
                       std::vector<WatchedNode> nodes, PollTimes times)
    : state_(std::make_shared<State>(std::move(executor), clock, std::move(cluster),
                                     std::move(nodes), times)) {}

ViewKeeper::~ViewKeeper() {
    state_->stopped = true;
    for (auto& stop : state_->stops) {
        stop.emit(net::cancellation_type::terminal);
    }
    cancel_all(state_->waiters);
}

void ViewKeeper::start() {
    std::size_t server = 0;
    for (std::size_t place = 0; place < state_->nodes.size(); ++place) {
        spawn(state_, [place](State& state) { return state.ask_node(place); });
        if (state_->nodes[place].role == Role::zookeeper) {
            spawn(state_,
                  [place, server](State& state) { return state.ask_zookeeper(place, server); });
            ++server;
        }
    }
    spawn(state_, [](State& state) { return state.take_snapshot(); });
}

net::awaitable<void> ViewKeeper::catch_up(milliseconds limit) {
    const auto state = state_;
    const auto question = state->clock.steady();
    // Many who ask within a moment do not make the agents be asked more often than that.
    if (question - state->wanted > state->times.period / 10) {
        state->wanted = question;
        cancel_all(state->pauses);
    }
    net::steady_timer timer(state->executor, limit);
    const Listed listed(state->waiters, timer);
    while (!state->stopped && !state->learnt_since(question)) {
        const auto [code] = co_await timer.async_wait(net::as_tuple(net::use_awaitable));
        if (!code) {
            co_return;
        }
    }
}

const ClusterView& ViewKeeper::view() {
    state_->view.now = state_->clock.steady();
    return state_->view;
}

}  // namespace ballast::coordinator
