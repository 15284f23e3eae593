#include "common/kafka/exchange.hpp"

#include <fmt/format.h>

namespace ballast::kafka {

namespace net = boost::asio;

namespace {

constexpr std::int16_t kUnsupportedVersion = 35;

}  // namespace

Exchange::Exchange(FrameChannel& channel, std::string client_id)
    : channel_(channel), client_id_(std::move(client_id)) {}

// A broker older than our version says so in version 0 (KIP-511).
net::awaitable<Result<void>> Exchange::negotiate(CallLimit limit) {
    auto version = find_api(ApiKey::api_versions).max_version;
    while (true) {
        CO_TRY(const auto body, co_await exchange(ApiKey::api_versions, version,
                                                  encode_api_versions(version), limit));
        const bool too_new = body.size() >= 2 && Reader(body).int16() == kUnsupportedVersion;
        CO_TRY(auto answer, decode_api_versions(too_new ? std::int16_t{0} : version, body));
        if (too_new && version > 0) {
            version = 0;
            continue;
        }
        if (answer.error != 0) {
            co_return fail(
                ErrorKind::refused,
                fmt::format("the broker answered ApiVersions with {}", error_name(answer.error)),
                error_name(answer.error));
        }
        versions_ = std::move(answer);
        co_return Result<void>{};
    }
}

Result<std::int16_t> Exchange::version(ApiKey key) const {
    return choose_version(key, versions_.ranges);
}

net::awaitable<Result<std::string>> Exchange::exchange(ApiKey key, std::int16_t version,
                                                       std::string body, CallLimit limit) {
    const auto id = ++correlation_id_;
    CO_TRY(auto response,
           co_await channel_.raw(encode_request(key, version, id, client_id_, body), limit));
    CO_TRY(const auto payload, decode_response_header(key, version, id, response));
    // The header goes in place: the body of a large cluster's Metadata is not copied.
    response.erase(0, response.size() - payload.size());
    co_return response;
}

}  // namespace ballast::kafka
