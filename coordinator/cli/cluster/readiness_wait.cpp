#include "coordinator/cli/cluster/readiness_wait.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "coordinator/cli/cluster/progress.hpp"

namespace ballast::cli {
namespace {

namespace asio = boost::asio;

constexpr auto kBetweenQuestions = std::chrono::milliseconds(100);
constexpr auto kAnswerLimit = std::chrono::seconds(2);

// Shared by the wait and the coroutine of each node, the last of which may outlive the wait by one
// answer.
struct Watchers {
    Watchers(WaitInput given, std::vector<WaitedNode> waited, const asio::any_io_executor& executor)
        : input(std::move(given)), nodes(std::move(waited)) {
        for (const auto& node : nodes) {
            NodeWatch watch;
            watch.name = node.identity.name;
            watch.is_zookeeper = node.identity.role == Role::zookeeper;
            watch.started_now = node.started.has_value();
            watch.changed = input.clock.steady();
            watches.push_back(std::move(watch));
            ready_at.emplace_back();
            timers.push_back(std::make_unique<asio::steady_timer>(executor));
        }
    }

    WaitInput input;
    std::vector<WaitedNode> nodes;
    std::vector<NodeWatch> watches;
    std::vector<std::optional<SteadyTime>> ready_at;
    std::vector<std::unique_ptr<asio::steady_timer>> timers;
    bool done = false;
};

void take_report(Watchers& all, std::size_t index, std::optional<AgentReport> report) {
    auto& watch = all.watches[index];
    const auto now = all.input.clock.steady();
    const auto shown = [](const std::optional<AgentReport>& r) {
        return r ? r->state + r->code + r->reason : std::string("-");
    };
    if (shown(report) != shown(watch.report)) {
        watch.changed = now;
    }
    watch.report = std::move(report);
    if (!is_ready(watch)) {
        all.ready_at[index].reset();
    } else if (!all.ready_at[index]) {
        all.ready_at[index] = now;
    }
}

asio::awaitable<void> watch_node(std::shared_ptr<Watchers> all, std::size_t index) {
    const auto& node = all->nodes[index];
    while (!all->done) {
        auto report = co_await all->input.agents.report(node.identity, kAnswerLimit);
        if (all->done) {
            break;
        }
        take_report(*all, index, report ? std::optional(*std::move(report)) : std::nullopt);
        if (node.started && !all->watches[index].init_status) {
            all->watches[index].init_status = all->input.processes.ended(*node.started);
        }
        auto& timer = *all->timers[index];
        timer.expires_after(kBetweenQuestions);
        (void)co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

LiveLine line_of(const Watchers& all, std::size_t index) {
    const auto& watch = all.watches[index];
    auto& terminal = all.input.terminal;
    const auto now = all.input.clock.steady();
    if (const auto ready_at = all.ready_at[index]) {
        const auto& note = all.nodes[index].note;
        return {progress_line(terminal, watch.name, Colour::green, "ready",
                              note.empty() ? seconds_text(*ready_at - all.input.begin) : note),
                {}};
    }
    if (!watch.report && !watch.init_status) {
        return {progress_line(terminal, watch.name, Colour::dim, "starting", ""),
                seconds_text(now - all.input.begin)};
    }
    const auto colour = is_stuck(watch) ? Colour::red : Colour::yellow;
    const auto state = watch.init_status ? "FAILED" : watch.report ? watch.report->state : "";
    auto text = describe(watch);
    if (text.starts_with(state)) {
        text.erase(0, state.size());
        text.erase(0, text.starts_with(": ") ? 2 : text.starts_with(" ") ? 1 : 0);
    }
    return {progress_line(terminal, watch.name, colour, state, text),
            seconds_text(now - all.input.begin)};
}

}  // namespace

asio::awaitable<WaitResult> wait_until_ready(WaitInput input, std::vector<WaitedNode> nodes) {
    const auto executor = co_await asio::this_coro::executor;
    const auto all = std::make_shared<Watchers>(std::move(input), std::move(nodes), executor);
    for (std::size_t i = 0; i < all->nodes.size(); ++i) {
        asio::co_spawn(executor, watch_node(all, i), [](const std::exception_ptr& thrown) {
            if (thrown) {
                std::rethrow_exception(thrown);
            }
        });
    }
    LiveArea area(all->input.terminal);
    asio::steady_timer timer(executor);
    Verdict verdict = Verdict::wait;
    bool born = false;
    while (verdict == Verdict::wait) {
        timer.expires_after(kBetweenQuestions / 2);
        (void)co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!born && is_born(all->watches)) {
            born = true;
            all->input.on_born();
        }
        std::vector<LiveLine> lines;
        lines.reserve(all->nodes.size());
        for (std::size_t i = 0; i < all->nodes.size(); ++i) {
            lines.push_back(line_of(*all, i));
        }
        area.show(lines);
        if (all->input.broken_off()) {
            break;
        }
        verdict = judge_readiness(all->watches, all->input.clock.steady(), all->input.deadline);
    }
    all->done = true;
    for (const auto& pause : all->timers) {
        pause->cancel();
    }
    co_return WaitResult{verdict, all->watches};
}

}  // namespace ballast::cli
