// From what a bean holds to single values, in the way and order of jmx_exporter's
// JmxScraper.processBeanValue (1.6.0): composite data by key, tables by row with the index as more
// properties, nothing of arrays.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/jmx/value.hpp"

namespace ballast::agent::metrics {

// One value; all views are of the bean, or live until the call returns.
struct Reading {
    const std::vector<jmx::KeyProperty>& properties;  // of the bean, then of the rows around it
    bool has_row_properties = false;
    const std::vector<std::string>& keys;  // of the composite data and tables around it
    std::string_view name;                 // of the attribute, or the last key
    const std::string* description = nullptr;
    const jmx::Value& value;  // a boolean, a number or a text
};

// Both are called in order; `unsupported` for what is of a class that gives no metric.
struct BeanVisitor {
    std::function<void(const Reading&)> reading;
    std::function<void(std::string_view attribute)> unsupported;
};

// Visits what an attribute of the bean holds. Nothing is below 64 levels.
void walk(const jmx::Bean& bean, const jmx::Attribute& attribute, const BeanVisitor& visitor);

// What Java's String.valueOf would give: 1.0, true, [a, b]. Of composite data and tables only that
// they are such.
void append_text(std::string& out, const jmx::Value& value);

}  // namespace ballast::agent::metrics
