// Requests and answers with one broker, over whichever way leads there.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "common/kafka/api_versions.hpp"
#include "common/result.hpp"

namespace ballast::kafka {

struct CallLimit {
    std::chrono::milliseconds time;
    std::size_t response_bytes = kMaxFrame;
};

// Carries frames to one broker and back: a connection of our own, or an agent that relays.
class FrameChannel {
  public:
    FrameChannel() = default;
    FrameChannel(const FrameChannel&) = delete;
    FrameChannel& operator=(const FrameChannel&) = delete;
    virtual ~FrameChannel() = default;

    // `frame` is a request from its header on, without the size in front; so is the answer, whose
    // correlation id is the request's. One call at a time. Errors: unreachable, timed_out, invalid
    // (code BAD_FRAME), refused (by who relays; code is theirs).
    virtual boost::asio::awaitable<Result<std::string>> raw(std::string frame, CallLimit limit) = 0;
};

// What `decode(body)` or `decode(version, body)` gives.
template <class Decode>
auto decode_answer(Decode decode, std::int16_t version, std::string_view body) {
    if constexpr (std::is_invocable_v<Decode, std::int16_t, std::string_view>) {
        return decode(version, body);
    } else {
        return decode(body);
    }
}

// One request at a time: who uses it awaits each call before the next and outlives it. Errors of
// all calls: those of FrameChannel::raw().
class Exchange {
  public:
    // The channel outlives this.
    Exchange(FrameChannel& channel, std::string client_id);

    // Asks what the broker understands: before every other call, and again after the channel leads
    // to another broker. Errors also: refused (code is Kafka's).
    boost::asio::awaitable<Result<void>> negotiate(CallLimit limit);
    const ApiVersions& api_versions() const { return versions_; }
    // Errors: refused (code UNSUPPORTED_VERSION).
    Result<std::int16_t> version(ApiKey key) const;

    // One request; the body of its response.
    boost::asio::awaitable<Result<std::string>> exchange(ApiKey key, std::int16_t version,
                                                         std::string body, CallLimit limit);

    // A request whose body is the same in all our versions, its answer through `decode(body)` or
    // `decode(version, body)`:
    //   co_await exchange.ask(ApiKey::elect_leaders, encode_elect_leaders(request),
    //                         decode_elect_leaders, {.time = 5s});
    // Errors also: refused (code UNSUPPORTED_VERSION).
    template <class Decode>
    auto ask(ApiKey key, std::string body, Decode decode, CallLimit limit)
        -> boost::asio::awaitable<decltype(decode_answer(decode, std::int16_t{}, {}))> {
        CO_TRY(const auto version, this->version(key));
        CO_TRY(const auto answer, co_await exchange(key, version, std::move(body), limit));
        co_return decode_answer(decode, version, answer);
    }

  private:
    FrameChannel& channel_;
    std::string client_id_;
    std::int32_t correlation_id_ = 0;
    ApiVersions versions_;
};

}  // namespace ballast::kafka
