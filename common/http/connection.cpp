#include "common/http/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <exception>
#include <utility>

#include "common/deadline.hpp"
#include "common/http/envelope.hpp"
#include "common/http/parser.hpp"
#include "common/http/target.hpp"
#include "common/text.hpp"

namespace ballast::http {

namespace net = boost::asio;

namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kReadSize = std::size_t{16} << 10U;
constexpr std::size_t kWriteStep = std::size_t{256} << 10U;
// After a refusal the client may still be sending: what is read so that it sees the answer.
constexpr std::size_t kDrainBytes = std::size_t{256} << 10U;
constexpr milliseconds kGoodbye{1000};

// A request whose body was read, and the route that takes it.
struct Accepted {
    const Route* route = nullptr;
    Request request;
    bool keep_alive = true;
};

// What came instead, or that the peer is gone.
struct Refused {
    Response response;
    bool keep_alive = false;  // only where nothing of the request is left unread
    bool has_rest = true;     // something may be left, and must be read for the answer to arrive
};
struct Gone {};
using Incoming = std::variant<Gone, Refused, Accepted>;

milliseconds until(SteadyClock::time_point end) {
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(end - SteadyClock::now()));
}

// What of a request decides how its answer is written.
struct AnswerForm {
    bool is_head = false;
    bool http_1_1 = true;
};

class StreamWriter final : public BodyWriter {
  public:
    StreamWriter(Stream& stream, AnswerForm form, Response head, milliseconds limit)
        : stream_(stream), form_(form), head_(std::move(head)), limit_(limit) {}

    net::awaitable<Result<void>> write(std::string bytes) override {
        const auto framing = form_.http_1_1 ? Framing::chunked : Framing::until_closed;
        std::string wire;
        if (!std::exchange(started_, true)) {
            wire = to_wire(head_, false, framing);
        }
        if (!bytes.empty() && !form_.is_head) {
            wire += framing == Framing::chunked ? chunk_to_wire(bytes) : bytes;
        }
        CO_TRY_VOID(co_await stream_.write_all(wire, limit_));
        if (form_.is_head) {
            co_return fail(ErrorKind::unreachable, "the client wants no more than the head");
        }
        co_return Result<void>{};
    }

    bool started() const { return started_; }

    net::awaitable<Result<void>> finish() {
        CO_TRY_VOID(co_await write(""));
        if (form_.http_1_1) {
            CO_TRY_VOID(co_await stream_.write_all(kLastChunk, limit_));
        }
        co_return Result<void>{};
    }

  private:
    Stream& stream_;
    AnswerForm form_;
    Response head_;
    milliseconds limit_;
    bool started_ = false;
};

// Ends when the client has gone. Bytes it sends meanwhile are dropped: the answer closes anyway.
net::awaitable<Result<void>> wait_until_gone(Stream& stream) {
    std::array<char, 512> dropped{};
    while (true) {
        const auto size = co_await stream.read_some(dropped, std::chrono::hours(1));
        if (!size && size.error().kind == ErrorKind::timed_out) {
            continue;
        }
        if (!size || *size == 0) {
            co_return fail(ErrorKind::unreachable, "the client is gone", "CONNECTION_CLOSED");
        }
    }
}

std::optional<Response> check_content_type(const RequestHead& head, const std::string& wanted) {
    const auto type = head.headers.find("content-type");
    if (!head.has_body) {
        return std::nullopt;
    }
    const auto text = type == head.headers.end() ? std::string() : type->second;
    if (to_lower(trim(std::string_view(text).substr(0, text.find(';')))) == wanted) {
        return std::nullopt;
    }
    return error_response(415, "UNSUPPORTED_MEDIA_TYPE",
                          fmt::format("the body must be {}, not '{}'", wanted, text));
}

// The values of the keys in `repeats`; any other key may come once.
std::expected<std::map<std::string, std::vector<std::string>>, Response> take_lists(
    const Target& target, const std::vector<std::string>& repeats) {
    std::map<std::string, std::vector<std::string>> lists;
    for (const auto& key : repeats) {
        if (const auto first = target.query.find(key); first != target.query.end()) {
            lists[key].push_back(first->second);
        }
    }
    for (const auto& [key, value] : target.repeated) {
        const auto list = lists.find(key);
        if (list == lists.end()) {
            return std::unexpected(error_response(
                400, "BAD_TARGET", fmt::format("the request's query has '{}' twice", key)));
        }
        list->second.push_back(value);
    }
    return lists;
}

class ConnectionLoop {
  public:
    ConnectionLoop(Stream& stream, const Router& router, const ServerOptions& options,
                   Activity& activity)
        : stream_(stream),
          router_(router),
          options_(options),
          activity_(activity),
          parser_(options.header_limit) {}

    net::awaitable<void> run() {
        if (!co_await stream_.handshake(options_.handshake)) {
            stream_.close();
            co_return;
        }
        peer_ = stream_.peer();
        bool more = true;
        for (std::size_t served = 1; more && !activity_.stopping; ++served) {
            auto incoming = co_await next(served == 1);
            const bool last = served >= options_.requests_per_connection;
            if (auto* refused = std::get_if<Refused>(&incoming)) {
                more = co_await respond(std::move(refused->response), refused->keep_alive && !last);
                if (refused->has_rest) {
                    co_await drain();
                }
            } else if (auto* accepted = std::get_if<Accepted>(&incoming)) {
                more = co_await answer(*accepted, accepted->keep_alive && !last);
            } else {
                more = false;
            }
        }
        co_await stream_.shutdown(kGoodbye);
    }

  private:
    Stream& stream_;
    const Router& router_;
    const ServerOptions& options_;
    Activity& activity_;
    RequestParser parser_;
    Peer peer_;
    AnswerForm form_;
    std::string pattern_;  // of the route that the request goes to; empty: none

    // Reads what comes within the limit; false at the peer's end.
    net::awaitable<Result<bool>> read_more(milliseconds limit) {
        std::array<char, kReadSize> bytes{};
        CO_TRY(const auto size, co_await stream_.read_some(bytes, limit));
        parser_.append(std::string_view(bytes.data(), size));
        co_return size > 0;
    }

    net::awaitable<Incoming> next(bool first) {
        form_ = {};
        pattern_.clear();
        if (parser_.empty()) {
            const auto more = co_await read_more(first ? options_.header : options_.idle);
            if (!more || !*more) {
                co_return Gone{};
            }
        }
        const auto header_end = SteadyClock::now() + options_.header;
        while (true) {
            auto head = parser_.parse_head();
            if (!head) {
                co_return Refused{std::move(head).error()};
            }
            if (*head) {
                co_return co_await accept(*std::move(*head));
            }
            const auto more = co_await read_more(until(header_end));
            if (!more && more.error().kind == ErrorKind::timed_out) {
                co_return Refused{
                    error_response(408, "REQUEST_TIMEOUT", "the request's header took too long")};
            }
            if (!more || !*more) {
                co_return Gone{};
            }
        }
    }

    net::awaitable<Incoming> accept(RequestHead head) {
        form_ = {.is_head = head.method == "HEAD", .http_1_1 = head.http_1_1};
        auto target = parse_target(head.target);
        if (!target) {
            co_return Refused{std::move(target).error()};
        }
        auto peer = router_.identify(head.method, head.headers, peer_);
        auto match = peer ? router_.match(head.method, target->path, peer->role)
                          : std::expected<Match, Response>(std::unexpected(peer.error()));
        if (!match) {
            // With a body, what follows cannot be told from a next request without reading it.
            const bool whole = !head.has_body && parser_.parse_body(0).has_value();
            co_return Refused{std::move(match).error(), whole && head.keep_alive, !whole};
        }
        pattern_ = match->route->pattern;
        auto lists = take_lists(*target, match->route->repeats);
        if (!lists) {
            co_return Refused{std::move(lists).error()};
        }
        if (auto refused = check_content_type(head, match->route->takes)) {
            co_return Refused{*std::move(refused)};
        }
        const auto body_limit = match->route->body_limit;
        if (const auto expect = head.headers.find("expect"); expect != head.headers.end()) {
            if (to_lower(expect->second) != "100-continue") {
                co_return Refused{error_response(417, "EXPECTATION_FAILED",
                                                 "the only Expect here is 100-continue")};
            }
            const bool fits = head.content_length.value_or(0) <= body_limit;
            if (head.http_1_1 && fits && !co_await stream_.write_all(kContinue, options_.write)) {
                co_return Gone{};
            }
        }
        const auto body_end = SteadyClock::now() + options_.body;
        while (true) {
            auto body = parser_.parse_body(body_limit);
            if (!body) {
                co_return Refused{std::move(body).error()};
            }
            if (*body) {
                co_return Accepted{.route = match->route,
                                   .request = {.method = match->route->method,
                                               .path = std::move(target->path),
                                               .query = std::move(target->query),
                                               .lists = *std::move(lists),
                                               .parameters = std::move(match->parameters),
                                               .headers = std::move(head.headers),
                                               .body = **std::move(body),
                                               .peer = *std::move(peer)},
                                   .keep_alive = head.keep_alive};
            }
            const auto more = co_await read_more(until(body_end));
            if (!more && more.error().kind == ErrorKind::timed_out) {
                co_return Refused{
                    error_response(408, "REQUEST_TIMEOUT", "the request's body took too long")};
            }
            if (!more || !*more) {
                co_return Gone{};
            }
        }
    }

    // True when the connection can go on, as for the two below.
    net::awaitable<bool> respond(Response response, bool keep_alive) {
        add_policy_headers(response);
        tell_answered(response.status);
        const bool whole = !form_.is_head && response.body.size() <= kWriteStep;
        const auto framing = whole ? Framing::whole : Framing::length;
        auto written =
            co_await stream_.write_all(to_wire(response, keep_alive, framing), options_.write);
        // A large body goes out as it lies, in steps that each have the limit.
        std::string_view rest = whole || form_.is_head ? std::string_view() : response.body;
        while (written && !rest.empty()) {
            written = co_await stream_.write_all(rest.substr(0, kWriteStep), options_.write);
            rest.remove_prefix(std::min(rest.size(), kWriteStep));
        }
        co_return written&& keep_alive;
    }

    net::awaitable<bool> answer(Accepted& accepted, bool keep_alive) {
        if (const auto* handler = std::get_if<Handler>(&accepted.route->handler)) {
            activity_.answering = true;
            auto response = co_await handle(*handler, accepted);
            const bool more =
                co_await respond(std::move(response), keep_alive && !activity_.stopping);
            activity_.answering = false;
            co_return more;
        }
        co_return co_await answer_streaming(accepted);
    }

    void add_policy_headers(Response& response) const {
        const auto& headers = router_.policy().headers;
        response.headers.insert(response.headers.end(), headers.begin(), headers.end());
    }

    void tell_answered(int status) const {
        if (const auto& answered = router_.policy().answered) {
            answered(pattern_, status);
        }
    }

    net::awaitable<Response> handle(const Handler& handler, Accepted& accepted) {
        const auto limit = accepted.route->deadline;
        const auto what = accepted.request.method + " " + accepted.request.path;
        auto response = co_await with_deadline(call(handler, std::move(accepted.request)), limit);
        if (response) {
            co_return *std::move(response);
        }
        if (response.error().kind == ErrorKind::timed_out) {
            response.error().message =
                fmt::format("{} took longer than its limit of {} ms", what, limit.count());
        }
        co_return error_response(response.error());
    }

    static net::awaitable<Result<Response>> call(const Handler& handler, Request request) {
        try {
            co_return co_await handler(std::move(request));
        } catch (const std::exception& e) {
            co_return fail(ErrorKind::internal, e.what());
        }
    }

    // The response has no length, so that its end is also that of the connection.
    net::awaitable<bool> answer_streaming(Accepted& accepted) {
        using namespace net::experimental::awaitable_operators;
        Response head{.content_type = accepted.route->content_type};
        add_policy_headers(head);
        StreamWriter writer(stream_, form_, std::move(head), options_.write);
        auto ended = co_await (produce(accepted, writer) || wait_until_gone(stream_));
        auto result = std::visit([](auto& value) { return std::move(value); }, ended);
        if (result) {
            result = co_await writer.finish();
        } else if (!writer.started() && ended.index() == 0) {
            co_return co_await respond(error_response(result.error()), false);
        }
        tell_answered(200);
        if (!result && !form_.is_head) {
            stream_.close();
        }
        co_return false;
    }

    net::awaitable<Result<void>> produce(Accepted& accepted, BodyWriter& writer) {
        try {
            co_return co_await std::get<StreamHandler>(accepted.route->handler)(
                std::move(accepted.request), writer);
        } catch (const std::exception& e) {
            co_return fail(ErrorKind::internal, e.what());
        }
    }

    net::awaitable<void> drain() {
        const auto end = SteadyClock::now() + kGoodbye;
        std::array<char, kReadSize> bytes{};
        for (std::size_t dropped = 0; dropped < kDrainBytes;) {
            const auto size = co_await stream_.read_some(bytes, until(end));
            if (!size || *size == 0) {
                co_return;
            }
            dropped += *size;
        }
    }
};

}  // namespace

net::awaitable<void> serve_connection(std::shared_ptr<Stream> stream,
                                      std::shared_ptr<const Router> router, ServerOptions options,
                                      std::shared_ptr<Activity> activity) {
    ConnectionLoop loop(*stream, *router, options, *activity);
    co_await loop.run();
}

}  // namespace ballast::http
