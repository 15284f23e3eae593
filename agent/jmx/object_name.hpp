// javax.management.ObjectName: a domain and key properties. Pure.
// Source: the Java SE API documentation of ObjectName (syntax and canonical form).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace ballast::agent::jmx {

struct KeyProperty {
    std::string key;
    std::string value;  // as written: a quoted value keeps its quotes and escapes

    bool operator==(const KeyProperty&) const = default;
};

struct ObjectName {
    std::string text;       // as registered: "kafka.log:type=Log,name=Size,topic=t,partition=0"
    std::string canonical;  // properties sorted by key: what Java calls equal
    std::string domain;
    std::vector<KeyProperty> properties;  // in the order of registration, on which rules depend

    bool operator==(const ObjectName& other) const { return canonical == other.canonical; }

    // The value of a key; null where there is none.
    const std::string* find(std::string_view key) const;
};

// A name without patterns: "domain:key=value,...".
// Errors: invalid (no ':', no property, an empty or repeated key, a quote that is never closed,
// a '*' or '?' outside quotes, a line feed).
Result<ObjectName> parse_object_name(std::string_view text);

}  // namespace ballast::agent::jmx
