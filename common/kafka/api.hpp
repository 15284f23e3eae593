// Which requests we speak, in which versions; request and response headers; frames.
// Source: Kafka's message schemas (clients/src/main/resources/common/message/*.json), 3.7-3.9.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/kafka/wire.hpp"
#include "common/result.hpp"

namespace ballast::kafka {

enum class ApiKey : std::int16_t {
    metadata = 3,
    sasl_handshake = 17,
    api_versions = 18,
    create_topics = 19,
    delete_topics = 20,
    describe_configs = 32,
    describe_log_dirs = 35,
    sasl_authenticate = 36,
    elect_leaders = 43,
    incremental_alter_configs = 44,
    alter_partition_reassignments = 45,
    list_partition_reassignments = 46,
    describe_cluster = 60,
    describe_topic_partitions = 75,
};

// One row for each API that this module encodes.
struct Api {
    ApiKey key;
    std::string_view name;
    std::int16_t min_version;
    std::int16_t max_version;
    std::int16_t flexible_from;  // the first version with compact types and tags
};
std::span<const Api> apis();
const Api& find_api(ApiKey key);

struct VersionRange {
    std::int16_t key = 0;
    std::int16_t min = 0;
    std::int16_t max = 0;
    bool operator==(const VersionRange&) const = default;
};
// The highest version that both sides know. Errors: refused (code UNSUPPORTED_VERSION).
Result<std::int16_t> choose_version(ApiKey key, std::span<const VersionRange> broker);

constexpr std::size_t kMaxFrame = std::size_t{16} << 20U;

// A request without the size in front: header v1 or v2, body.
std::string encode_request(ApiKey key, std::int16_t version, std::int32_t correlation_id,
                           std::string_view client_id, std::string_view body);
// The four bytes in front of a frame of at most 2^31 - 1 bytes.
std::string encode_frame_size(std::size_t size);

// The start of every request header, for who relays a request without reading it; `key` may be one
// that is not in ApiKey.
struct RequestHead {
    std::int16_t key = 0;
    std::int16_t version = 0;
    std::int32_t correlation_id = 0;
};
// Errors: invalid (code BAD_FRAME) when the frame is shorter than that.
Result<RequestHead> decode_request_head(std::string_view frame);

// Takes the response header off a frame without its size; returns the body.
// Errors: invalid (code BAD_FRAME), also for another correlation id.
Result<std::string_view> decode_response_header(ApiKey key, std::int16_t version,
                                                std::int32_t correlation_id,
                                                std::string_view frame);
// The size in a frame's first four bytes. Errors: invalid when negative or above `most`.
Result<std::size_t> decode_frame_size(std::string_view four_bytes, std::size_t most = kMaxFrame);

// "NOT_CONTROLLER" for 41; "ERROR_999" for one that is not in the table.
std::string error_name(std::int16_t code);

}  // namespace ballast::kafka
