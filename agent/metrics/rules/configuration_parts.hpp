// The parts of a configuration file, each read by its own function; for read_configuration() only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/metrics/rules/configuration.hpp"
#include "agent/metrics/rules/yaml_values.hpp"
#include "common/yaml/yaml.hpp"

namespace ballast::agent::metrics {

void read_rules(const yaml::Node& list, Configuration& out, YamlValues& values);
void read_customizers(const yaml::Node& list, Configuration& out, YamlValues& values);
void read_http_server(const yaml::Node& map, Configuration& out, YamlValues& values);
// hostPort, jmxUrl, username, password and ssl of the whole file.
void read_connection(const yaml::Node& root, const Environment& environment, Configuration& out,
                     YamlValues& values);

// A warning for a key that jmx_exporter would not know either, and passes over.
void warn_of_unknown(const yaml::Entry& entry, const std::string& path,
                     const std::vector<std::string>& known, YamlValues& values);

}  // namespace ballast::agent::metrics
