// What a JVM's MBeans hold, free of Java's classes: the shape in which agent/jmx hands attributes
// to rules, to the health of the node and to `ballast jmx`. Pure data; everything is owned.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/jmx/object_name.hpp"

namespace ballast::agent::jmx {

struct Value;
struct CompositeItem;

// javax.management.openmbean.CompositeData; the items are sorted by name, as Java's are.
struct CompositeData {
    std::vector<CompositeItem> items;

    bool operator==(const CompositeData& other) const;
};

// javax.management.openmbean.TabularData; the rows are in the order of the stream.
struct TabularData {
    std::vector<std::string> index_names;
    std::vector<CompositeData> rows;

    bool operator==(const TabularData& other) const;
};

// A Java array, or a java.util list or set.
struct Array {
    std::vector<Value> elements;

    bool operator==(const Array& other) const;
};

// An object of a class that has no form of its own here.
struct Other {
    std::string class_name;
    std::string text;  // for people, where something is known (an ObjectName, a Character)

    bool operator==(const Other&) const = default;
};

// null; Boolean; Byte, Short, Integer, Long, AtomicInteger, AtomicLong and a BigInteger that fits;
// Float, which is kept apart since Java prints its shortest form; Double, BigDecimal, a larger
// BigInteger, and java.util.Date as seconds since 1970; String, and an enum's constant by its name.
struct Value {
    using Data = std::variant<std::monostate, bool, std::int64_t, float, double, std::string,
                              CompositeData, TabularData, Array, Other>;
    Data data;

    bool operator==(const Value&) const = default;
};

struct CompositeItem {
    std::string name;
    Value value;

    bool operator==(const CompositeItem&) const = default;
};

inline bool CompositeData::operator==(const CompositeData& other) const = default;
inline bool TabularData::operator==(const TabularData& other) const = default;
inline bool Array::operator==(const Array& other) const = default;

struct Attribute {
    std::string name;
    std::optional<std::string> description;  // of its MBeanAttributeInfo, where that was read
    Value value;
};

struct Bean {
    ObjectName name;
    std::string class_name;             // the implementing class
    std::vector<Attribute> attributes;  // in the order of the MBeanInfo
};

}  // namespace ballast::agent::jmx
