// The agent's routes over a node in simulation, called as the server would call them.
#pragma once

#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <string>

#include "agent/api/routes.hpp"
#include "agent/events/event.hpp"
#include "tests/unit/node/node_simulation.hpp"

namespace ballast::test {

class CollectedBody final : public http::BodyWriter {
  public:
    boost::asio::awaitable<Result<void>> write(std::string bytes) override {
        text += bytes;
        co_return Result<void>{};
    }
    std::string text;
};

class Api {
  public:
    Api()
        : folder_(make_folder()),
          logs_(log_options(folder_)),
          events_(agent::event_store(folder_, "kafka-0")) {
        sim.bring_up();
    }
    ~Api() {
        disk_.join();
        std::filesystem::remove_all(folder_);
    }
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    // What the server answers to one who comes with this role; a streamed body is in `body`.
    http::Response call(const std::string& method, const std::string& path,
                        http::Role role = http::Role::operator_, const std::string& body = {},
                        std::map<std::string, std::string> query = {}) {
        return call_in(agent::make_routes(parts), method, path, role, body, std::move(query));
    }
    http::Response probe(const std::string& path, std::map<std::string, std::string> query = {}) {
        return call_in(agent::make_probe_routes(parts), "GET", path, http::Role::none, {},
                       std::move(query));
    }
    http::Response metrics() {
        return call_in(agent::make_metrics_routes(parts), "GET", "/metrics", http::Role::none, {},
                       {});
    }

    http::Response call_in(std::vector<http::Route> routes, const std::string& method,
                           const std::string& path, http::Role role, const std::string& body,
                           std::map<std::string, std::string> query) {
        const http::Router router(std::move(routes));
        auto match = router.match(method, path, role);
        if (!match) {
            return match.error();
        }
        http::Request request{.method = method,
                              .path = path,
                              .query = std::move(query),
                              .parameters = match->parameters,
                              .headers = {},
                              .body = body,
                              .peer = {.address = "127.0.0.1", .name = "alice", .role = role}};
        boost::asio::io_context loop;
        http::Response response;
        CollectedBody streamed;
        const auto work = [](const http::Route& route, http::Request asked, http::Response& out,
                             CollectedBody& sink) -> boost::asio::awaitable<void> {
            if (const auto* handler = std::get_if<http::Handler>(&route.handler)) {
                out = co_await (*handler)(std::move(asked));
                co_return;
            }
            const auto sent =
                co_await std::get<http::StreamHandler>(route.handler)(std::move(asked), sink);
            out.status = sent ? 200 : 400;
            out.body = sent ? sink.text : sent.error().message;
        };
        boost::asio::co_spawn(loop, work(*match->route, std::move(request), response, streamed),
                              [](const std::exception_ptr& failure) {
                                  if (failure) {
                                      std::rethrow_exception(failure);
                                  }
                              });
        loop.run();
        return response;
    }

    NodeSimulation sim;
    Result<void> kept;  // what keeping the journal answers
    int keeps = 0;
    std::vector<agent::Command> upgrades;
    agent::AgentMetrics metrics_values;

  private:
    std::filesystem::path folder_;
    boost::asio::thread_pool disk_{1};
    agent::LogStore logs_;
    agent::LogStore events_;

    static std::filesystem::path make_folder() {
        std::string pattern = "/tmp/ballast-api-XXXXXX";
        return mkdtemp(pattern.data());
    }
    static agent::LogStoreOptions log_options(const std::filesystem::path& folder) {
        return {.folder = folder, .name = "kafka", .node = "kafka-0"};
    }
    boost::asio::awaitable<Result<void>> keep() {
        ++keeps;
        co_return kept;
    }

  public:
    agent::LogStore& logs() { return logs_; }
    agent::LogStore& events() { return events_; }
    agent::ApiParts parts{
        .node = sim.node,
        .logs = logs_,
        .events = events_,
        .metrics = metrics_values,
        .clock = sim.clock,
        .folders = {folder_},
        .disk = disk_,
        .keep = [this](const agent::Journal&) { return keep(); },
        .view =
            [this] {
                agent::NodeView view{.report = sim.node.report()};
                view.probes = {.state = view.report.state,
                               .ready = view.report.ready,
                               .served = view.report.served,
                               .code = view.report.code,
                               .reason = view.report.reason};
                return view;
            },
        .upgrade_agent = [this](const agent::Command& command) { upgrades.push_back(command); }};
};

}  // namespace ballast::test
