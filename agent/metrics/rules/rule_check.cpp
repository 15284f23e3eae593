#include "agent/metrics/rules/rule_check.hpp"

#include <utility>

namespace ballast::agent::metrics {

RuleCheck check_rules(std::shared_ptr<const Configuration> configuration,
                      std::span<const jmx::Bean> beans, const Clock& clock) {
    RuleEngine engine(std::move(configuration), &clock);
    engine.begin();
    for (const auto& bean : beans) {
        engine.add(bean);
    }
    RuleCheck out;
    out.collected = engine.finish();
    for (std::size_t i = 0; i < engine.uses().size(); ++i) {
        const auto& rule = engine.configuration().rules[i];
        out.rules.push_back({rule.position.line, rule.pattern_text, engine.uses()[i]});
    }
    return out;
}

}  // namespace ballast::agent::metrics
