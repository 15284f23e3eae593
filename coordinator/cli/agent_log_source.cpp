#include "coordinator/cli/agent_log_source.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <map>
#include <utility>

#include "common/http/client.hpp"
#include "common/http/envelope.hpp"
#include "common/http/target.hpp"
#include "coordinator/cli/agent_api.hpp"

namespace ballast::cli {
namespace {

namespace net = boost::asio;
using net::awaitable;

// A followed log may be silent, but then the agent sends an empty line every 15 seconds.
constexpr std::chrono::seconds kIdleLimit{60};

std::string target_of(const std::string& path, const LogQuery& query) {
    std::map<std::string, std::string> parameters;
    const auto add = [&](const char* name, const std::string& value) {
        if (!value.empty()) {
            parameters[name] = value;
        }
    };
    add("since", query.since);
    add("grep", query.grep);
    add("level", query.level);
    add("tail", query.tail ? std::to_string(*query.tail) : "");
    add("follow", query.follow ? "true" : "");
    return http::make_target(path, parameters);
}

// Asks for the node first: its short deadline tells an agent that hangs from a log that is silent.
awaitable<Result<void>> read_log(http::Endpoint endpoint, tls::Context context, std::string target,
                                 std::function<void(std::string_view)> on_chunk) {
    CO_TRY_VOID(co_await ask_agent(endpoint, context, node_request(), kAgentLimit));
    CO_TRY(const auto end,
           co_await http::stream(std::move(endpoint), std::move(context),
                                 {.method = "GET", .target = std::move(target), .body = {}},
                                 std::move(on_chunk), kIdleLimit));
    if (end.status >= 400) {
        co_return std::unexpected(http::to_error(end));
    }
    co_return Result<void>{};
}

class AgentLogSource final : public LogSource {
  public:
    AgentLogSource(tls::Context context, std::string path, std::uint16_t port)
        : context_(std::move(context)), path_(std::move(path)), port_(port) {}

    // Each call has its own event loop: a reader that is slow to take lines blocks only its own
    // connection, and so the agent.
    Result<void> read(const NodeIdentity& node, const LogQuery& query, const OnLine& on_line,
                      std::stop_token stop) override {
        net::io_context io{1};
        const std::stop_callback stopper(stop, [&io] { io.stop(); });
        LineSplitter lines;
        const auto on_chunk = [&](std::string_view bytes) {
            if (!io.stopped() && !lines.feed(bytes, on_line)) {
                io.stop();
            }
        };
        // Broken off by a stop: nobody asks for the result.
        Result<void> result;
        net::co_spawn(io,
                      read_log({.address = node.address, .port = port_}, context_,
                               target_of(path_, query), on_chunk),
                      [&result](const std::exception_ptr& failure, Result<void> ended) {
                          result = failure ? fail(ErrorKind::internal, "reading the log failed")
                                           : std::move(ended);
                      });
        io.run();
        return result;
    }

  private:
    tls::Context context_;
    std::string path_;
    std::uint16_t port_;
};

}  // namespace

Result<std::unique_ptr<LogSource>> make_agent_log_source(const ClusterFolder& folder,
                                                         std::string path, std::uint16_t port) {
    TRY(auto context, operator_context(folder));
    return std::make_unique<AgentLogSource>(std::move(context), std::move(path), port);
}

}  // namespace ballast::cli
