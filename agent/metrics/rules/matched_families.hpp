// Families of the samples of one collection. Source: prometheus/jmx_exporter 1.6.0,
// MatchedRuleToMetricSnapshotsConverter.
#pragma once

#include <string>
#include <vector>

#include "agent/metrics/exposition/family.hpp"
#include "agent/metrics/rules/rule_match.hpp"

namespace ballast::agent::metrics {

struct MatchedFamilies {
    std::vector<Family> families;  // as normalize() leaves them
    // Names of families that lost samples, at most 20: equal ones, where jmx_exporter answers 500
    // to the whole scrape, and negative counters, where it does, too.
    std::vector<std::string> with_losses;
};

// A family is of the type that all of its matches have, else unknown. Where samples have equal
// labels, all of the family's get a label `_objectname` with the input of their rule.
MatchedFamilies to_families(std::vector<MatchedValue> values);

}  // namespace ballast::agent::metrics
