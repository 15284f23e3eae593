#include "agent/relay/allowed_apis.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "common/kafka/api.hpp"

namespace ballast::agent {
namespace {

using enum kafka::ApiKey;

constexpr bool kReads = false;
constexpr bool kChanges = true;

constexpr AllowedApi row(kafka::ApiKey key, bool changes) {
    return {std::to_underlying(key), changes};
}

constexpr std::array kAllowed{
    row(metadata, kReads),
    row(api_versions, kReads),
    row(describe_configs, kReads),
    row(describe_log_dirs, kReads),
    row(list_partition_reassignments, kReads),
    row(describe_cluster, kReads),
    row(describe_topic_partitions, kReads),
    row(create_topics, kChanges),
    row(delete_topics, kChanges),
    row(elect_leaders, kChanges),
    row(incremental_alter_configs, kChanges),
    row(alter_partition_reassignments, kChanges),
};

}  // namespace

const AllowedApi* find_allowed(std::int16_t key) {
    const auto* const found = std::ranges::find(kAllowed, key, &AllowedApi::key);
    return found == kAllowed.end() ? nullptr : found;
}

}  // namespace ballast::agent
