#include "common/web_config/guarded_server.hpp"

#include <sys/stat.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>
#include <tuple>
#include <utility>

#include "common/files.hpp"
#include "common/http/envelope.hpp"

namespace ballast::web {

namespace net = boost::asio;
using http::Request;
using http::Response;

namespace {

// What tells a file from the one that was there before: a clock is too coarse for that alone.
using Stamp = std::tuple<ino_t, off_t, time_t, long>;
using Stamps = std::map<std::filesystem::path, Stamp>;

Stamp stamp_of(const std::filesystem::path& file) {
    struct stat found{};
    if (::stat(file.c_str(), &found) != 0) {
        return {};
    }
    return {found.st_ino, found.st_size, found.st_mtim.tv_sec, found.st_mtim.tv_nsec};
}

// What there is to serve by, and the files that it came from.
struct Loaded {
    WebConfig config;
    tls::Context context;
    Stamps files;
};

Result<Loaded> load(const std::filesystem::path& file) {
    Loaded loaded;
    loaded.files[file] = stamp_of(file);
    TRY(const auto text, read_file(file, std::size_t{1} << 20U));
    TRY(loaded.config, parse_web_config(text, file));
    if (const auto& options = loaded.config.tls) {
        for (const auto& one : {options->certificate, options->key, options->client_ca}) {
            if (!one.empty()) {
                loaded.files[one] = stamp_of(one);
            }
        }
        TRY(loaded.context, tls::server_context(*options));
    }
    return loaded;
}

bool have_changed(const Stamps& files) {
    for (const auto& [file, stamp] : files) {
        if (stamp_of(file) != stamp) {
            return true;
        }
    }
    return false;
}

template <class Work>
net::awaitable<std::invoke_result_t<Work>> on_pool(net::thread_pool& pool, Work work) {
    co_return co_await net::co_spawn(
        pool,
        // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): co_spawn keeps it
        [work = std::move(work)]() mutable -> net::awaitable<std::invoke_result_t<Work>> {
            co_return work();
        },
        net::use_awaitable);
}

}  // namespace

struct GuardedServer::State {
    State(net::thread_pool& threads, Inputs inputs)
        : pool(threads), in(std::move(inputs)), auth(threads) {}

    net::thread_pool& pool;
    Inputs in;
    BasicAuth auth;
    Loaded loaded;
    http::Server* server = nullptr;  // null: it has ended
    net::steady_timer* pause = nullptr;

    net::awaitable<Response> guard(http::Handler inner, Request request) {
        const auto& users = loaded.config.users;
        if (!users.empty()) {
            const auto given = request.headers.find("authorization");
            const auto verdict = co_await auth.check(
                users, given == request.headers.end() ? std::string() : given->second);
            if (verdict == BasicAuth::Verdict::busy) {
                co_return http::error_response(429, "BUSY", "too many passwords at once");
            }
            if (verdict == BasicAuth::Verdict::refused) {
                auto refused =
                    http::error_response(401, "UNAUTHENTICATED", "user and password are wanted");
                refused.headers.emplace_back("WWW-Authenticate", "Basic");
                co_return refused;
            }
        }
        auto response = co_await inner(std::move(request));
        for (const auto& header : loaded.config.headers) {
            response.headers.push_back(header);
        }
        co_return response;
    }

    static net::awaitable<void> watch(std::shared_ptr<State> state) {
        net::steady_timer timer(co_await net::this_coro::executor);
        state->pause = &timer;
        while (state->server != nullptr) {
            timer.expires_after(state->in.period);
            co_await timer.async_wait(net::as_tuple(net::use_awaitable));
            if (state->server == nullptr ||
                !co_await on_pool(state->pool,
                                  [files = state->loaded.files] { return have_changed(files); })) {
                continue;
            }
            auto anew =
                co_await on_pool(state->pool, [file = state->in.file] { return load(file); });
            if (state->server == nullptr) {
                break;
            }
            state->take(std::move(anew));
        }
        state->pause = nullptr;
    }

    void take(Result<Loaded> anew) {
        if (anew) {
            loaded = *std::move(anew);
            server->set_context(loaded.context);
            in.log(in.file.string() + " was read anew");
            return;
        }
        // Not told again before the next change.
        for (auto& [file, stamp] : loaded.files) {
            stamp = stamp_of(file);
        }
        in.log("goes on as before, since " + anew.error().message);
    }
};

GuardedServer::GuardedServer(net::any_io_executor executor, net::thread_pool& pool, Inputs inputs)
    : executor_(std::move(executor)), state_(std::make_shared<State>(pool, std::move(inputs))) {
    auto routes = std::move(state_->in.routes);
    for (auto& route : routes) {
        if (auto* handler = std::get_if<http::Handler>(&route.handler)) {
            route.handler =
                http::Handler([state = state_, inner = std::move(*handler)](Request request) {
                    return state->guard(inner, std::move(request));
                });
        }
    }
    server_ = std::make_unique<http::Server>(
        executor_, std::make_shared<http::Router>(std::move(routes)), nullptr, state_->in.options);
    state_->server = server_.get();
}

GuardedServer::~GuardedServer() {
    state_->server = nullptr;
    if (state_->pause != nullptr) {
        state_->pause->cancel();
    }
}

Result<void> GuardedServer::listen(const std::string& address, std::uint16_t port) {
    if (!state_->in.file.empty()) {
        TRY(state_->loaded, load(state_->in.file));
        server_->set_context(state_->loaded.context);
    }
    TRY_VOID(server_->listen(address, port));
    if (!state_->in.file.empty()) {
        net::co_spawn(executor_, State::watch(state_), [](const std::exception_ptr&) {});
    }
    return {};
}

}  // namespace ballast::web
