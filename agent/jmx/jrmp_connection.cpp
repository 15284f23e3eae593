#include "agent/jmx/jrmp_connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/jmx/requests.hpp"
#include "common/deadline.hpp"

namespace ballast::agent::jmx {

namespace net = boost::asio;

namespace {

using namespace net::experimental::awaitable_operators;

constexpr auto kAwait = net::as_tuple(net::use_awaitable);
constexpr std::size_t kChunk = std::size_t{64} << 10U;
constexpr std::size_t kChunksAtOnce = 16;  // then others have their turn

Error transport_error(const boost::system::error_code& code, const std::string& where) {
    if (code == net::error::connection_refused) {
        return {ErrorKind::unreachable, fmt::format("nothing listens on {}", where),
                "CONNECTION_REFUSED"};
    }
    if (code == net::error::eof || code == net::error::connection_reset ||
        code == net::error::broken_pipe) {
        return {ErrorKind::unreachable, fmt::format("{} closed the connection", where),
                "CONNECTION_CLOSED"};
    }
    return {ErrorKind::unreachable, fmt::format("{}: {}", where, code.message()), "UNREACHABLE"};
}

std::string in_words(const JavaGraph& graph, Ref thrown) {
    const auto message = graph.text(graph.reference(thrown, "detailMessage"));
    std::string text(graph.class_name(thrown));
    if (!message.empty()) {
        text += ": " + message;
    }
    return text;
}

Error error_of(const JavaGraph& graph, Ref thrown) {
    const auto name = graph.class_name(thrown);
    auto text = in_words(graph, thrown);
    // RemoteException and MBeanException keep their cause by themselves.
    for (const auto* field : {"detail", "exception", "runtimeException"}) {
        if (const Ref cause = graph.reference(thrown, field); cause != kNullRef) {
            text += "; " + in_words(graph, cause);
        }
    }
    if (name == "javax.management.InstanceNotFoundException" ||
        name == "javax.management.AttributeNotFoundException") {
        return {ErrorKind::not_found, std::move(text), {}};
    }
    if (name == "java.rmi.NoSuchObjectException") {
        return {ErrorKind::unreachable, std::move(text), "NO_SUCH_OBJECT"};
    }
    const auto* code = name == "java.lang.SecurityException" ? "ACCESS_DENIED" : "JAVA_EXCEPTION";
    return {ErrorKind::refused, std::move(text), code};
}

// One pipeline() on its way.
struct Exchange {
    std::span<const Call> calls;
    PipelineLimits limits;
    const OnAnswer& on_answer;
    PipelineEnd& end;
    net::steady_timer room;  // ends when an answer makes room in the window
    net::steady_timer never;
    std::size_t sent = 0;
    std::string buffer{};
    std::size_t used = 0;            // of the buffer: filled
    std::size_t begin = 0;           // of the buffer: answers before it were delivered
    std::size_t received = 0;        // of all answers
    std::optional<Error> failure{};  // comes after what is in the buffer
    bool over = false;

    std::string_view waiting() const {
        return std::string_view(buffer).substr(begin, used - begin);
    }
    void discard_delivered() {
        buffer.erase(0, begin);
        used -= std::exchange(begin, 0);
    }
};

}  // namespace

struct JrmpConnection::Impl {
    net::ip::tcp::socket socket;
    std::string where = "the JVM";
    bool calling = false;

    explicit Impl(net::any_io_executor executor) : socket(std::move(executor)) {}

    void close() {
        boost::system::error_code ignored;
        socket.close(ignored);
    }

    net::awaitable<Result<void>> bounded(net::awaitable<Result<void>> work,
                                         std::chrono::milliseconds limit) {
        auto result = co_await with_deadline(std::move(work), limit);
        if (!result) {
            close();
            if (result.error().kind == ErrorKind::timed_out) {
                co_return fail(ErrorKind::timed_out,
                               fmt::format("{} did not answer within {} ms", where, limit.count()));
            }
        }
        co_return result;
    }

    net::awaitable<Result<void>> open(net::ip::tcp::endpoint endpoint) {
        if (auto [code] = co_await socket.async_connect(endpoint, kAwait); code) {
            co_return std::unexpected(transport_error(code, where));
        }
        boost::system::error_code ignored;
        socket.set_option(net::ip::tcp::no_delay(true), ignored);
        CO_TRY_VOID(co_await send(hello()));
        constexpr char kAcknowledged = 0x4E;
        CO_TRY(const auto head, co_await receive_exactly(3));  // with the length of our address
        if (head[0] != kAcknowledged) {
            co_return fail(ErrorKind::invalid,
                           fmt::format("{} does not speak Java's remote method protocol", where));
        }
        const auto length = static_cast<std::size_t>(static_cast<unsigned char>(head[1])) << 8U |
                            static_cast<unsigned char>(head[2]);
        CO_TRY_VOID(co_await receive_exactly(length + sizeof(std::int32_t)));
        CO_TRY_VOID(co_await send(client_endpoint()));
        socket.non_blocking(true, ignored);
        co_return Result<void>{};
    }

    net::awaitable<Result<void>> send(std::string bytes) {
        auto [code, count] = co_await net::async_write(socket, net::buffer(bytes), kAwait);
        co_return code ? Result<void>(std::unexpected(transport_error(code, where)))
                       : Result<void>{};
    }

    net::awaitable<Result<std::string>> receive_exactly(std::size_t size) {
        std::string bytes(size, '\0');
        auto [code, count] = co_await net::async_read(socket, net::buffer(bytes), kAwait);
        if (code == net::error::eof) {
            co_return fail(ErrorKind::invalid,
                           fmt::format("{} does not speak Java's remote method protocol: it closed "
                                       "the connection at once",
                                       where));
        }
        if (code) {
            co_return std::unexpected(transport_error(code, where));
        }
        co_return bytes;
    }

    net::awaitable<Result<void>> run(Exchange& exchange) {
        auto first = co_await (read_answers(exchange) || write_calls(exchange));
        // The writer does not end by itself.
        co_return first.index() == 0 ? std::get<0>(std::move(first)) : Result<void>{};
    }

    // Both sides would wait for ever if we only read after all was written: both write into
    // buffers of the kernel that nobody empties.
    net::awaitable<void> write_calls(Exchange& exchange) {
        while (!exchange.over && exchange.sent < exchange.calls.size()) {
            const auto until =
                std::min(exchange.calls.size(), exchange.end.answered + exchange.limits.window);
            if (exchange.sent >= until) {
                co_await exchange.room.async_wait(kAwait);
                continue;
            }
            std::vector<net::const_buffer> batch;
            for (const auto& call : exchange.calls.subspan(exchange.sent, until - exchange.sent)) {
                batch.emplace_back(net::buffer(call.bytes));
            }
            // Before it is written: answers may come meanwhile.
            exchange.sent = until;
            if (auto [code, count] = co_await net::async_write(socket, batch, kAwait); code) {
                break;  // why, the reader learns, behind the answers that are still to come
            }
        }
        co_await exchange.never.async_wait(kAwait);
    }

    net::awaitable<Result<void>> read_answers(Exchange& exchange) {
        auto result = co_await read_all(exchange);
        exchange.over = true;
        exchange.room.cancel();
        co_return result;
    }

    net::awaitable<Result<void>> read_all(Exchange& exchange) {
        std::size_t wanted = 1;
        while (exchange.end.answered < exchange.calls.size()) {
            CO_TRY_VOID(co_await receive(exchange, wanted));
            CO_TRY(wanted, deliver(exchange));
            exchange.discard_delivered();
            exchange.room.cancel();
        }
        co_return Result<void>{};
    }

    // All answers that are whole; gives how many bytes of the next are worth another look.
    Result<std::size_t> deliver(Exchange& exchange) {
        auto& end = exchange.end;
        JavaGraph graph;
        while (end.answered < exchange.sent && !exchange.waiting().empty()) {
            const auto& call = exchange.calls[end.answered];
            const auto bytes = exchange.waiting();
            TRY(const auto answer, read_return(bytes, call.limits, graph, call.gives_object));
            if (!answer) {
                return 2 * bytes.size();
            }
            exchange.begin += answer->size;
            const auto number = end.answered++;
            if (answer->exceptional) {
                exchange.on_answer(number, graph, std::unexpected(error_of(graph, answer->value)));
            } else {
                exchange.on_answer(number, graph, answer->value);
            }
        }
        if (!exchange.waiting().empty()) {
            return fail(ErrorKind::invalid, fmt::format("{} answers what nobody asked", where));
        }
        return std::size_t{1};
    }

    // Nothing in an answer tells its size, so what came is read from its begin each time. To keep
    // that linear it is tried when the bytes have doubled, or, since no more may come, when the
    // JVM pauses for about as long as the last try took (a microsecond for 256 bytes).
    net::awaitable<Result<void>> receive(Exchange& exchange, std::size_t wanted) {
        const auto before = exchange.received;
        const std::chrono::microseconds pause(exchange.waiting().size() / 256);
        while (exchange.waiting().size() < wanted) {
            if (exchange.failure) {
                co_return std::unexpected(*exchange.failure);
            }
            read_available(exchange, wanted);
            if (exchange.received > exchange.limits.bytes) {
                co_return fail(ErrorKind::invalid,
                               fmt::format("the answers of {} are larger than {} bytes", where,
                                           exchange.limits.bytes),
                               "OVER_BUDGET");
            }
            const bool some = exchange.received > before;
            if (some && exchange.failure) {
                break;
            }
            if (exchange.failure || exchange.waiting().size() >= wanted) {
                continue;
            }
            if (!some) {
                co_await socket.async_wait(net::socket_base::wait_read, kAwait);
            } else if (!co_await readable_within(pause)) {
                break;
            }
        }
        co_return Result<void>{};
    }

    void read_available(Exchange& exchange, std::size_t wanted) {
        for (std::size_t i = 0; i < kChunksAtOnce && exchange.waiting().size() < wanted; ++i) {
            exchange.buffer.resize(std::max(exchange.buffer.size(), exchange.used + kChunk));
            boost::system::error_code code;
            const auto count =
                socket.read_some(net::buffer(exchange.buffer.data() + exchange.used, kChunk), code);
            exchange.used += count;
            exchange.received += count;
            if (code == net::error::would_block) {
                return;
            }
            if (code) {
                exchange.failure = transport_error(code, where);
                return;
            }
        }
    }

    // Waits without reading: nothing is lost when the time is over first.
    net::awaitable<bool> readable_within(std::chrono::microseconds time) {
        net::steady_timer timer(socket.get_executor(), time);
        const auto first = co_await (socket.async_wait(net::socket_base::wait_read, kAwait) ||
                                     timer.async_wait(kAwait));
        co_return first.index() == 0;
    }
};

JrmpConnection::JrmpConnection(net::any_io_executor executor)
    : impl_(std::make_unique<Impl>(std::move(executor))) {}
JrmpConnection::~JrmpConnection() = default;
JrmpConnection::JrmpConnection(JrmpConnection&&) noexcept = default;
JrmpConnection& JrmpConnection::operator=(JrmpConnection&&) noexcept = default;

net::awaitable<Result<void>> JrmpConnection::connect(std::string address, std::uint16_t port,
                                                     std::chrono::milliseconds limit) {
    boost::system::error_code code;
    const auto ip = net::ip::make_address(address, code);
    if (code || !ip.is_loopback()) {
        co_return fail(ErrorKind::invalid,
                       fmt::format("'{}' is no IP address of this machine's loopback", address));
    }
    impl_->close();
    impl_->calling = false;
    impl_->where =
        ip.is_v6() ? fmt::format("[{}]:{}", address, port) : fmt::format("{}:{}", address, port);
    co_return co_await impl_->bounded(impl_->open({ip, port}), limit);
}

net::awaitable<PipelineEnd> JrmpConnection::pipeline(std::span<const Call> calls,
                                                     PipelineLimits limits, OnAnswer on_answer) {
    PipelineEnd end;
    if (std::exchange(impl_->calling, true)) {
        // A pipeline that was cancelled left its answers on the way: they must not answer this one.
        close();
    }
    if (!is_open()) {
        impl_->calling = false;
        end.error =
            Error{ErrorKind::unreachable,
                  fmt::format("the connection to {} is closed", impl_->where), "CONNECTION_CLOSED"};
        co_return end;
    }
    const auto executor = impl_->socket.get_executor();
    constexpr auto kFar = net::steady_timer::time_point::max();
    Exchange exchange{.calls = calls,
                      .limits = limits,
                      .on_answer = on_answer,
                      .end = end,
                      .room = net::steady_timer(executor, kFar),
                      .never = net::steady_timer(executor, kFar)};
    const auto result = co_await impl_->bounded(impl_->run(exchange), limits.time);
    impl_->calling = false;
    end.bytes = exchange.received;
    if (!result) {
        end.error = result.error();
        end.in_answer = !exchange.waiting().empty();
    }
    co_return end;
}

bool JrmpConnection::is_open() const {
    return impl_->socket.is_open();
}

void JrmpConnection::close() {
    impl_->close();
}

}  // namespace ballast::agent::jmx
