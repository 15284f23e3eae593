#include "agent/relay/kafka_relay.hpp"

#include <fmt/format.h>

#include <boost/asio/this_coro.hpp>
#include <utility>

#include "agent/config/server_properties.hpp"
#include "agent/relay/allowed_apis.hpp"
#include "common/deadline.hpp"
#include "common/files.hpp"

namespace ballast::agent {

namespace net = boost::asio;

KafkaRelay::KafkaRelay(RelayTarget target, RelayLimits limits)
    : target_(std::move(target)), limits_(limits), turns_(limits.waiting) {}

net::awaitable<Result<std::string>> KafkaRelay::forward(std::string frame, http::Role caller) {
    CO_TRY(const auto head, kafka::decode_request_head(frame));
    const auto right = right_of(head, frame);
    if (right == RelayRight::none) {
        co_return fail(ErrorKind::refused,
                       fmt::format("requests with API key {} are not relayed", head.key),
                       "API_NOT_ALLOWED");
    }
    const bool changes = right == RelayRight::changes;
    if (changes && caller < http::Role::operator_) {
        co_return fail(ErrorKind::refused,
                       fmt::format("a request with API key {} may change something, which needs "
                                   "the role '{}' or above",
                                   head.key, tls::role_name(http::Role::operator_)),
                       "FORBIDDEN");
    }
    auto answer = co_await with_deadline(forward_in_turn(std::move(frame), changes), limits_.whole);
    if (!answer) {
        co_return std::unexpected(as_seen_from_outside(std::move(answer).error()));
    }
    co_return answer;
}

net::awaitable<Result<std::string>> KafkaRelay::forward_in_turn(std::string frame, bool changes) {
    CO_TRY(const auto turn, co_await turns_.take());
    // It is kept again only after a whole answer, however this ends.
    auto connection = std::exchange(kept_, std::nullopt);
    const bool may_be_stale = connection.has_value();
    if (!connection) {
        CO_TRY(connection, co_await log_in());
    }
    const kafka::CallLimit limit{.time = limits_.whole, .response_bytes = limits_.response_bytes};
    auto answer = co_await connection->raw(frame, limit);
    if (!answer && may_be_stale && !changes && answer.error().kind == ErrorKind::unreachable) {
        CO_TRY(connection, co_await log_in());
        answer = co_await connection->raw(std::move(frame), limit);
    }
    if (answer) {
        kept_ = std::move(connection);
    }
    co_return answer;
}

net::awaitable<Result<kafka::Connection>> KafkaRelay::log_in() const {
    auto password = read_file(target_.password);
    if (!password) {
        co_return fail(ErrorKind::unreachable,
                       "the broker was not started yet: " + password.error().message);
    }
    kafka::Connection connection(co_await net::this_coro::executor, "ballast-relay");
    CO_TRY_VOID(co_await connection.connect(target_.address, target_.port, limits_.login));
    CO_TRY_VOID(
        co_await connection.authenticate_plain(kAgentUser, *std::move(password), limits_.login));
    co_return connection;
}

// The caller's mistakes and the broker's are told apart: a bad frame of the broker is no bad
// request.
Error KafkaRelay::as_seen_from_outside(Error error) const {
    error = in_context(std::move(error), target_.name);
    switch (error.kind) {
        case ErrorKind::refused:
            return error;
        case ErrorKind::timed_out:
            return {ErrorKind::timed_out, error.message, "BROKER_SILENT"};
        case ErrorKind::invalid:
            return {ErrorKind::unreachable, error.message, "BAD_ANSWER"};
        default:
            return {ErrorKind::unreachable, error.message, "BROKER_DOWN"};
    }
}

}  // namespace ballast::agent
