#include "common/http/server.hpp"

#include <fcntl.h>
#include <fmt/format.h>

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

bool out_of_resources(const boost::system::error_code& code) {
    return code == net::error::no_descriptors || code.value() == ENFILE ||
           code == net::error::no_buffer_space || code == net::error::no_memory;
}

}  // namespace

struct Server::State {
    net::any_io_executor executor;
    std::shared_ptr<const Router> router;
    tls::Context context;
    ServerOptions options;
    tcp::acceptor acceptor;
    std::uint16_t port = 0;
    struct Connection {
        std::shared_ptr<Stream> stream;
        net::cancellation_signal cancel;
    };
    std::list<Connection> connections;
    bool stopped = false;

    State(net::any_io_executor on, std::shared_ptr<const Router> routes, tls::Context tls,
          ServerOptions limits)
        : executor(std::move(on)),
          router(std::move(routes)),
          context(std::move(tls)),
          options(limits),
          acceptor(executor) {}

    // Its own coroutine per connection; the entry in the list goes when it has ended.
    static void start(const std::shared_ptr<State>& state, tcp::socket socket) {
        set_socket_options(socket);
        std::shared_ptr<Stream> stream =
            state->context ? make_tls_stream(std::move(socket), state->context, Side::server)
                           : make_tcp_stream(std::move(socket));
        const auto entry = state->connections.emplace(state->connections.end());
        entry->stream = stream;
        net::co_spawn(state->executor,
                      serve_connection(std::move(stream), state->router, state->options),
                      net::bind_cancellation_slot(entry->cancel.slot(),
                                                  [state, entry](const std::exception_ptr&) {
                                                      // What a cancelled one threw says no more
                                                      // than that it ended.
                                                      entry->stream->close();
                                                      state->connections.erase(entry);
                                                  }));
    }

    static net::awaitable<void> accept_all(std::shared_ptr<State> state) {
        while (!state->stopped) {
            auto [code, socket] = co_await state->acceptor.async_accept(kAwait);
            if (state->stopped) {
                co_return;
            }
            if (!code && state->connections.size() < state->options.connections) {
                start(state, std::move(socket));
            } else if (out_of_resources(code)) {
                net::steady_timer pause(state->executor, kAcceptPause);
                (void)co_await pause.async_wait(kAwait);
            }
        }
    }

    void stop() {
        stopped = true;
        boost::system::error_code ignored;
        acceptor.close(ignored);
        // A cancelled one may end, and leave the list, within the call.
        for (auto next = connections.begin(); next != connections.end();) {
            auto& connection = *next++;
            const auto stream = connection.stream;
            stream->close();
            connection.cancel.emit(net::cancellation_type::terminal);
        }
    }
};

Server::Server(net::any_io_executor executor, std::shared_ptr<const Router> router,
               tls::Context context, ServerOptions options)
    : state_(std::make_shared<State>(std::move(executor), std::move(router), std::move(context),
                                     options)) {}

Server::~Server() {
    state_->stop();
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

std::uint16_t Server::port() const {
    return state_->port;
}

std::size_t Server::connections() const {
    return state_->connections.size();
}

void Server::stop() {
    state_->stop();
}

}  // namespace ballast::http
