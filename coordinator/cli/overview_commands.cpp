// health, top, may-stop, plan roll and dashboard.
#include <fmt/format.h>

#include <functional>

#include "common/http/target.hpp"
#include "common/json.hpp"
#include "coordinator/cli/answer.hpp"
#include "coordinator/cli/chosen_nodes.hpp"
#include "coordinator/cli/cluster/cluster_index.hpp"
#include "coordinator/cli/cluster/exit_codes.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/interrupt_wait.hpp"
#include "coordinator/cli/overview/coordinator_client.hpp"
#include "coordinator/cli/overview/pages.hpp"

namespace ballast::cli {
namespace {

using Page = std::string (*)(const Json::Value&, const Terminal&);

Result<Coordinator> find(const ClusterChoice& choice) {
    TRY(const auto folder, find_cluster(choice.name, choice.dir));
    return find_coordinator(folder);
}

void print(const Json::Value& answer, OutputFormat format, Page page, Terminal& terminal) {
    terminal.write(format == OutputFormat::json   ? to_answer(answer).json()
                   : format == OutputFormat::yaml ? to_answer(answer).yaml()
                                                  : page(answer, terminal));
}

Result<Json::Value> ask(const ClusterChoice& choice, http::ClientRequest request) {
    TRY(const auto coordinator, find(choice));
    return ask_coordinator(coordinator, std::move(request));
}

// Nodes are looked up first: a slip of the pen gets the names that there are.
Result<std::string> may_stop_target(const ClusterChoice& choice,
                                    const std::vector<std::string>& nodes) {
    TRY_VOID(find_nodes(choice, nodes));
    std::string target = "/v1/may-stop";
    for (const auto& node : nodes) {
        target += (target.contains('?') ? "&node=" : "?node=") + node;
    }
    return target;
}

Json::Value plan_request(const PlanRollOptions& options) {
    Json::Value request;
    request["kind"] = "roll";
    request["role"] = options.role;
    request["nodes"] = Json::arrayValue;
    for (const auto& node : options.nodes) {
        request["nodes"].append(node);
    }
    request["max_parallel"] =
        options.max_parallel ? Json::Value(*options.max_parallel) : Json::Value("auto");
    request["spare"] = options.spare;
    request["allow_unavailable"] = options.allow_unavailable;
    return request;
}

int watch_top(const Coordinator& coordinator, const TopOptions& options, Terminal& terminal) {
    constexpr std::chrono::seconds kPeriod{1};
    InterruptWait interrupts;
    LiveArea area(terminal);
    do {
        const auto nodes = ask_coordinator(coordinator, {.target = "/v1/nodes"});
        if (!nodes) {
            return report_error(terminal, nodes.error());
        }
        if (options.output != OutputFormat::table) {
            terminal.write(options.output == OutputFormat::json
                               ? to_answer(*nodes).json_line()
                               : "---\n" + to_answer(*nodes).yaml());
        } else if (terminal.is_tty()) {
            area.show(to_live_lines(top_page(*nodes, terminal)));
        } else {
            terminal.write(top_page(*nodes, terminal) + "\n");
        }
    } while (!terminal.reader_gone() && !interrupts.wait(kPeriod));
    return kExitDone;
}

}  // namespace

int run_health(const HealthOptions& options, const ClusterChoice& choice, Terminal& terminal) {
    const auto health = ask(choice, {.target = "/v1/health?catch_up=true"});
    if (!health) {
        return report_error(terminal, health.error());
    }
    print(*health, options.output, health_page, terminal);
    const auto verdict = (*health)["verdict"].asString();
    return verdict == "OK" ? kExitDone : verdict == "UNKNOWN" ? kExitUnreachable : kExitNo;
}

int run_top(const TopOptions& options, const ClusterChoice& choice, Terminal& terminal) {
    const auto coordinator = find(choice);
    if (!coordinator) {
        return report_error(terminal, coordinator.error());
    }
    if (options.watch) {
        return watch_top(*coordinator, options, terminal);
    }
    const auto nodes = ask_coordinator(*coordinator, {.target = "/v1/nodes"});
    if (!nodes) {
        return report_error(terminal, nodes.error());
    }
    print(*nodes, options.output, top_page, terminal);
    return kExitDone;
}

int run_may_stop(const MayStopOptions& options, const ClusterChoice& choice, Terminal& terminal) {
    const auto target = may_stop_target(choice, options.nodes);
    const auto answer = target ? ask(choice, {.target = *target}) : std::unexpected(target.error());
    if (!answer) {
        return report_error(terminal, answer.error());
    }
    print(*answer, options.output, may_stop_page, terminal);
    const auto said = (*answer)["answer"].asString();
    return said == "yes" ? kExitDone : said == "no" ? kExitRefused : kExitUnreachable;
}

int run_plan_roll(const PlanRollOptions& options, const ClusterChoice& choice, Terminal& terminal) {
    const auto nodes = find_nodes(choice, options.nodes);
    const auto plan = nodes ? ask(choice, {.method = "POST",
                                           .target = "/v1/plan",
                                           .body = to_json(plan_request(options)),
                                           .only_reads = true})
                            : std::unexpected(nodes.error());
    if (!plan) {
        return report_error(terminal, plan.error());
    }
    print(*plan, options.output, plan_page, terminal);
    return (*plan)["refused"].empty() ? kExitDone : kExitRefused;
}

int run_dashboard(const DashboardOptions& options, const ClusterChoice& choice,
                  Terminal& terminal) {
    const auto coordinator = find(choice);
    const auto link =
        coordinator ? ask_coordinator(*coordinator,
                                      {.method = "POST", .target = "/v1/login-links", .body = "{}"})
                    : std::unexpected(coordinator.error());
    if (!link) {
        return report_error(terminal, link.error());
    }
    Json::Value answer = *link;
    answer["url"] = fmt::format("http://{}:{}{}", coordinator->endpoint.address,
                                coordinator->endpoint.port, answer["path"].asString());
    print(
        answer, options.output,
        [](const Json::Value& told, const Terminal&) { return told["url"].asString() + "\n"; },
        terminal);
    return kExitDone;
}

}  // namespace ballast::cli
