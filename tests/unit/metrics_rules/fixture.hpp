// The beans of the fixture, as record/Record.java writes them down.
#pragma once

#include <string>
#include <vector>

#include "agent/jmx/value.hpp"
#include "agent/metrics/rules/configuration.hpp"
#include "agent/metrics/rules/rule_engine.hpp"

namespace ballast::test {

// The text of a file below tests/unit/metrics_rules; fails the test where it cannot be read.
std::string fixture_text(const std::string& name);
const std::vector<agent::jmx::Bean>& fixture_beans();

agent::jmx::Bean bean(const std::string& name, std::vector<agent::jmx::Attribute> attributes);

// A configuration that must be right.
std::shared_ptr<const agent::metrics::Configuration> configuration(const std::string& text);

// One collection.
agent::metrics::Collected collect(agent::metrics::RuleEngine& engine,
                                  const std::vector<agent::jmx::Bean>& beans);

// The samples, without HELP and TYPE, of one collection.
std::string samples(const std::string& rules, const std::vector<agent::jmx::Bean>& beans);

}  // namespace ballast::test
