#include "common/kafka/api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace ballast::kafka {

namespace {

constexpr std::array<Api, 14> kApis{{
    {ApiKey::metadata, "Metadata", 9, 12, 9},
    {ApiKey::sasl_handshake, "SaslHandshake", 1, 1, 2},  // never flexible
    {ApiKey::api_versions, "ApiVersions", 0, 3, 3},
    {ApiKey::create_topics, "CreateTopics", 7, 7, 5},
    {ApiKey::delete_topics, "DeleteTopics", 6, 6, 4},
    {ApiKey::describe_configs, "DescribeConfigs", 4, 4, 4},
    {ApiKey::describe_log_dirs, "DescribeLogDirs", 2, 4, 2},
    {ApiKey::sasl_authenticate, "SaslAuthenticate", 2, 2, 2},
    {ApiKey::elect_leaders, "ElectLeaders", 2, 2, 2},
    {ApiKey::incremental_alter_configs, "IncrementalAlterConfigs", 1, 1, 1},
    {ApiKey::alter_partition_reassignments, "AlterPartitionReassignments", 0, 0, 0},
    {ApiKey::list_partition_reassignments, "ListPartitionReassignments", 0, 0, 0},
    {ApiKey::describe_cluster, "DescribeCluster", 0, 0, 0},
    {ApiKey::describe_topic_partitions, "DescribeTopicPartitions", 0, 0, 0},
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
    Writer frame;
    frame.int16(std::to_underlying(key));
    frame.int16(version);
    frame.int32(correlation_id);
    frame.nullable_string(client_id);  // not compact in header v2 either (KIP-482)
    if (version >= find_api(key).flexible_from) {
        frame.no_tags();
    }
    frame.raw(body);
    return frame.take();
}

std::string encode_frame_size(std::size_t size) {
    Writer head;
    head.int32(static_cast<std::int32_t>(size));
    return head.take();
}

Result<RequestHead> decode_request_head(std::string_view frame) {
    Reader reader(frame);
    RequestHead head;
    head.key = reader.int16();
    head.version = reader.int16();
    head.correlation_id = reader.int32();
    if (reader.failed()) {
        return fail(ErrorKind::invalid,
                    fmt::format("{} bytes are no Kafka request: its header alone has 8 or more",
                                frame.size()),
                    "BAD_FRAME");
    }
    return head;
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

Result<std::size_t> decode_frame_size(std::string_view four_bytes, std::size_t most) {
    Reader reader(four_bytes);
    const auto size = reader.int32();
    if (reader.failed() || size < 0 || static_cast<std::size_t>(size) > most) {
        return fail(ErrorKind::invalid,
                    fmt::format("a frame of {} bytes, at most {} are taken: not a Kafka broker, or "
                                "a listener with another protocol",
                                size, most),
                    "BAD_FRAME");
    }
    return static_cast<std::size_t>(size);
}

}  // namespace ballast::kafka
