#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "coordinator/cli/agent_api.hpp"
#include "coordinator/cli/chosen_nodes.hpp"
#include "coordinator/cli/cluster/exit_codes.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/loggers/broker_loggers.hpp"
#include "coordinator/cli/loggers/log_level_words.hpp"
#include "coordinator/cli/loggers/logger_output.hpp"

namespace ballast::cli {
namespace {

namespace net = boost::asio;

// All loggers, or the one that is named and those below it.
void add_rows(const std::string& node, const std::string& logger, const Loggers& loggers,
              std::vector<LoggerRow>& rows) {
    for (const auto& [name, level] : loggers) {
        if (logger.empty() || name == logger || name.starts_with(logger + ".")) {
            rows.push_back({.node = node, .logger = name, .level = level, .before = {}});
        }
    }
}

net::awaitable<Result<void>> ask_one(const NodeIdentity& node, const LogLevelOrder& order,
                                     coordinator::AgentApi& agent, std::vector<LoggerRow>& rows) {
    CO_TRY(const auto before, co_await read_loggers(agent, node.id));
    if (!order.level) {
        add_rows(node.name, order.logger, before, rows);
        co_return Result<void>{};
    }
    const auto meant = loggers_meant(before, order.logger);
    if (meant.empty()) {
        co_return fail(ErrorKind::not_found,
                       fmt::format("{} has no logger '{}', and none below it; ballast log-level {} "
                                   "shows those it has",
                                   node.name, order.logger, node.name));
    }
    const auto level = *order.level == "DEFAULT" ? std::nullopt : order.level;
    CO_TRY_VOID(co_await set_loggers(agent, node.id, meant, level));
    CO_TRY(auto after, co_await read_loggers(agent, node.id));
    for (const auto& logger : meant) {
        rows.push_back({.node = node.name,
                        .logger = logger,
                        .level = after[logger],
                        .before = before.at(logger)});
    }
    co_return Result<void>{};
}

Result<std::vector<NodeIdentity>> brokers_of(const ChosenNodes& chosen,
                                             const LogLevelOrder& order) {
    auto nodes = chosen.nodes;
    std::erase_if(nodes, [](const NodeIdentity& node) { return node.role != Role::kafka; });
    if (nodes.empty()) {
        return fail(ErrorKind::refused,
                    fmt::format("{} is a ZooKeeper server: its levels are those of its "
                                "configuration (logging: in the document)",
                                order.node),
                    "WRONG_ROLE");
    }
    return nodes;
}

// Node by node: the first that fails ends it, and the rows say which were changed before.
Result<void> carry_out(const ClusterChoice& choice, const LogLevelOrder& order,
                       std::vector<LoggerRow>& rows) {
    TRY(const auto chosen,
        find_nodes(choice, order.node.empty() ? std::vector<std::string>()
                                              : std::vector<std::string>{order.node}));
    TRY(const auto context, operator_context(chosen.folder));
    TRY(const auto brokers, brokers_of(chosen, order));
    for (const auto& node : brokers) {
        const auto agent = coordinator::make_http_agent({node.address, kAgentPort}, context);
        net::io_context io;
        Result<void> done = fail(ErrorKind::internal, "it did not end");
        net::co_spawn(
            io, ask_one(node, order, *agent, rows),
            [&done](const std::exception_ptr&, Result<void> result) { done = std::move(result); });
        io.run();
        TRY_VOID(done);
    }
    return {};
}

}  // namespace

int run_log_level(const LogLevelOptions& options, const ClusterChoice& choice, Terminal& terminal) {
    std::vector<LoggerRow> rows;
    const auto order = read_log_level_words(options.words);
    const auto done =
        order ? carry_out(choice, *order, rows) : Result<void>(std::unexpected(order.error()));
    if (!rows.empty()) {
        terminal.write(render_loggers(rows, options.output, terminal));
    }
    if (!done) {
        return report_error(terminal, done.error());
    }
    if (rows.empty()) {
        return report_error(
            terminal,
            {ErrorKind::not_found, fmt::format("no broker has a logger '{}'", order->logger), {}});
    }
    if (order->level && options.output == OutputFormat::table) {
        terminal.write_error("until the broker restarts; `logging:` in the document lasts\n");
    }
    return kExitDone;
}

}  // namespace ballast::cli
