#include "tests/unit/zookeeper/fake_zookeeper.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace ballast::test {

namespace net = boost::asio;
using net::ip::tcp;
using zookeeper::JuteReader;
using zookeeper::JuteWriter;
using zookeeper::Operation;

namespace {

constexpr auto kAwait = net::as_tuple(net::use_awaitable);
constexpr std::int64_t kZxid = 38;

void rethrow(const std::exception_ptr& failure) {
    if (failure) {
        std::rethrow_exception(failure);
    }
}

std::string framed(const std::string& body) {
    JuteWriter out;
    out.text(body);
    return out.bytes();
}

std::string connect_answer(bool refused) {
    JuteWriter out;
    out.int32(0);
    out.int32(refused ? 0 : 10'000);
    out.int64(refused ? 0 : 0x1000a);
    out.text(std::string(16, '\1'));
    out.boolean(false);
    return framed(out.bytes());
}

std::string header(std::int32_t xid, std::int32_t error) {
    JuteWriter out;
    out.int32(xid);
    out.int64(kZxid);
    out.int32(error);
    return out.bytes();
}

std::string stat(std::uint64_t owner) {
    JuteWriter out;
    for (int i = 0; i < 4; ++i) {
        out.int64(kZxid);
    }
    for (int i = 0; i < 3; ++i) {
        out.int32(0);
    }
    out.int64(static_cast<std::int64_t>(owner));
    out.int32(0);
    out.int32(0);
    out.int64(kZxid);
    return out.bytes();
}

net::awaitable<std::optional<std::string>> read_frame(tcp::socket& socket) {
    std::string size(4, '\0');
    if (auto [code, got] = co_await net::async_read(socket, net::buffer(size), kAwait); code) {
        co_return std::nullopt;
    }
    std::string frame(zookeeper::decode_frame_size(size).value(), '\0');
    if (auto [code, got] = co_await net::async_read(socket, net::buffer(frame), kAwait); code) {
        co_return std::nullopt;
    }
    co_return frame;
}

}  // namespace

FakeZooKeeper::FakeZooKeeper(net::io_context& loop, const tcp::endpoint& endpoint)
    : acceptor_(loop, endpoint) {
    net::co_spawn(loop, accept(), rethrow);
}

net::awaitable<void> FakeZooKeeper::accept() {
    for (;;) {
        auto [code, socket] = co_await acceptor_.async_accept(kAwait);
        if (code) {
            co_return;
        }
        net::co_spawn(acceptor_.get_executor(), serve(std::move(socket)), rethrow);
    }
}

net::awaitable<void> FakeZooKeeper::serve(tcp::socket socket) {
    std::string first(4, '\0');
    co_await net::async_read(socket, net::buffer(first), kAwait);
    if (faults.silent) {
        while (co_await read_frame(socket)) {
        }
        co_return;
    }
    if (first == "srvr") {
        co_await net::async_write(socket, net::buffer(status_), kAwait);
        co_return;
    }
    std::string connect(zookeeper::decode_frame_size(first).value(), '\0');
    co_await net::async_read(socket, net::buffer(connect), kAwait);
    const auto answer = connect_answer(faults.refuses_sessions);
    co_await net::async_write(socket, net::buffer(answer), kAwait);
    std::vector<Request> waiting;
    while (const auto frame = co_await read_frame(socket)) {
        waiting.push_back(read(*frame));
        if (asked.size() > faults.silent_after) {
            continue;
        }
        if (waiting.size() < faults.answers_after && asked.size() < faults.requests) {
            continue;
        }
        asked_too_much = asked_too_much || socket.available() > 0;
        std::string bytes;
        for (const auto& request : waiting) {
            bytes += reply(request);
        }
        waiting.clear();
        co_await net::async_write(socket, net::buffer(bytes), kAwait);
    }
}

FakeZooKeeper::Request FakeZooKeeper::read(std::string_view frame) {
    JuteReader in(frame);
    Request request{.xid = in.int32(), .operation = Operation{in.int32()}, .path = in.text()};
    const std::map<Operation, std::string> names{{Operation::sync, "sync "},
                                                 {Operation::get_data, "get "},
                                                 {Operation::get_children, "children "},
                                                 {Operation::close_session, "close"}};
    asked.push_back(names.at(request.operation) + request.path);
    return request;
}

std::string FakeZooKeeper::reply(const Request& request) const {
    if (!faults.instead.empty()) {
        return faults.instead;
    }
    std::string unasked;
    if (faults.speaks_unasked) {
        JuteWriter event;
        event.int32(3);  // data changed
        event.int32(3);  // connected
        event.text(request.path);
        unasked = framed(header(zookeeper::kWatchXid, 0) + event.bytes()) +
                  framed(header(zookeeper::kPingXid, 0));
    }
    const bool reads =
        request.operation == Operation::get_data || request.operation == Operation::get_children;
    const auto missing = reads && !znodes_.contains(request.path) ? zookeeper::kNoNode : 0;
    const auto error = faults.error != 0 ? faults.error : missing;
    return unasked + framed(header(request.xid + faults.xid_shift, error) +
                            (error == 0 ? body(request) : std::string()));
}

std::string FakeZooKeeper::body(const Request& request) const {
    JuteWriter out;
    switch (request.operation) {
        case Operation::get_data: {
            const auto& znode = znodes_.at(request.path);
            out.text(znode.data);
            return out.bytes() + stat(znode.owner);
        }
        case Operation::get_children: {
            std::vector<std::string> names;
            const auto prefix = request.path + "/";
            for (const auto& [path, content] : znodes_) {
                if (path.starts_with(prefix) && !path.substr(prefix.size()).contains('/')) {
                    names.push_back(path.substr(prefix.size()));
                }
            }
            out.int32(static_cast<std::int32_t>(names.size()));
            for (const auto& name : names) {
                out.text(name);
            }
            return out.bytes() + stat(0);
        }
        case Operation::sync:
            out.text(request.path);
            return out.bytes();
        default:
            return {};
    }
}

}  // namespace ballast::test
