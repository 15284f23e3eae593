// Values of a YAML tree in the types that jmx_exporter casts them to, with its YAML library's
// (SnakeYAML, YAML 1.1) idea of what a plain word is. Collects what is wrong on the way.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/document/document.hpp"
#include "common/yaml/yaml.hpp"

namespace ballast::agent::metrics {

class YamlValues {
  public:
    explicit YamlValues(std::string file) : file_(std::move(file)) {}

    void refuse(yaml::Position position, std::string key, std::string message, std::string hint);
    void warn(yaml::Position position, std::string key, std::string message, std::string hint);
    std::vector<document::Problem>& errors() { return errors_; }
    std::vector<document::Problem>& warnings() { return warnings_; }

    // Each is empty where the value has another type; that is refused, then. `key` is the path.
    std::optional<bool> boolean(const yaml::Node& node, const std::string& key);
    // A quoted text, or a plain one that is no number, no boolean and not null.
    std::optional<std::string> text(const yaml::Node& node, const std::string& key);
    // Any scalar as Java's String.valueOf gives it, but for the form of numbers.
    std::optional<std::string> scalar(const yaml::Node& node, const std::string& key);
    std::optional<double> number(const yaml::Node& node, const std::string& key);
    std::vector<std::string> texts(const yaml::Node& node, const std::string& key);
    // Both refuse what is something else, null included.
    bool is_list(const yaml::Node& node, const std::string& key);
    bool is_map(const yaml::Node& node, const std::string& key);

  private:
    static constexpr std::size_t kMost = 100;  // errors, and as many warnings

    std::string file_;
    std::vector<document::Problem> errors_;
    std::vector<document::Problem> warnings_;
};

// What a plain word means in YAML 1.1; empty where it is none of that kind.
std::optional<bool> plain_boolean(std::string_view word);
// The number as Java reads it: "1_000", "0x1F", "010" (8), "1.5e+3", ".5", ".inf".
std::optional<std::string> plain_number(std::string_view word);

}  // namespace ballast::agent::metrics
