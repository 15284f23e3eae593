#include "coordinator/cli/node/order_verdict.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace ballast::cli {
namespace {

using enum OrderVerb;
using Step = OrderVerdict::Step;

std::string held_text(const NodeStatus& status) {
    return status.code.empty() ? fmt::format("HELD: {}", status.reason)
                               : fmt::format("HELD ({}): {}", status.code, status.reason);
}

// Of the verbs after which the JVM shall run.
OrderVerdict judge_start(const NodeView& view, bool other_jvm, std::string done) {
    if (!view.run_wanted) {
        return {Step::failed, "stopped by another order"};
    }
    if (view.status.ready && other_jvm) {
        return {Step::done, std::move(done)};
    }
    return view.status.state == "HELD" ? OrderVerdict{Step::failed, held_text(view.status)}
                                       : OrderVerdict{};
}

}  // namespace

std::string_view to_string(OrderVerb verb) {
    constexpr std::array<std::string_view, 5> kNames{"stop", "start", "restart", "hold", "release"};
    return kNames.at(std::to_underlying(verb));
}

std::optional<std::string> already_there(OrderVerb verb, const NodeView& view) {
    switch (verb) {
        case stop:
            if (view.status.state == "STOPPED" && !view.run_wanted) {
                return "already stopped";
            }
            return std::nullopt;
        case start:
            if (view.status.ready && view.run_wanted && !view.on_hold) {
                return "already running";
            }
            return std::nullopt;
        case restart:
            return std::nullopt;
        case hold:
            return view.on_hold ? std::optional("already on hold by " + view.on_hold->by)
                                : std::nullopt;
        case release:
            return view.on_hold ? std::nullopt : std::optional<std::string>("not on hold");
    }
    return std::nullopt;
}

OrderVerdict judge_order(OrderVerb verb, const std::string& before, const NodeView& view,
                         const std::optional<CommandState>& command) {
    if (command && command->state == "failed") {
        return {Step::failed, command->message.empty() ? held_text(view.status) : command->message};
    }
    if (command && command->state == "superseded") {
        return {Step::failed, "another order took its place: " + command->message};
    }
    switch (verb) {
        case stop:
            return view.status.state == "STOPPED" && view.status.pid == 0
                       ? OrderVerdict{Step::done, "stopped"}
                       : OrderVerdict{};
        case start:
            return judge_start(view, true, "running");
        case restart:
            return judge_start(view, view.incarnation != before, "restarted");
        case hold:
            return view.on_hold ? OrderVerdict{Step::done, "on hold"} : OrderVerdict{};
        case release:
            if (view.on_hold) {
                return {};
            }
            return view.run_wanted ? judge_start(view, true, "released")
                                   : OrderVerdict{Step::done, "released"};
    }
    return {};
}

}  // namespace ballast::cli
