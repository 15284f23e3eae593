// What has a configuration.
#pragma once

#include <cstdint>
#include <string>

namespace ballast::kafka {

enum class ResourceType : std::int8_t {
    topic = 2,
    broker = 4,         // name: the id in decimal; empty: the defaults of all brokers
    broker_logger = 8,  // name: the id in decimal; its settings are loggers, their values levels
};

// A broker's own settings are known to itself only: ask that broker.
struct ConfigResource {
    ResourceType type = ResourceType::topic;
    std::string name;
    bool operator==(const ConfigResource&) const = default;
};

}  // namespace ballast::kafka
