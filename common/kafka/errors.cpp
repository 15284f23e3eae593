// Kafka's error codes by name, those that answer the requests of this module and of its callers.
// Source: org.apache.kafka.common.protocol.Errors, 3.9.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/kafka/api.hpp"

namespace ballast::kafka {

namespace {

struct ErrorName {
    std::int16_t code;
    std::string_view name;
};

constexpr std::array<ErrorName, 47> kErrors{{
    {-1, "UNKNOWN_SERVER_ERROR"},
    {0, "NONE"},
    {2, "CORRUPT_MESSAGE"},
    {3, "UNKNOWN_TOPIC_OR_PARTITION"},
    {5, "LEADER_NOT_AVAILABLE"},
    {6, "NOT_LEADER_OR_FOLLOWER"},
    {7, "REQUEST_TIMED_OUT"},
    {8, "BROKER_NOT_AVAILABLE"},
    {9, "REPLICA_NOT_AVAILABLE"},
    {11, "STALE_CONTROLLER_EPOCH"},
    {13, "NETWORK_EXCEPTION"},
    {17, "INVALID_TOPIC_EXCEPTION"},
    {19, "NOT_ENOUGH_REPLICAS"},
    {20, "NOT_ENOUGH_REPLICAS_AFTER_APPEND"},
    {29, "TOPIC_AUTHORIZATION_FAILED"},
    {30, "GROUP_AUTHORIZATION_FAILED"},
    {31, "CLUSTER_AUTHORIZATION_FAILED"},
    {33, "UNSUPPORTED_SASL_MECHANISM"},
    {34, "ILLEGAL_SASL_STATE"},
    {35, "UNSUPPORTED_VERSION"},
    {36, "TOPIC_ALREADY_EXISTS"},
    {37, "INVALID_PARTITIONS"},
    {38, "INVALID_REPLICATION_FACTOR"},
    {39, "INVALID_REPLICA_ASSIGNMENT"},
    {40, "INVALID_CONFIG"},
    {41, "NOT_CONTROLLER"},
    {42, "INVALID_REQUEST"},
    {44, "POLICY_VIOLATION"},
    {54, "SECURITY_DISABLED"},
    {56, "KAFKA_STORAGE_ERROR"},
    {57, "LOG_DIR_NOT_FOUND"},
    {58, "SASL_AUTHENTICATION_FAILED"},
    {60, "REASSIGNMENT_IN_PROGRESS"},
    {72, "LISTENER_NOT_FOUND"},
    {73, "TOPIC_DELETION_DISABLED"},
    {74, "FENCED_LEADER_EPOCH"},
    {75, "UNKNOWN_LEADER_EPOCH"},
    {77, "STALE_BROKER_EPOCH"},
    {80, "PREFERRED_LEADER_NOT_AVAILABLE"},
    {83, "ELIGIBLE_LEADERS_NOT_AVAILABLE"},
    {84, "ELECTION_NOT_NEEDED"},
    {85, "NO_REASSIGNMENT_IN_PROGRESS"},
    {87, "INVALID_RECORD"},
    {89, "THROTTLING_QUOTA_EXCEEDED"},
    {100, "UNKNOWN_TOPIC_ID"},
    {104, "INCONSISTENT_CLUSTER_ID"},
    {107, "INELIGIBLE_REPLICA"},
}};

}  // namespace

std::string error_name(std::int16_t code) {
    const auto row = std::ranges::find(kErrors, code, &ErrorName::code);
    return row != kErrors.end() ? std::string(row->name) : fmt::format("ERROR_{}", code);
}

}  // namespace ballast::kafka
