#include "common/init_protocol/init_client.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/asio/local/stream_protocol.hpp>

namespace ballast {
namespace net = boost::asio;

namespace {

constexpr std::size_t kMaxOutbox = std::size_t{4} << 20U;
constexpr std::uint32_t kVersionWithReplacements = 2;

bool asks_for_stop(const init::Message& message) {
    const auto* hello = std::get_if<init::Hello>(&message);
    return hello != nullptr ? hello->stopping : std::holds_alternative<init::Stopping>(message);
}

}  // namespace

struct InitClient::State : std::enable_shared_from_this<State> {
    State(net::any_io_executor executor, int fd, Callbacks called)
        : socket(std::move(executor), net::local::stream_protocol(), fd),
          callbacks(std::move(called)) {}

    net::local::stream_protocol::socket socket;
    Callbacks callbacks;
    init::Decoder decoder;
    std::array<char, 65536> chunk{};
    std::string outbox;
    std::string in_flight;
    std::uint32_t init_version = 0;  // 0: no Hello yet
    std::uint32_t init_pid = 0;
    bool closed = false;

    void close(const std::string& why) {
        if (closed) {
            return;
        }
        closed = true;
        boost::system::error_code ignored;
        socket.close(ignored);
        // A copy, since the callee may destroy the client and with it the callbacks.
        if (const auto call = callbacks.closed) {
            call(why);
        }
    }

    void read() {
        socket.async_read_some(net::buffer(chunk),
                               [self = shared_from_this()](auto error, std::size_t got) {
                                   if (error) {
                                       self->close(error.message());
                                       return;
                                   }
                                   self->take({self->chunk.data(), got});
                                   if (!self->closed) {
                                       self->read();
                                   }
                               });
    }

    void drain() {
        const auto self = shared_from_this();  // a callback may destroy the client
        std::array<char, 65536> rest;          // `chunk` belongs to the read that waits
        boost::system::error_code error;
        socket.non_blocking(true, error);
        while (!closed && !error) {
            const auto got = socket.read_some(net::buffer(rest), error);
            take({rest.data(), got});
        }
    }

    void take(std::string_view bytes) {
        const auto on_message = callbacks.message;  // a copy, as in close()
        decoder.feed(bytes);
        while (const auto message = decoder.next()) {
            if (closed) {
                return;
            }
            if (const auto* hello = std::get_if<init::Hello>(&*message)) {
                init_version = hello->version;
                init_pid = hello->init_pid;
            }
            on_message(*message);
            if (asks_for_stop(*message)) {
                send(init::StopTaken{});
            }
        }
        if (!decoder.error().empty()) {
            close(decoder.error());
        }
    }

    void send(const init::Message& message) {
        const auto* replace = std::get_if<init::ReplaceAgent>(&message);
        const bool is_new = replace != nullptr || std::holds_alternative<init::AgentUp>(message);
        if (is_new && init_version < kVersionWithReplacements) {
            if (replace != nullptr) {
                refuse(*replace);
            }
            return;
        }
        if (closed) {
            return;
        }
        outbox += init::encode(message);
        if (outbox.size() > kMaxOutbox) {
            close("init takes no more orders");
            return;
        }
        write();
    }

    // Not within send(): its caller does not expect a message yet.
    void refuse(const init::ReplaceAgent& order) {
        const init::Refused refused{fmt::format(
            "cannot replace the agent by {}: ballast-init {} was started by a Ballast that is too "
            "old for that; `ballast down` and `ballast up` start a new one",
            order.path, init_pid)};
        net::post(socket.get_executor(), [self = shared_from_this(), refused] {
            if (const auto on_message = self->callbacks.message; on_message && !self->closed) {
                on_message(refused);
            }
        });
    }

    void write() {
        if (closed || !in_flight.empty() || outbox.empty()) {
            return;
        }
        in_flight.swap(outbox);
        net::async_write(socket, net::buffer(in_flight),
                         [self = shared_from_this()](auto error, std::size_t /*sent*/) {
                             self->in_flight.clear();
                             if (error) {
                                 self->close(error.message());
                             } else {
                                 self->write();
                             }
                         });
    }
};

InitClient::InitClient(net::any_io_executor executor, int fd, Callbacks callbacks)
    : state_(std::make_shared<State>(std::move(executor), fd, std::move(callbacks))) {}

InitClient::~InitClient() {
    state_->callbacks = {};
    state_->close("");
}

void InitClient::start() {
    state_->read();
}

void InitClient::drain() {
    state_->drain();
}

void InitClient::send(const init::Message& message) {
    state_->send(message);
}

}  // namespace ballast
