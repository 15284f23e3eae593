// What values of well-known server.properties and zoo.cfg keys may be, alone and together.
#pragma once

#include <vector>

#include "common/document/document.hpp"

namespace ballast::document {

// Replication factors that are in force: the user's, else ours, lowered for few brokers.
struct ReplicationDefaults {
    int replication_factor = 3;
    int min_insync_replicas = 2;
};
ReplicationDefaults replication_defaults(int brokers);

std::vector<Problem> check_config_values(const Document& document);

}  // namespace ballast::document
