// The keys of the document as a table: it drives reading, unknown keys and the reference in the
// README. What a value may be is in check.cpp, which also judges values that flags set.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/document/document.hpp"
#include "common/yaml/yaml.hpp"

namespace ballast::document {

// Collects problems with the file's name, up to a number that nobody reads to its end.
class Reporter {
  public:
    explicit Reporter(std::string file) : file_(std::move(file)) {}
    bool is_full() const { return problems_.size() >= kMostProblems; }
    void add(yaml::Position position, std::string key, std::string message, std::string hint);
    std::vector<Problem>& problems() { return problems_; }

  private:
    static constexpr std::size_t kMostProblems = 200;
    std::string file_;
    std::vector<Problem> problems_;
};

struct SchemaKey {
    std::string_view path;           // "kafka.jvm.heap"
    std::string_view type;           // for people: "size"
    std::string_view default_value;  // for people
    std::string_view doc;
    // Puts the value into the document, or reports why it has the wrong type.
    void (*read)(Document&, const std::string& path, const yaml::Node&, Reporter&);
};

std::span<const SchemaKey> schema();

}  // namespace ballast::document
