// What a broker, or something that is none, may answer. The first byte chooses the response; the
// rest is for Metadata the frame without its size, for all others the body.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/kafka/alter_partition_reassignments.hpp"
#include "common/kafka/api_versions.hpp"
#include "common/kafka/create_topics.hpp"
#include "common/kafka/delete_topics.hpp"
#include "common/kafka/describe_cluster.hpp"
#include "common/kafka/describe_configs.hpp"
#include "common/kafka/describe_log_dirs.hpp"
#include "common/kafka/describe_topic_partitions.hpp"
#include "common/kafka/elect_leaders.hpp"
#include "common/kafka/incremental_alter_configs.hpp"
#include "common/kafka/list_partition_reassignments.hpp"
#include "common/kafka/metadata.hpp"
#include "common/kafka/sasl.hpp"

namespace {

using namespace ballast::kafka;

// Decoders may not give more than came in.
void check_size(const Metadata& metadata, std::size_t bytes) {
    std::size_t elements = metadata.brokers.size() + metadata.topics.size();
    for (const auto& topic : metadata.topics) {
        elements += topic.partitions.size();
        for (const auto& partition : topic.partitions) {
            elements += partition.replicas.size() + partition.isr.size() + partition.offline.size();
        }
    }
    if (elements > bytes) {
        std::abort();
    }
}

void decode_as_metadata(std::int16_t version, std::string_view frame) {
    const auto body = decode_response_header(ApiKey::metadata, version, 1, frame);
    if (!body) {
        return;
    }
    if (const auto metadata = decode_metadata(version, *body)) {
        check_size(*metadata, body->size());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view frame(reinterpret_cast<const char*>(data) + 1, size - 1);
    constexpr std::uint8_t kChoices = 32;
    const std::uint8_t choice = data[0] % kChoices;
    switch (choice) {
        case 0:
        case 1:
        case 2:
        case 3:
            decode_as_metadata(static_cast<std::int16_t>(9 + choice), frame);
            break;
        case 4:
            static_cast<void>(decode_api_versions(3, frame));
            break;
        case 5:
            static_cast<void>(decode_api_versions(0, frame));
            break;
        case 6:
            static_cast<void>(decode_sasl_handshake(frame));
            break;
        case 8:
            static_cast<void>(decode_describe_cluster(frame));
            break;
        case 9:
            static_cast<void>(decode_describe_configs(frame));
            break;
        case 10:
            static_cast<void>(decode_incremental_alter_configs(frame));
            break;
        case 11:
            static_cast<void>(decode_alter_partition_reassignments(frame));
            break;
        case 12:
            static_cast<void>(decode_list_partition_reassignments(frame));
            break;
        case 13:
            static_cast<void>(decode_elect_leaders(frame));
            break;
        case 14:
        case 15:
        case 16:
            static_cast<void>(
                decode_describe_log_dirs(static_cast<std::int16_t>(choice - 12), frame));
            break;
        case 17:
            static_cast<void>(decode_describe_topic_partitions(frame));
            break;
        case 18:
            static_cast<void>(decode_create_topics(frame));
            break;
        case 19:
            static_cast<void>(decode_delete_topics(frame));
            break;
        default:
            static_cast<void>(decode_sasl_authenticate(frame));
            static_cast<void>(decode_frame_size(frame));
            static_cast<void>(decode_request_head(frame));
            break;
    }
    return 0;
}
