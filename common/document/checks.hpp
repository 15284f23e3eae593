// The parts of check(), each in a file of its own.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/document/document.hpp"

namespace ballast::document {

class Findings {
  public:
    void add(std::string key, std::string message, std::string hint) {
        problems_.push_back({"", 0, 0, std::move(key), std::move(message), std::move(hint)});
    }
    std::vector<Problem> take() { return std::move(problems_); }

  private:
    std::vector<Problem> problems_;
};

bool has_control_character(std::string_view text);
// The files of `metrics` by their keys.
inline std::array<std::pair<std::string, std::string>, 3> metrics_files(const Metrics& metrics) {
    return {{{"metrics.rules.kafka", metrics.kafka_rules},
             {"metrics.rules.zookeeper", metrics.zookeeper_rules},
             {"metrics.web", metrics.web}}};
}
// Without "./", "//" and a '/' at the end, so that equal folders are equal.
std::filesystem::path normal_dir(const std::string& dir);

// Heap, memory, home and options; `role` is "kafka" or "zookeeper".
void check_jvm(const std::string& role, const Jvm& jvm, const std::optional<std::int64_t>& memory,
               Findings& out);
void check_storage(const std::vector<std::string>& dirs, Findings& out);
// Values of well-known server.properties and zoo.cfg keys, alone and together.
void check_config_values(const Document& document, Findings& out);

}  // namespace ballast::document
