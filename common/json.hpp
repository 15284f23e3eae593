// JSON behind a strict facade: whole input checked first, typed getters whose errors carry the
// JSON pointer. jsoncpp stays in .cpp files.
#pragma once

#include <json/forwards.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace ballast {

struct JsonLimits {
    std::size_t bytes = 1U << 20U;
    unsigned depth = 64;
};

// RFC 8259 with an object or array at the root: no comments, no duplicate keys, valid UTF-8,
// nothing after the value. Errors: invalid.
Result<Json::Value> parse_json(std::string_view text, JsonLimits limits = {});

// One line, keys sorted, UTF-8 kept. `pretty` indents by two blanks.
std::string to_json(const Json::Value& value, bool pretty = false);

// A view on an object that gives typed members; remembers the pointer ("/a/0/b") for errors.
// The value must outlive the view. Missing members are errors unless `_or` is used.
class JsonView {
  public:
    explicit JsonView(const Json::Value& value, std::string pointer = {});

    Result<std::string> string(const char* key) const;
    Result<std::string> string_or(const char* key, std::string fallback) const;
    Result<std::int64_t> integer(const char* key) const;
    Result<std::int64_t> integer_or(const char* key, std::int64_t fallback) const;
    Result<bool> boolean_or(const char* key, bool fallback) const;
    // An object; an error where it is missing or something else.
    Result<JsonView> object(const char* key) const;
    // The elements of an array of objects; a missing array is empty.
    Result<std::vector<JsonView>> objects(const char* key) const;
    Result<std::vector<std::string>> strings(const char* key) const;
    bool has(const char* key) const;
    // Refuses members that are not named here. Errors: invalid.
    Result<void> only(std::initializer_list<std::string_view> keys) const;

  private:
    const Json::Value* value_;
    std::string pointer_;

    const Json::Value* find(const char* key) const;
    std::unexpected<Error> bad(const char* key, std::string_view wanted) const;
};

}  // namespace ballast
