#include <fmt/format.h>

#include "common/bytes.hpp"
#include "common/document/document.hpp"
#include "common/units.hpp"
#include "common/yaml/yaml.hpp"

namespace ballast::document {
namespace {

std::string list(const std::vector<std::string>& items) {
    std::string out = "[";
    for (const auto& item : items) {
        out += (out.size() == 1 ? "" : ", ") + yaml::quote(item);
    }
    return out + "]";
}

void write_map(std::string& out, const std::map<std::string, std::string>& map) {
    if (map.empty()) {
        out += "  config: {}\n";
        return;
    }
    out += "  config:\n";
    for (const auto& [key, value] : map) {
        out += fmt::format("    {}: {}\n", yaml::quote(key), yaml::quote(value));
    }
}

void write_jvm(std::string& out, const Jvm& jvm, const std::optional<std::int64_t>& memory) {
    out += "  jvm:\n";
    if (jvm.heap) {
        out += fmt::format("    heap: {}\n", format_size(*jvm.heap));
    }
    out += fmt::format("    options: {}\n", list(jvm.options));
    if (!jvm.home.empty()) {
        out += fmt::format("    home: {}\n", yaml::quote(jvm.home));
    }
    if (memory) {
        out += fmt::format("  memory: {}\n", format_size(*memory));
    }
}

// Only what is set: a document without it has the revision that it always had.
void write_metrics(std::string& out, const Metrics& metrics) {
    const auto line = [&](std::string_view indent, std::string_view key, const std::string& file) {
        out += file.empty() ? "" : fmt::format("{}{}: {}\n", indent, key, yaml::quote(file));
    };
    const bool rules = !metrics.kafka_rules.empty() || !metrics.zookeeper_rules.empty();
    out += rules || !metrics.web.empty() ? "metrics:\n" : "";
    out += rules ? "  rules:\n" : "";
    line("    ", "kafka", metrics.kafka_rules);
    line("    ", "zookeeper", metrics.zookeeper_rules);
    line("  ", "web", metrics.web);
}

}  // namespace

std::string to_yaml(const Document& document) {
    std::string out = "apiVersion: ballast/v1\n";
    out += fmt::format("name: {}\nkafka:\n  version: {}\n  replicas: {}\n  racks: {}\n",
                       yaml::quote(document.name), yaml::quote(document.kafka.version),
                       document.kafka.replicas, list(document.kafka.racks));
    write_jvm(out, document.kafka.jvm, document.kafka.memory);
    write_map(out, document.kafka.config);
    out += fmt::format("  storage:\n    dirs: {}\nzookeeper:\n  replicas: {}\n",
                       list(document.kafka.storage_dirs), document.zookeeper.replicas);
    write_jvm(out, document.zookeeper.jvm, document.zookeeper.memory);
    write_map(out, document.zookeeper.config);
    out += fmt::format("logging:\n  level: {}\n  format: {}\n", yaml::quote(document.logging.level),
                       yaml::quote(document.logging.format));
    write_metrics(out, document.metrics);
    return out;
}

std::string revision(const Document& document) {
    return sha256_hex(to_yaml(document)).substr(0, 12);
}

}  // namespace ballast::document
