#include "agent/process/init_client.hpp"

#include <array>
#include <boost/asio/local/stream_protocol.hpp>

namespace ballast::agent {
namespace net = boost::asio;

namespace {

constexpr std::size_t kMaxOutbox = std::size_t{4} << 20U;

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
                                   self->take(got);
                               });
    }

    void take(std::size_t got) {
        const auto on_message = callbacks.message;  // a copy, as in close()
        decoder.feed({chunk.data(), got});
        while (const auto message = decoder.next()) {
            if (closed) {
                return;
            }
            on_message(*message);
            if (asks_for_stop(*message)) {
                send(init::StopTaken{});
            }
        }
        if (!decoder.error().empty()) {
            close(decoder.error());
        } else if (!closed) {
            read();
        }
    }

    void send(const init::Message& message) {
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

void InitClient::send(const init::Message& message) {
    state_->send(message);
}

}  // namespace ballast::agent
