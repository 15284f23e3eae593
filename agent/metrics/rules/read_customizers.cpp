#include <fmt/format.h>

#include <utility>

#include "agent/metrics/exposition/java_number.hpp"
#include "agent/metrics/rules/configuration_parts.hpp"
#include "common/text.hpp"

namespace ballast::agent::metrics {
namespace {

// A YAML scalar as SnakeYAML gives it: a number, a boolean or a text.
jmx::Value value_of(const yaml::Node& node) {
    if (!node.quoted) {
        if (const auto boolean = plain_boolean(node.text)) {
            return {*boolean};
        }
        if (const auto number = plain_number(node.text)) {
            if (const auto integer = parse_integer(*number)) {
                return {*integer};
            }
            return {parse_java_double(*number).value_or(0)};
        }
    }
    return {node.text};
}

void read_filter(const yaml::Node& node, const std::string& path, Customizer& out,
                 YamlValues& values) {
    if (!values.is_map(node, path)) {
        return;
    }
    const auto* const domain = node.find("domain");
    if (domain == nullptr) {
        values.refuse(node.position, path + ".domain", "is missing", "write the beans' domain");
    } else {
        out.domain = values.text(*domain, path + ".domain").value_or("");
    }
    const auto* const properties = node.find("properties");
    if (properties == nullptr || !values.is_map(*properties, path + ".properties")) {
        return;
    }
    for (const auto& entry : properties->entries) {
        if (auto value = values.text(entry.value, path + ".properties." + entry.key)) {
            out.properties.push_back({entry.key, *std::move(value)});
        }
    }
}

void read_extra(const yaml::Node& node, const std::string& path, Customizer& out,
                YamlValues& values) {
    if (!values.is_map(node, path)) {
        return;
    }
    jmx::Attribute attribute;
    const auto* const name = node.find("name");
    const auto* const value = node.find("value");
    if (name == nullptr || value == nullptr) {
        values.refuse(node.position, path, "name or value is missing", "write both");
        return;
    }
    attribute.name = values.text(*name, path + ".name").value_or("");
    if (value->kind != yaml::Kind::scalar) {
        values.refuse(value->position, path + ".value", "is no number, boolean or text",
                      "write a number");
        return;
    }
    attribute.value = value_of(*value);
    if (const auto* const description = node.find("description")) {
        attribute.description = values.text(*description, path + ".description");
    }
    out.extra_attributes.push_back(std::move(attribute));
}

void read_customizer(const yaml::Node& node, const std::string& path, Configuration& out,
                     YamlValues& values) {
    if (!values.is_map(node, path)) {
        return;
    }
    Customizer customizer;
    if (const auto* const filter = node.find("mbeanFilter")) {
        read_filter(*filter, path + ".mbeanFilter", customizer, values);
    } else {
        values.refuse(node.position, path + ".mbeanFilter", "is missing",
                      "write mbeanFilter with the beans' domain");
    }
    const auto* const labels = node.find("attributesAsLabels");
    const auto* const extra = node.find("extraMetrics");
    if (labels == nullptr && extra == nullptr) {
        values.refuse(node.position, path, "adds nothing",
                      "write attributesAsLabels or extraMetrics");
    }
    if (labels != nullptr) {
        customizer.attributes_as_labels = values.texts(*labels, path + ".attributesAsLabels");
    }
    if (extra != nullptr && values.is_list(*extra, path + ".extraMetrics")) {
        for (std::size_t i = 0; i < extra->items.size(); ++i) {
            read_extra(extra->items[i], fmt::format("{}.extraMetrics[{}]", path, i), customizer,
                       values);
        }
    }
    out.customizers.push_back(std::move(customizer));
}

}  // namespace

void read_customizers(const yaml::Node& list, Configuration& out, YamlValues& values) {
    if (!values.is_list(list, "metricCustomizers")) {
        return;
    }
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        read_customizer(list.items[i], fmt::format("metricCustomizers[{}]", i), out, values);
    }
}

}  // namespace ballast::agent::metrics
