#include "common/zookeeper/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <functional>

#include "common/bytes.hpp"
#include "common/deadline.hpp"

namespace ballast::zookeeper {

namespace net = boost::asio;

namespace {

constexpr auto kAwait = net::as_tuple(net::use_awaitable);
constexpr std::size_t kWindow = 64;  // requests under way at a time
constexpr std::chrono::milliseconds kGoodbye{500};

struct Reply {
    ReplyHeader header;
    std::string body;
};

// Takes the body of a reply; not found: it has none, for there is no such znode.
using TakeReply = std::function<Result<void>(bool found, JuteReader& body)>;

std::vector<std::string> one(std::string path) {
    std::vector<std::string> paths;
    paths.push_back(std::move(path));
    return paths;
}

}  // namespace

struct Session::Impl {
    net::ip::tcp::socket socket;
    std::string where;
    std::int32_t xid = 0;

    Impl(net::any_io_executor executor, const ServerAddress& server)
        : socket(std::move(executor)), where(fmt::format("{}:{}", server.address, server.port)) {}

    Error transport_error(const boost::system::error_code& code) const {
        if (code == net::error::connection_refused) {
            return {ErrorKind::unreachable, fmt::format("nothing listens on {}", where),
                    "CONNECTION_REFUSED"};
        }
        // What a server without a quorum does to whoever connects.
        if (code == net::error::eof || code == net::error::connection_reset) {
            return {ErrorKind::unreachable,
                    fmt::format("{} closed the connection (no quorum?)", where),
                    "CONNECTION_CLOSED"};
        }
        return {ErrorKind::unreachable, fmt::format("{}: {}", where, code.message()),
                "UNREACHABLE"};
    }

    // After any failure nobody knows what the next bytes of the connection belong to.
    net::awaitable<Result<void>> bounded(net::awaitable<Result<void>> work,
                                         std::chrono::milliseconds limit) {
        auto result = co_await with_deadline(std::move(work), limit);
        if (!result) {
            boost::system::error_code ignored;
            socket.close(ignored);
            if (result.error().kind == ErrorKind::timed_out) {
                co_return fail(ErrorKind::timed_out, where + " did not answer in time");
            }
        }
        co_return result;
    }

    net::awaitable<Result<void>> write(const std::string& bytes) {
        auto [code, size] = co_await net::async_write(socket, net::buffer(bytes), kAwait);
        co_return code ? Result<void>(std::unexpected(transport_error(code))) : Result<void>();
    }

    net::awaitable<Result<std::string>> read_frame() {
        std::string head(4, '\0');
        if (auto [code, size] = co_await net::async_read(socket, net::buffer(head), kAwait); code) {
            co_return std::unexpected(transport_error(code));
        }
        CO_TRY(const auto size, decode_frame_size(head));
        std::string frame(size, '\0');
        if (auto [code, got] = co_await net::async_read(socket, net::buffer(frame), kAwait); code) {
            co_return std::unexpected(transport_error(code));
        }
        co_return frame;
    }

    net::awaitable<Result<void>> connect(net::ip::tcp::endpoint endpoint) {
        if (auto [code] = co_await socket.async_connect(endpoint, kAwait); code) {
            co_return std::unexpected(transport_error(code));
        }
        boost::system::error_code ignored;
        socket.set_option(net::ip::tcp::no_delay(true), ignored);
        CO_TRY_VOID(co_await write(encode_connect(static_cast<std::int32_t>(kTimeout.count()))));
        CO_TRY(const auto frame, co_await read_frame());
        CO_TRY(const auto answer, decode_connect(frame));
        if (answer.timeout_ms <= 0) {
            co_return fail(ErrorKind::unreachable, where + " refused the session", "REFUSED");
        }
        co_return Result<void>{};
    }

    // The next reply to a request of ours; what was not asked for is passed over.
    net::awaitable<Result<Reply>> next_reply() {
        for (;;) {
            CO_TRY(auto frame, co_await read_frame());
            JuteReader reader(frame);
            CO_TRY(const auto header, decode_reply_header(reader));
            if (header.xid != kWatchXid && header.xid != kPingXid) {
                frame.erase(0, frame.size() - reader.remaining());
                co_return Reply{header, std::move(frame)};
            }
        }
    }

    // Replies come in the order of the requests: one of another request is an error.
    Result<void> check(const Reply& reply, std::int32_t wanted, const std::string& path) const {
        const auto& header = reply.header;
        if (header.xid != wanted) {
            return fail(ErrorKind::invalid,
                        fmt::format("{} answered request {}, not {}", where, header.xid, wanted),
                        "BAD_FRAME");
        }
        if (header.error != 0 && header.error != kNoNode) {
            return fail(ErrorKind::refused,
                        fmt::format("{} answered {} for {}", where, error_name(header.error), path),
                        error_name(header.error));
        }
        return {};
    }

    // Sends one request a path, a window of them ahead of the replies.
    net::awaitable<Result<void>> ask(Operation operation, std::vector<std::string> paths,
                                     TakeReply take) {
        const auto first = xid + 1;
        std::size_t sent = 0;
        for (std::size_t answered = 0; answered < paths.size(); ++answered) {
            std::string batch;
            for (; sent < paths.size() && sent < answered + kWindow; ++sent) {
                batch += encode_request(++xid, operation, paths[sent]);
            }
            if (!batch.empty()) {
                CO_TRY_VOID(co_await write(batch));
            }
            CO_TRY(const auto reply, co_await next_reply());
            CO_TRY_VOID(check(reply, first + static_cast<std::int32_t>(answered), paths[answered]));
            JuteReader reader(reply.body);
            CO_TRY_VOID(take(reply.header.error != kNoNode, reader));
        }
        co_return Result<void>{};
    }

    net::awaitable<Result<void>> say_goodbye() {
        CO_TRY_VOID(co_await write(encode_request(++xid, Operation::close_session)));
        CO_TRY(const auto reply, co_await next_reply());
        co_return check(reply, xid, "the end of the session");
    }
};

Session::Session(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

net::awaitable<Result<Session>> Session::open(std::vector<ServerAddress> servers,
                                              std::chrono::milliseconds limit) {
    if (servers.empty()) {
        co_return fail(ErrorKind::invalid, "no ZooKeeper server is configured");
    }
    const auto first =
        static_cast<std::ptrdiff_t>(random_fraction() * static_cast<double>(servers.size()));
    std::ranges::rotate(servers, servers.begin() + first);
    const auto part = limit / static_cast<std::int64_t>(servers.size());
    Error last;
    for (const auto& server : servers) {
        boost::system::error_code code;
        const auto address = net::ip::make_address(server.address, code);
        if (code) {
            co_return fail(ErrorKind::invalid, server.address + " is no IP address");
        }
        auto impl = std::make_unique<Impl>(co_await net::this_coro::executor, server);
        const auto connected = co_await impl->bounded(
            impl->connect(net::ip::tcp::endpoint(address, server.port)), part);
        if (connected) {
            co_return Session(std::move(impl));
        }
        last = connected.error();
    }
    last.message = fmt::format("no session with ZooKeeper: {}", last.message);
    co_return std::unexpected(std::move(last));
}

net::awaitable<Result<void>> Session::sync(std::chrono::milliseconds limit) {
    return impl_->bounded(
        impl_->ask(Operation::sync, one("/"), [](bool, JuteReader&) { return Result<void>(); }),
        limit);
}

net::awaitable<Result<std::optional<Znode>>> Session::get(std::string path,
                                                          std::chrono::milliseconds limit) {
    CO_TRY(auto znodes, co_await get_all(one(std::move(path)), limit));
    co_return std::move(znodes.front());
}

net::awaitable<Result<std::optional<std::vector<std::string>>>> Session::children(
    std::string path, std::chrono::milliseconds limit) {
    std::optional<std::vector<std::string>> names;
    const auto take = [&names](bool found, JuteReader& reply) -> Result<void> {
        if (found) {
            TRY(names, decode_children(reply));
        }
        return {};
    };
    CO_TRY_VOID(co_await impl_->bounded(
        impl_->ask(Operation::get_children, one(std::move(path)), take), limit));
    co_return names;
}

net::awaitable<Result<std::vector<std::optional<Znode>>>> Session::get_all(
    std::vector<std::string> paths, std::chrono::milliseconds limit) {
    std::vector<std::optional<Znode>> znodes;
    znodes.reserve(paths.size());
    const auto take = [&znodes](bool found, JuteReader& reply) -> Result<void> {
        auto& znode = znodes.emplace_back();
        if (found) {
            TRY(znode, decode_znode(reply));
        }
        return {};
    };
    CO_TRY_VOID(
        co_await impl_->bounded(impl_->ask(Operation::get_data, std::move(paths), take), limit));
    co_return znodes;
}

net::awaitable<void> Session::close() {
    if (impl_->socket.is_open()) {
        (void)co_await impl_->bounded(impl_->say_goodbye(), kGoodbye);
    }
    boost::system::error_code ignored;
    impl_->socket.close(ignored);
}

}  // namespace ballast::zookeeper
