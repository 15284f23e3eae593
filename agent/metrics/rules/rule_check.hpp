// What a rule file would do with the beans of a JVM, for `ballast metrics check`.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "agent/jmx/value.hpp"
#include "agent/metrics/rules/configuration.hpp"
#include "agent/metrics/rules/rule_engine.hpp"
#include "common/clock.hpp"

namespace ballast::agent::metrics {

struct RuleCheck {
    struct OfRule {
        int line = 0;
        std::string pattern;  // as written; empty: every attribute
        RuleUse use;          // `matched` 0: it never took an attribute
    };

    std::vector<OfRule> rules;
    Collected collected;
};

// One collection with nothing kept from earlier ones. A rule that an earlier one leaves nothing for
// counts as one that never matches.
RuleCheck check_rules(std::shared_ptr<const Configuration> configuration,
                      std::span<const jmx::Bean> beans, const Clock& clock);

}  // namespace ballast::agent::metrics
