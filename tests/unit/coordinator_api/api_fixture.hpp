// The coordinator's routes over a view that a test makes, called as the server would call them.
#pragma once

#include <json/json.h>
#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "common/files.hpp"
#include "common/json.hpp"
#include "coordinator/api/routes.hpp"
#include "tests/unit/plan/clusters.hpp"

namespace ballast::coordinator::test {

// Time that a test moves.
class ManualClock final : public Clock {
  public:
    SteadyTime steady() const override { return steady_time; }
    WallTime wall() const override { return wall_time; }
    void pass(std::chrono::milliseconds time) {
        steady_time += time;
        wall_time += time;
    }

    SteadyTime steady_time = SteadyTime{} + std::chrono::hours{1};
    WallTime wall_time = WallTime{} + std::chrono::days{20000};
};

// A file of tokens in a folder of its own; removed with the object.
class Folder {
  public:
    Folder() {
        std::string pattern = "/tmp/ballast-coordinator-api-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::filesystem::path tokens() const { return path_ / "tokens"; }
    std::filesystem::path sessions() const { return path_ / "sessions.json"; }
    void write_tokens(const std::string& text, mode_t mode = 0600) const {
        if (const auto written = write_file_durably(tokens(), text, mode); !written) {
            throw std::runtime_error(written.error().message);
        }
    }

  private:
    std::filesystem::path path_;
};

constexpr const char* kOperatorToken = "operator-operator-operator";
constexpr const char* kViewerToken = "viewer-viewer-viewer-viewer";

class CollectedBody final : public http::BodyWriter {
  public:
    boost::asio::awaitable<Result<void>> write(std::string bytes) override {
        pieces.push_back(std::move(bytes));
        if (on_write) {
            on_write();
        }
        if (full != 0 && pieces.size() >= full) {
            co_return fail(ErrorKind::unreachable, "the client is gone");
        }
        co_return Result<void>{};
    }
    std::vector<std::string> pieces;
    std::size_t full = 0;  // after so many the client is gone; 0: never
    std::function<void()> on_write;
};

// What a request brings, besides method and path.
struct Ask {
    std::map<std::string, std::string> headers{{"host", "127.10.0.1:8080"}};
    std::map<std::string, std::string> query;
    std::map<std::string, std::vector<std::string>> lists;
    std::string body;
    http::Peer connection{.address = "127.0.0.1"};

    static Ask with_token(const std::string& token) {
        Ask ask;
        ask.headers["authorization"] = "Bearer " + token;
        return ask;
    }
    static Ask as_viewer() { return with_token(kViewerToken); }
};

class Api {
  public:
    explicit Api(ClusterView view = cluster_of(3, 3, {{"orders", 2, {{{0, 1, 2}, {0, 1, 2}}}}},
                                               {"a", "b", "c"}))
        : view_of_cluster(std::make_shared<ClusterView>(std::move(view))) {
        folder.write_tokens(std::string("operator:") + kOperatorToken + "\nviewer:" + kViewerToken +
                            "\n");
    }

    http::Response call(const std::string& method, const std::string& path, Ask ask) {
        const http::Router router(make_routes(parts), make_policy(parts));
        auto peer = router.identify(method, ask.headers, ask.connection);
        if (!peer) {
            return peer.error();
        }
        auto match = router.match(method, path, peer->role);
        if (!match) {
            return match.error();
        }
        http::Request request{.method = match->route->method,
                              .path = path,
                              .query = std::move(ask.query),
                              .lists = std::move(ask.lists),
                              .parameters = match->parameters,
                              .headers = std::move(ask.headers),
                              .body = std::move(ask.body),
                              .peer = *peer};
        http::Response response;
        boost::asio::io_context loop;
        const auto work = [](const http::Route& route, http::Request asked,
                             http::Response& out) -> boost::asio::awaitable<void> {
            CollectedBody body;
            body.full = 2;
            if (const auto* handler = std::get_if<http::Handler>(&route.handler)) {
                out = co_await (*handler)(std::move(asked));
            } else {
                const auto sent =
                    co_await std::get<http::StreamHandler>(route.handler)(std::move(asked), body);
                out.status = body.pieces.empty() && !sent ? 400 : 200;
            }
        };
        boost::asio::co_spawn(loop, work(*match->route, std::move(request), response),
                              [](const std::exception_ptr& failure) {
                                  if (failure) {
                                      std::rethrow_exception(failure);
                                  }
                              });
        loop.run();
        return response;
    }
    http::Response get(const std::string& path, std::map<std::string, std::string> query = {},
                       std::map<std::string, std::vector<std::string>> lists = {}) {
        auto ask = Ask::as_viewer();
        for (const auto& [key, values] : lists) {
            query[key] = values.front();
        }
        ask.query = std::move(query);
        ask.lists = std::move(lists);
        return call("GET", path, std::move(ask));
    }
    http::Response post(const std::string& path, const std::string& body) {
        auto ask = Ask::as_viewer();
        ask.body = body;
        return call("POST", path, std::move(ask));
    }
    boost::asio::awaitable<void> catch_up() {
        ++caught_up;
        co_return;
    }
    ClusterView& view() { return *view_of_cluster; }

    Folder folder;
    ManualClock clock;
    std::shared_ptr<ClusterView> view_of_cluster;
    TokenFile tokens{folder.tokens()};
    Access access{&tokens,
                  clock,
                  {.hosts = {"127.10.0.1", "127.0.0.1", "localhost"},
                   .tls = false,
                   .sessions = folder.sessions()}};
    Events events{[this] { return view_of_cluster; }, clock};
    ApiMetrics metrics{"1.2.3"};
    int caught_up = 0;
    ApiParts parts{.view = [this] { return view_of_cluster; },
                   .catch_up = [this] { return catch_up(); },
                   .clock = clock,
                   .access = access,
                   .events = events,
                   .metrics = metrics,
                   .version = "1.2.3"};
};

inline Json::Value json(const http::Response& response) {
    const auto parsed = parse_json(response.body);
    return parsed ? *parsed : Json::Value();
}

inline std::string code_of(const http::Response& response) {
    return json(response)["error"]["code"].asString();
}

inline std::string message_of(const http::Response& response) {
    return json(response)["error"]["message"].asString();
}

}  // namespace ballast::coordinator::test
