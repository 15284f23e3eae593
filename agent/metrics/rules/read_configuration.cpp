#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "agent/metrics/rules/configuration.hpp"
#include "agent/metrics/rules/configuration_parts.hpp"
#include "common/text.hpp"

namespace ballast::agent::metrics {
namespace {

// Of excludeJvmMetrics (JmxCollector.loadConfig).
constexpr std::array<std::string_view, 11> kJvmDomains{"com.sun.management",
                                                       "com.sun.management.jmxremote",
                                                       "java.lang",
                                                       "java.nio",
                                                       "java.util.logging",
                                                       "javax.management",
                                                       "javax.management.remote",
                                                       "jdk.internal",
                                                       "jdk.management",
                                                       "jdk.management.jfr",
                                                       "sun.management"};

void read_delay(const yaml::Node& node, const std::string& key, Configuration& out,
                YamlValues& values) {
    const auto text = values.scalar(node, key);
    if (!text) {
        return;
    }
    const auto seconds = parse_integer(*text);
    if (!seconds || *seconds < 0 || *seconds > std::numeric_limits<int>::max()) {
        values.refuse(node.position, key, fmt::format("{} is no number of seconds", *text),
                      "write a whole number, 0 or more");
        return;
    }
    out.start_delay_seconds = static_cast<int>(*seconds);
}

// The text of a node as a name, or a problem.
template <class Parse>
auto parse_name(const yaml::Node& node, const std::string& key, const std::string& text,
                YamlValues& values, Parse parse) {
    auto name = parse(text);
    if (!name) {
        values.refuse(node.position, key, name.error().message,
                      "write it as the JVM does, such as kafka.server:type=KafkaServer,*");
    }
    return name;
}

void read_patterns(const yaml::Node& node, const std::string& key,
                   std::vector<ObjectNamePattern>& out, YamlValues& values) {
    if (!values.is_list(node, key)) {
        return;
    }
    for (const auto& item : node.items) {
        if (const auto text = values.text(item, key)) {
            if (auto pattern = parse_name(item, key, *text, values, ObjectNamePattern::parse)) {
                out.push_back(*std::move(pattern));
            }
        }
    }
}

// jmx_exporter compares whole names here: one with a '*' would never be met.
void read_attributes(const yaml::Node& node, const std::string& key,
                     std::vector<AttributesOfBean>& out, YamlValues& values) {
    if (!values.is_map(node, key)) {
        return;
    }
    for (const auto& entry : node.entries) {
        const auto path = key + "." + entry.key;
        auto attributes = values.texts(entry.value, path);
        const auto name = jmx::parse_object_name(entry.key);
        if (name) {
            out.emplace_back(name->canonical, std::move(attributes));
        } else if (ObjectNamePattern::parse(entry.key)) {
            values.warn(entry.position, path, "a pattern names no bean here: this has no effect",
                        "write the whole ObjectName of each bean");
        } else {
            values.refuse(entry.position, path, name.error().message,
                          "write the whole ObjectName of a bean");
        }
    }
}

void read_flag(const yaml::Node& node, const std::string& key, bool& out, YamlValues& values) {
    if (const auto value = values.boolean(node, key)) {
        out = *value;
    }
}

struct TopKey {
    std::string_view name;
    void (*read)(const yaml::Node&, const std::string& key, Configuration&, YamlValues&);
};

// Of these only read_connection() knows what to do.
void read_elsewhere(const yaml::Node& /*node*/, const std::string& /*key*/, Configuration& /*out*/,
                    YamlValues& /*values*/) {}

constexpr TopKey kTopKeys[] = {
    {"startDelaySeconds", read_delay},
    {"scrapeTimeoutSeconds",
     [](const yaml::Node& node, const std::string& key, Configuration&, YamlValues& values) {
         values.warn(node.position, key, "has no effect here", "leave it out");
     }},
    {"hostPort", read_elsewhere},
    {"jmxUrl", read_elsewhere},
    {"username", read_elsewhere},
    {"password", read_elsewhere},
    {"ssl", read_elsewhere},
    {"lowercaseOutputName",
     [](const yaml::Node& node, const std::string& key, Configuration& out, YamlValues& values) {
         read_flag(node, key, out.lowercase_names, values);
     }},
    {"lowercaseOutputLabelNames",
     [](const yaml::Node& node, const std::string& key, Configuration& out, YamlValues& values) {
         read_flag(node, key, out.lowercase_label_names, values);
     }},
    {"inferCounterTypeFromName",
     [](const yaml::Node& node, const std::string& key, Configuration& out, YamlValues& values) {
         read_flag(node, key, out.infer_counters, values);
     }},
    {"includeObjectNames", read_elsewhere},
    {"whitelistObjectNames", read_elsewhere},
    {"excludeObjectNames", read_elsewhere},
    {"blacklistObjectNames", read_elsewhere},
    {"excludeJvmMetrics",
     [](const yaml::Node& node, const std::string& key, Configuration& out, YamlValues& values) {
         if (values.boolean(node, key).value_or(false)) {
             for (const auto domain : kJvmDomains) {
                 out.exclude.push_back(*ObjectNamePattern::parse(fmt::format("{}:*", domain)));
             }
         }
     }},
    {"includeObjectNameAttributes",
     [](const yaml::Node& node, const std::string& key, Configuration& out, YamlValues& values) {
         read_attributes(node, key, out.include_attributes, values);
     }},
    {"excludeObjectNameAttributes",
     [](const yaml::Node& node, const std::string& key, Configuration& out, YamlValues& values) {
         read_attributes(node, key, out.exclude_attributes, values);
     }},
    {"autoExcludeObjectNameAttributes",
     [](const yaml::Node& node, const std::string& key, Configuration& out, YamlValues& values) {
         read_flag(node, key, out.auto_exclude_attributes, values);
     }},
    {"metricCustomizers", [](const yaml::Node& node, const std::string&, Configuration& out,
                             YamlValues& values) { read_customizers(node, out, values); }},
    {"rules", [](const yaml::Node& node, const std::string&, Configuration& out,
                 YamlValues& values) { read_rules(node, out, values); }},
    {"httpServer", [](const yaml::Node& node, const std::string&, Configuration& out,
                      YamlValues& values) { read_http_server(node, out, values); }},
    {"openTelemetry",
     [](const yaml::Node& node, const std::string& key, Configuration&, YamlValues& values) {
         values.refuse(node.position, key, "Ballast sends nothing to OpenTelemetry",
                       "leave it out, and let a collector scrape /metrics");
     }},
};

// The newer key wins where both stand, as in jmx_exporter.
void read_names(const yaml::Node& root, std::string_view key, std::string_view old_key,
                std::vector<ObjectNamePattern>& out, YamlValues& values) {
    const auto* const node = root.find(key);
    const auto* const old_node = root.find(old_key);
    if (node != nullptr) {
        read_patterns(*node, std::string(key), out, values);
        if (old_node != nullptr) {
            values.warn(old_node->position, std::string(old_key),
                        fmt::format("has no effect beside {}", key), "leave it out");
        }
    } else if (old_node != nullptr) {
        read_patterns(*old_node, std::string(old_key), out, values);
    }
}

void read_map(const yaml::Node& root, const Environment& environment, Configuration& out,
              YamlValues& values) {
    std::vector<std::string> known;
    for (const auto& key : kTopKeys) {
        known.emplace_back(key.name);
    }
    for (const auto& entry : root.entries) {
        const auto* const key = std::ranges::find(kTopKeys, entry.key, &TopKey::name);
        if (key == std::end(kTopKeys)) {
            warn_of_unknown(entry, "", known, values);
        } else {
            key->read(entry.value, entry.key, out, values);
        }
    }
    read_names(root, "includeObjectNames", "whitelistObjectNames", out.include, values);
    read_names(root, "excludeObjectNames", "blacklistObjectNames", out.exclude, values);
    read_connection(root, environment, out, values);
}

}  // namespace

void warn_of_unknown(const yaml::Entry& entry, const std::string& path,
                     const std::vector<std::string>& known, YamlValues& values) {
    const auto near = nearest(entry.key, known);
    values.warn(entry.position, path + entry.key, "unknown key: it has no effect",
                near ? fmt::format("did you mean {}?", *near)
                     : fmt::format("here are known: {}", join(known, ", ")));
}

std::expected<Configuration, std::vector<document::Problem>> read_configuration(
    std::string_view text, const std::string& file, const Environment& environment) {
    YamlValues values(file);
    const auto root = yaml::parse(text);
    if (!root) {
        values.refuse(
            root.error().position, "", root.error().message,
            root.error().hint.empty() ? "write YAML, as jmx_exporter reads it" : root.error().hint);
        return std::unexpected(std::move(values.errors()));
    }
    Configuration out;
    if (root->kind == yaml::Kind::map) {
        read_map(*root, environment, out, values);
    } else if (root->kind != yaml::Kind::null) {
        values.refuse({1, 1}, "", "not a map", "begin with a key, such as rules:");
    }
    if (root->find("rules") == nullptr) {
        out.rules.emplace_back();
    }
    if (root->find("includeObjectNames") == nullptr &&
        root->find("whitelistObjectNames") == nullptr) {
        out.include.push_back(*ObjectNamePattern::parse(""));
    }
    if (!values.errors().empty()) {
        return std::unexpected(std::move(values.errors()));
    }
    out.warnings = std::move(values.warnings());
    return out;
}

}  // namespace ballast::agent::metrics
