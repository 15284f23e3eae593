#include "common/http/server.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <exception>
#include <list>
#include <utility>

#include "common/http/connection.hpp"
#include "common/http/stream.hpp"

namespace ballast::http {

namespace net = boost::asio;
using net::ip::tcp;

namespace {

constexpr auto kAwait = net::as_tuple(net::use_awaitable);
constexpr std::chrono::milliseconds kAcceptPause{100};

}  // namespace

struct Server::State {
    net::any_io_executor executor;
    std::shared_ptr<const Router> router;
    tls::Context context;
    ServerOptions options;
    tcp::acceptor acceptor;
    std::uint16_t port = 0;
    struct Connection {
        std::string address;
        std::shared_ptr<Stream> stream;
        std::shared_ptr<Activity> activity = std::make_shared<Activity>();
        net::cancellation_signal cancel;
    };
    std::list<Connection> connections;
    bool stopped = false;
    net::steady_timer grace;

    State(net::any_io_executor on, std::shared_ptr<const Router> routes, tls::Context tls,
          ServerOptions limits)
        : executor(std::move(on)),
          router(std::move(routes)),
          context(std::move(tls)),
          options(limits),
          acceptor(executor),
          grace(executor) {}

    // Its own coroutine per connection; the entry in the list goes when it has ended.
    static void start(const std::shared_ptr<State>& state, tcp::socket socket,
                      std::string address) {
        set_socket_options(socket);
        std::shared_ptr<Stream> stream =
            state->context ? make_tls_stream(std::move(socket), state->context, Side::server)
                           : make_tcp_stream(std::move(socket));
        const auto entry = state->connections.emplace(state->connections.end());
        entry->address = std::move(address);
        entry->stream = stream;
        net::co_spawn(
            state->executor,
            serve_connection(std::move(stream), state->router, state->options, entry->activity),
            net::bind_cancellation_slot(entry->cancel.slot(),
                                        [state, entry](const std::exception_ptr&) {
                                            // What a cancelled one threw says no more
                                            // than that it ended.
                                            entry->stream->close();
                                            state->connections.erase(entry);
                                            if (state->connections.empty()) {
                                                state->grace.cancel();
                                            }
                                        }));
    }

    bool has_room_for(const std::string& address) const {
        const auto of_peer = std::ranges::count(connections, address, &Connection::address);
        return connections.size() < options.connections &&
               static_cast<std::size_t>(of_peer) < options.connections_per_address;
    }

    static void admit(const std::shared_ptr<State>& state, tcp::socket socket) {
        boost::system::error_code code;
        const auto peer = socket.remote_endpoint(code);
        if (code) {
            return;  // it has gone already
        }
        auto address = peer.address().to_string();
        if (state->has_room_for(address)) {
            start(state, std::move(socket), std::move(address));
        }
    }

    static net::awaitable<void> accept_all(std::shared_ptr<State> state) {
        while (!state->stopped) {
            auto [code, socket] = co_await state->acceptor.async_accept(kAwait);
            if (state->stopped) {
                co_return;
            }
            if (!code) {
                admit(state, std::move(socket));
            } else {
                // Out of descriptors or memory, mostly: it would fail again at once.
                net::steady_timer pause(state->executor, kAcceptPause);
                (void)co_await pause.async_wait(kAwait);
            }
        }
    }

    void close_listener() {
        stopped = true;
        boost::system::error_code ignored;
        acceptor.close(ignored);
    }

    // Ends the connections, but with `spare_handlers` those whose handler runs.
    void close_connections(bool spare_handlers) {
        // A cancelled one may end, and leave the list, within the call.
        for (auto next = connections.begin(); next != connections.end();) {
            auto& connection = *next++;
            connection.activity->stopping = true;
            if (spare_handlers && connection.activity->answering) {
                continue;
            }
            const auto stream = connection.stream;
            stream->close();
            connection.cancel.emit(net::cancellation_type::terminal);
        }
    }

    static void stop_gracefully(const std::shared_ptr<State>& state) {
        if (state->stopped) {
            return;
        }
        state->close_listener();
        state->close_connections(true);
        if (!state->connections.empty()) {
            state->grace.expires_after(state->options.stop);
            state->grace.async_wait([state](const boost::system::error_code& code) {
                if (!code) {
                    state->close_connections(false);
                }
            });
        }
    }
};

Server::Server(net::any_io_executor executor, std::shared_ptr<const Router> router,
               tls::Context context, ServerOptions options)
    : state_(std::make_shared<State>(std::move(executor), std::move(router), std::move(context),
                                     options)) {}

Server::~Server() {
    state_->close_listener();
    state_->grace.cancel();
    state_->close_connections(false);
}

Result<void> Server::listen(const std::string& address, std::uint16_t port) {
    boost::system::error_code code;
    const auto ip = net::ip::make_address(address, code);
    if (code) {
        return fail(ErrorKind::invalid, fmt::format("'{}' is not an IP address", address));
    }
    auto& acceptor = state_->acceptor;
    const tcp::endpoint endpoint(ip, port);
    acceptor.open(endpoint.protocol(), code);
    if (!code) {
        ::fcntl(acceptor.native_handle(), F_SETFD, FD_CLOEXEC);
        acceptor.set_option(net::socket_base::reuse_address(true), code);
    }
    if (!code) {
        acceptor.bind(endpoint, code);
    }
    if (!code) {
        acceptor.listen(net::socket_base::max_listen_connections, code);
    }
    if (code) {
        boost::system::error_code ignored;
        acceptor.close(ignored);
        return fail(ErrorKind::io,
                    fmt::format("cannot listen on {}:{}: {}", address, port, code.message()));
    }
    state_->port = acceptor.local_endpoint(code).port();
    // It ends by stop(); it throws only where memory is out, which is not survivable.
    net::co_spawn(state_->executor, State::accept_all(state_),
                  [](const std::exception_ptr& thrown) {
                      if (thrown) {
                          std::rethrow_exception(thrown);
                      }
                  });
    return {};
}

void Server::set_context(tls::Context context) {
    state_->context = std::move(context);
}

std::uint16_t Server::port() const {
    return state_->port;
}

std::size_t Server::connections() const {
    return state_->connections.size();
}

void Server::stop() {
    State::stop_gracefully(state_);
}

}  // namespace ballast::http
