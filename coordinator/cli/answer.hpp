// An answer of a command as a tree whose members keep their order, written as JSON or YAML.
#pragma once

#include <json/forwards.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ballast::cli {

class Answer {
  public:
    using List = std::vector<Answer>;
    using Members = std::vector<std::pair<std::string, Answer>>;

    Answer(std::string text) : value_(std::move(text)) {}
    Answer(std::string_view text) : value_(std::string(text)) {}
    Answer(const char* text) : value_(std::string(text)) {}
    Answer(std::int64_t number) : value_(number) {}
    Answer(double number) : value_(number) {}
    Answer(int number) : value_(std::int64_t{number}) {}
    Answer(std::nullptr_t /*null*/) {}
    Answer(bool truth) : value_(truth) {}
    Answer(List list) : value_(std::move(list)) {}
    Answer(Members members) : value_(std::move(members)) {}

    // Indented by two blanks, with a line feed at the end. UTF-8 stays as it is.
    std::string json() const;
    // One line, with a line feed at the end.
    std::string json_line() const;
    // Block style. Every text that YAML 1.1 or 1.2 would read as something else is quoted.
    std::string yaml() const;

  private:
    std::variant<std::nullptr_t, std::string, std::int64_t, double, bool, List, Members> value_;

    std::string scalar(bool yaml) const;
    bool is_block() const;
    void write_json(std::string& out, int depth, bool pretty) const;
    void write_yaml(std::string& out, int depth) const;
};

// The same tree; members in the value's order.
Answer to_answer(const Json::Value& value);

}  // namespace ballast::cli
