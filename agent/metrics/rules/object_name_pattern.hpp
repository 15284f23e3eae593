// ObjectNames with wildcards, as includeObjectNames and excludeObjectNames have them. Source: the
// Java SE API documentation of ObjectName (patterns, apply), and what a JDK 17 answers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/jmx/object_name.hpp"
#include "common/result.hpp"

namespace ballast::agent::metrics {

class ObjectNamePattern {
  public:
    // "kafka.server:*", "java.lang:type=GarbageCollector,name=*", "*:type=x,*"; "" is "*:*". In a
    // quoted value '*' and '?' are wildcards unless a backslash stands before them.
    // Errors: invalid.
    static Result<ObjectNamePattern> parse(std::string_view text);

    bool matches(const jmx::ObjectName& name) const;
    // As given: what a JVM takes for a query.
    const std::string& text() const { return text_; }

  private:
    std::string text_;
    std::string domain_;
    std::vector<jmx::KeyProperty> properties_;
    bool takes_more_ = false;  // a '*' among the properties: others may stand beside them
};

}  // namespace ballast::agent::metrics
