#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/document/checks.hpp"
#include "common/document/document.hpp"
#include "common/document/owned_keys.hpp"
#include "common/text.hpp"

namespace ballast::document {
namespace {

constexpr std::array<std::string_view, 7> kLevels{"TRACE", "DEBUG", "INFO", "WARN",
                                                  "ERROR", "FATAL", "OFF"};

void check_name(const std::string& name, Findings& out) {
    const bool letters = std::ranges::all_of(
        name, [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-'; });
    if (name.empty() || name.size() > 40 || !letters || name.front() == '-' || name.back() == '-') {
        out.add("name", fmt::format("'{}' is no name for a cluster", name),
                "write 1 to 40 of a-z, 0-9 and -, with a letter or digit at both ends");
    }
}

void check_version(const std::string& version, Findings& out) {
    const auto parts = split(version, '.');
    const bool numbers =
        parts.size() == 3 && std::ranges::all_of(parts, [](auto part) {
            return part.size() <= 4 && !part.empty() && std::ranges::all_of(part, is_digit);
        });
    if (!numbers) {
        out.add("kafka.version", fmt::format("'{}' is not a version", version),
                "write all three parts, like 3.9.2");
    } else if (parts[0] != "3") {
        out.add("kafka.version", fmt::format("Kafka {} does not run with ZooKeeper", version),
                "write a version from 3.7.0 to 3.9.x");
    }
}

void check_sizes(int brokers, int servers, Findings& out) {
    if (brokers < 1 || brokers > 99) {
        out.add("kafka.replicas", fmt::format("{} brokers cannot be", brokers),
                "write 1 to 99; 3 is a good start");
    }
    if (servers < 1 || servers > 9) {
        out.add("zookeeper.replicas", fmt::format("{} servers cannot be", servers),
                "write 1, 3, 5, 7 or 9");
    } else if (servers % 2 == 0) {
        out.add("zookeeper.replicas",
                fmt::format("{} is even: an ensemble of {} bears no more failures than one of {}",
                            servers, servers, servers - 1),
                fmt::format("write {} or {}", servers - 1, servers + 1));
    }
}

void check_racks(const std::vector<std::string>& racks, Findings& out) {
    for (std::size_t i = 0; i < racks.size(); ++i) {
        const auto key = fmt::format("kafka.racks[{}]", i);
        if (trim(racks[i]).empty()) {
            out.add(key, "an empty rack", "name it, like a or eu-1");
        } else if (trim(racks[i]) != racks[i] || has_control_character(racks[i])) {
            // A broker trims its values: two racks could become one.
            out.add(key, fmt::format("'{}' has blanks around it or control characters", racks[i]),
                    "name it, like a or eu-1");
        }
    }
}

void check_logging(const Logging& logging, Findings& out) {
    if (std::ranges::find(kLevels, logging.level) == kLevels.end()) {
        out.add("logging.level", fmt::format("'{}' is not a level", logging.level),
                "write TRACE, DEBUG, INFO, WARN, ERROR, FATAL or OFF");
    }
    if (logging.format != "text" && logging.format != "json") {
        out.add("logging.format", fmt::format("'{}' is not a format", logging.format),
                "write text or json");
    }
}

void check_metrics(const Metrics& metrics, Findings& out) {
    for (const auto& [key, file] : metrics_files(metrics)) {
        if (!file.empty() && (file.front() != '/' || has_control_character(file))) {
            out.add(key, fmt::format("'{}' is not an absolute path", file),
                    "write the whole path on the nodes' machines, from / on");
        }
    }
}

void check_config(const std::string& path, Role role,
                  const std::map<std::string, std::string>& config, Findings& out) {
    for (const auto& [key, value] : config) {
        const auto full = fmt::format("{}.{}", path, key);
        if (key.empty() || trim(key) != key || has_control_character(key)) {
            out.add(full, "an empty key, or one with blanks around it or control characters",
                    "write the key's name");
        } else if (const auto owned = find_owned_key(role, key)) {
            out.add(full, fmt::format("Ballast sets this key: {}", owned->reason),
                    std::string(owned->instead));
        } else if (value.contains('\0')) {
            out.add(full, "a NUL byte", "leave it out");
        }
    }
}

}  // namespace

bool has_control_character(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7F;
    });
}

std::vector<Problem> check(const Document& document) {
    Findings out;
    check_name(document.name, out);
    check_version(document.kafka.version, out);
    check_sizes(document.kafka.replicas, document.zookeeper.replicas, out);
    check_racks(document.kafka.racks, out);
    check_storage(document.kafka.storage_dirs, out);
    check_jvm("kafka", document.kafka.jvm, document.kafka.memory, out);
    check_jvm("zookeeper", document.zookeeper.jvm, document.zookeeper.memory, out);
    check_logging(document.logging, out);
    check_metrics(document.metrics, out);
    check_config("kafka.config", Role::kafka, document.kafka.config, out);
    check_config("zookeeper.config", Role::zookeeper, document.zookeeper.config, out);
    check_config_values(document, out);
    return out.take();
}

}  // namespace ballast::document
