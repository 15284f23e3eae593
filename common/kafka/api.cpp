#include "common/kafka/api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace ballast::kafka {

namespace {

constexpr std::array<Api, 4> kApis{{
    {ApiKey::metadata, "Metadata", 9, 12, 9},
    {ApiKey::sasl_handshake, "SaslHandshake", 1, 1, 2},  // never flexible
    {ApiKey::api_versions, "ApiVersions", 0, 3, 3},
    {ApiKey::sasl_authenticate, "SaslAuthenticate", 2, 2, 2},
}};

}  // namespace

std::span<const Api> apis() {
    return kApis;
}

const Api& find_api(ApiKey key) {
    return *std::ranges::find(kApis, key, &Api::key);
}

Result<std::int16_t> choose_version(ApiKey key, std::span<const VersionRange> broker) {
    const Api& api = find_api(key);
    const auto range = std::ranges::find(broker, std::to_underlying(key), &VersionRange::key);
    if (range == broker.end()) {
        return fail(ErrorKind::refused, fmt::format("the broker has no {} request", api.name),
                    "UNSUPPORTED_VERSION");
    }
    const auto version = std::min(api.max_version, range->max);
    if (version < api.min_version || version < range->min) {
        return fail(ErrorKind::refused,
                    fmt::format("the broker speaks {} {}-{}, we speak {}-{}", api.name, range->min,
                                range->max, api.min_version, api.max_version),
                    "UNSUPPORTED_VERSION");
    }
    return version;
}

std::string encode_request(ApiKey key, std::int16_t version, std::int32_t correlation_id,
                           std::string_view client_id, std::string_view body) {
    Writer header;
    header.int16(std::to_underlying(key));
    header.int16(version);
    header.int32(correlation_id);
    header.nullable_string(client_id);  // not compact in header v2 either (KIP-482)
    if (version >= find_api(key).flexible_from) {
        header.no_tags();
    }
    Writer frame;
    frame.int32(static_cast<std::int32_t>(header.bytes().size() + body.size()));
    frame.raw(header.bytes());
    frame.raw(body);
    return frame.take();
}

Result<std::string_view> decode_response_header(ApiKey key, std::int16_t version,
                                                std::int32_t correlation_id,
                                                std::string_view frame) {
    Reader reader(frame);
    const auto answered = reader.int32();
    // ApiVersions answers with header v0 in all versions, so that its fallback can be read.
    if (key != ApiKey::api_versions && version >= find_api(key).flexible_from) {
        reader.skip_tags();
    }
    if (reader.failed() || answered != correlation_id) {
        return fail(ErrorKind::invalid,
                    fmt::format("the {} response's header is wrong: correlation id {}, not {}",
                                find_api(key).name, answered, correlation_id),
                    "BAD_FRAME");
    }
    return frame.substr(frame.size() - reader.remaining());
}

Result<std::size_t> decode_frame_size(std::string_view four_bytes) {
    Reader reader(four_bytes);
    const auto size = reader.int32();
    if (reader.failed() || size < 0 || static_cast<std::size_t>(size) > kMaxFrame) {
        return fail(ErrorKind::invalid,
                    fmt::format("a frame of {} bytes, at most {} are taken: not a Kafka broker, or "
                                "a listener with another protocol",
                                size, kMaxFrame),
                    "BAD_FRAME");
    }
    return static_cast<std::size_t>(size);
}

}  // namespace ballast::kafka
