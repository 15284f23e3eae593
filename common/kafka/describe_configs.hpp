// DescribeConfigs (key 32), version 4: settings with where they come from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/kafka/api.hpp"
#include "common/kafka/config_resource.hpp"

namespace ballast::kafka {

// As Kafka's ConfigEntry.ConfigSource; a broker may send one that is not listed.
enum class ConfigSource : std::int8_t {
    unknown = 0,
    topic = 1,
    dynamic_broker = 2,
    dynamic_broker_default = 3,
    static_broker = 4,
    built_in = 5,
    broker_logger = 6,
};

struct DescribeConfigs {
    struct Resource {
        ConfigResource resource;
        std::optional<std::vector<std::string>> keys;  // none: all of them
    };
    // An answer takes about 80 bytes a resource and key: ask for some thousand at once at most.
    std::vector<Resource> resources;
    bool synonyms = false;
};

struct ConfigSynonym {
    std::string name;
    std::optional<std::string> value;  // none: not set, or sensitive
    ConfigSource source = ConfigSource::unknown;
    bool operator==(const ConfigSynonym&) const = default;
};

struct ConfigEntry {
    std::string name;
    std::optional<std::string> value;  // none: not set, or sensitive
    bool read_only = false;
    ConfigSource source = ConfigSource::unknown;
    bool sensitive = false;
    std::vector<ConfigSynonym> synonyms;  // the one in force first
    std::int8_t type = 0;                 // as Kafka's ConfigEntry.ConfigType; 0: unknown
};

struct ResourceConfig {
    std::int16_t error = 0;
    std::string message;  // empty: none
    ConfigResource resource;
    std::vector<ConfigEntry> entries;
};

std::string encode_describe_configs(const DescribeConfigs& request);
// Errors: invalid.
Result<std::vector<ResourceConfig>> decode_describe_configs(std::string_view body);

}  // namespace ballast::kafka
