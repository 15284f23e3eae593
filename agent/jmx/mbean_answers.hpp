// What the calls of an RMIConnection give, as values of our own. Pure.
// Source: Java SE API documentation, serialized forms of javax.management.
#pragma once

#include <string>
#include <vector>

#include "agent/jmx/java_graph.hpp"
#include "agent/jmx/object_name.hpp"
#include "agent/jmx/value.hpp"
#include "common/result.hpp"

namespace ballast::agent::jmx {

struct BeanInstance {
    ObjectName name;
    std::string class_name;  // the implementing class
};

struct AttributeInfo {
    std::string name;
    std::string type;  // "long", "javax.management.openmbean.CompositeData"
    std::string description;
    bool readable = false;
};

struct BeanInfo {
    std::string class_name;
    std::string description;
    bool immutable = false;  // all beans of the class have the same
    std::vector<AttributeInfo> attributes;
};

// Of queryNames() and queryMBeans(); a name that parse_object_name() refuses is left out. Errors of
// all: invalid (something else came).
Result<std::vector<ObjectName>> object_names(const JavaGraph& graph, Ref set);
Result<std::vector<BeanInstance>> bean_instances(const JavaGraph& graph, Ref set);
// Of getMBeanInfo().
Result<BeanInfo> bean_info(const JavaGraph& graph, Ref info);
// Of getAttributes(): those that could be read, without descriptions.
Result<std::vector<Attribute>> attributes(const JavaGraph& graph, Ref list);

}  // namespace ballast::agent::jmx
