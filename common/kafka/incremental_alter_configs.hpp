// IncrementalAlterConfigs (key 44), version 1: changes some settings and leaves the others.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/kafka/api.hpp"
#include "common/kafka/config_resource.hpp"

namespace ballast::kafka {

enum class ConfigOperation : std::int8_t {
    set = 0,
    remove = 1,    // back to the default
    append = 2,    // to a list
    subtract = 3,  // from a list
};

struct ConfigChange {
    std::string name;
    ConfigOperation operation = ConfigOperation::set;
    std::string value;  // not used by `remove`
};

struct IncrementalAlterConfigs {
    struct Resource {
        ConfigResource resource;
        std::vector<ConfigChange> changes;
    };
    std::vector<Resource> resources;
    bool validate_only = false;
};

struct AlterConfigsResult {
    std::int16_t error = 0;
    std::string message;  // empty: none
    ConfigResource resource;
    bool operator==(const AlterConfigsResult&) const = default;
};

// The body holds the values, which may be secret.
std::string encode_incremental_alter_configs(const IncrementalAlterConfigs& request);
// Errors: invalid.
Result<std::vector<AlterConfigsResult>> decode_incremental_alter_configs(std::string_view body);

}  // namespace ballast::kafka
