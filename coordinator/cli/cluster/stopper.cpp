#include "coordinator/cli/cluster/stopper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <optional>
#include <tuple>

#include "coordinator/cli/cluster/progress.hpp"

namespace ballast::cli {
namespace {

namespace asio = boost::asio;

constexpr auto kTick = std::chrono::milliseconds(50);
constexpr auto kReportLimit = std::chrono::seconds(2);
constexpr auto kCommandLimit = std::chrono::seconds(5);
// An agent that was restarted in the middle of a stop has forgotten it: it is asked again.
constexpr auto kAskAgain = std::chrono::seconds(5);

struct NodeStop {
    StopTarget target;
    std::string state = "waiting";
    std::string detail;
    Colour colour = Colour::dim;
    SteadyTime begin;
    std::optional<SteadyTime> asked;
    bool done = false;
    std::optional<StopFailure> failure;
};

struct Stop {
    explicit Stop(StopInput given) : input(std::move(given)) {}

    StopInput input;
    std::vector<NodeStop> nodes;
    bool leave = false;
};

asio::awaitable<void> pause(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    (void)co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

void fail_node(NodeStop& node, ErrorKind kind, const std::string& message) {
    node.failure = StopFailure{node.target.identity.name, kind, message};
    node.state = "FAILED";
    node.detail = message;
    node.colour = Colour::red;
}

bool in_start_up(const NodeIdentity& identity, const std::optional<AgentReport>& report) {
    return identity.role == Role::kafka && report && report->pid != 0 &&
           (report->state == "STARTING" || report->state == "RECOVERING");
}

// Asks the agent, or signals its init where no agent answers.
asio::awaitable<void> ask(Stop& stop, NodeStop& node, const ProcessIdentity& init) {
    auto& input = stop.input;
    const auto asked =
        co_await input.agents.shut_down(node.target.identity, input.reason, kCommandLimit);
    node.asked = input.clock.steady();
    if (asked) {
        node.state = "stopping";
        node.detail.clear();
        node.colour = Colour::yellow;
        co_return;
    }
    if (asked.error().kind == ErrorKind::refused) {
        fail_node(node, ErrorKind::refused, asked.error().message);
        co_return;
    }
    const auto signalled = input.processes.terminate(init);
    if (!signalled && signalled.error().kind != ErrorKind::not_found) {
        fail_node(node, ErrorKind::io, signalled.error().message);
        co_return;
    }
    node.state = "stopping";
    node.colour = Colour::yellow;
    node.detail = fmt::format("its agent does not answer: TERM to ballast-init {}", init.pid);
}

void finish(Stop& stop, NodeStop& node) {
    if (const auto jvm = stop.input.processes.find_jvm(node.target.folder)) {
        fail_node(node, ErrorKind::io,
                  fmt::format("ballast-init is gone, but its JVM {} runs: `ballast up` takes it in "
                              "hand again, or stop it with `kill {}`",
                              jvm->process.pid, jvm->process.pid));
        return;
    }
    node.done = true;
    node.state = "stopped";
    node.colour = Colour::green;
    node.detail = seconds_text(stop.input.clock.steady() - node.begin);
}

asio::awaitable<void> stop_node(std::shared_ptr<Stop> stop, std::size_t index) {
    auto& node = stop->nodes[index];
    auto& input = stop->input;
    node.begin = input.clock.steady();
    while (!stop->leave && !node.failure) {
        const auto init = input.processes.find_init(node.target.folder);
        if (init.state == InitFact::State::none) {
            finish(*stop, node);
            co_return;
        }
        const auto now = input.clock.steady();
        if (now >= input.deadline) {
            fail_node(node, ErrorKind::timed_out, "it has not ended in time");
            co_return;
        }
        const bool due = !node.asked || now - *node.asked >= kAskAgain;
        if (init.state == InitFact::State::alive && due) {
            std::optional<AgentReport> report;
            if (auto answer = co_await input.agents.report(node.target.identity, kReportLimit)) {
                report = *std::move(answer);
            }
            if (!node.asked && in_start_up(node.target.identity, report) && now < input.patience &&
                !input.hurry()) {
                node.state = report->state;
                node.detail = "is left to finish its start first";
            } else if (!node.asked || (report && report->state != "DRAINING")) {
                co_await ask(*stop, node, init.process);
            } else {
                node.asked = now;
            }
        }
        co_await pause(kTick);
    }
}

void show(Stop& stop, LiveArea& area) {
    std::vector<LiveLine> lines;
    lines.reserve(stop.nodes.size());
    for (const auto& node : stop.nodes) {
        lines.push_back({progress_line(stop.input.terminal, node.target.identity.name, node.colour,
                                       node.state, node.detail),
                         node.asked && !node.done && !node.failure
                             ? seconds_text(stop.input.clock.steady() - node.begin)
                             : ""});
    }
    area.show(lines);
}

// Stops all nodes of a role at once.
asio::awaitable<void> stop_role(std::shared_ptr<Stop> stop, Role role, LiveArea& area) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < stop->nodes.size(); ++i) {
        if (stop->nodes[i].target.identity.role == role) {
            chosen.push_back(i);
        }
    }
    const auto left = std::make_shared<std::size_t>(chosen.size());
    for (const auto index : chosen) {
        asio::co_spawn(co_await asio::this_coro::executor, stop_node(stop, index),
                       [left](const std::exception_ptr& thrown) {
                           --*left;
                           if (thrown) {
                               std::rethrow_exception(thrown);
                           }
                       });
    }
    while (*left != 0) {
        co_await pause(kTick);
        show(*stop, area);
        stop->leave = stop->input.leave();
    }
    show(*stop, area);
}

}  // namespace

asio::awaitable<StopResult> stop_nodes(StopInput input, std::vector<StopTarget> targets) {
    const auto stop = std::make_shared<Stop>(std::move(input));
    std::ranges::sort(targets, {}, [](const StopTarget& target) {
        return std::tuple(target.identity.role != Role::kafka, target.identity.id);
    });
    for (auto& target : targets) {
        stop->nodes.push_back({.target = std::move(target)});
    }
    LiveArea area(stop->input.terminal);
    co_await stop_role(stop, Role::kafka, area);
    const bool brokers_gone = std::ranges::all_of(stop->nodes, [](const NodeStop& node) {
        return node.done || node.target.identity.role != Role::kafka;
    });
    if (brokers_gone && !stop->leave) {
        co_await stop_role(stop, Role::zookeeper, area);
    }
    StopResult result;
    result.broken_off = stop->leave;
    for (const auto& node : stop->nodes) {
        if (node.done) {
            result.stopped.push_back(node.target.identity.name);
        } else if (node.failure) {
            result.failures.push_back(*node.failure);
        }
    }
    co_return result;
}

}  // namespace ballast::cli
