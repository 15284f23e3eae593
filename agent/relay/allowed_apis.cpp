#include "agent/relay/allowed_apis.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "common/kafka/wire.hpp"

namespace ballast::agent {
namespace {

using enum kafka::ApiKey;

struct AllowedApi {
    kafka::ApiKey key;
    RelayRight right;
};

constexpr std::array kAllowed{
    AllowedApi{metadata, RelayRight::reads},
    AllowedApi{api_versions, RelayRight::reads},
    AllowedApi{describe_configs, RelayRight::reads},
    AllowedApi{describe_log_dirs, RelayRight::reads},
    AllowedApi{list_partition_reassignments, RelayRight::reads},
    AllowedApi{describe_cluster, RelayRight::reads},
    AllowedApi{describe_topic_partitions, RelayRight::reads},
    AllowedApi{create_topics, RelayRight::changes},
    AllowedApi{delete_topics, RelayRight::changes},
    AllowedApi{elect_leaders, RelayRight::changes},
    AllowedApi{incremental_alter_configs, RelayRight::changes},
    AllowedApi{alter_partition_reassignments, RelayRight::changes},
};

// A broker may make a topic that a Metadata request names (auto.create.topics.enable).
bool names_topics(const kafka::RequestHead& head, std::string_view frame) {
    kafka::Reader reader(frame.substr(8));  // behind the head
    reader.nullable_string();               // client id
    const bool flexible = head.version >= kafka::find_api(metadata).flexible_from;
    if (flexible) {
        reader.skip_tags();
    }
    const auto topics = flexible ? reader.compact_array(1) : reader.array(2);
    return topics > 0 || reader.failed();
}

}  // namespace

RelayRight right_of(const kafka::RequestHead& head, std::string_view frame) {
    const auto* const found =
        std::ranges::find(kAllowed, kafka::ApiKey{head.key}, &AllowedApi::key);
    if (found == kAllowed.end()) {
        return RelayRight::none;
    }
    const bool may_create = found->key == metadata && names_topics(head, frame);
    return may_create ? RelayRight::changes : found->right;
}

}  // namespace ballast::agent
