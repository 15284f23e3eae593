// Beans in, metric families out, as a jmx_exporter configuration says.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "agent/jmx/value.hpp"
#include "agent/metrics/exposition/family.hpp"
#include "agent/metrics/rules/configuration.hpp"
#include "agent/metrics/rules/rule_cache.hpp"
#include "agent/metrics/rules/rule_evaluator.hpp"
#include "common/clock.hpp"

namespace ballast::agent::metrics {

struct Collected {
    std::vector<Family> families;  // as normalize() leaves them
    std::uint64_t samples = 0;
    std::uint64_t attributes = 0;  // single values that rules were asked about
    std::uint64_t unmatched = 0;   // of those, the ones that no rule took
    std::uint64_t cached = 0;      // jmx_scrape_cached_beans
    // What is wrong with rules or samples, at most 100 lines; jmx_scrape_error is 1 where there are
    // some. Everything that is not named here is in `families`.
    std::vector<std::string> problems;
};

// One thread, or one strand, at a time. Keeps decisions from collection to collection.
class RuleEngine {
  public:
    // `clock`: null where nobody asks what rules cost; else it outlives this.
    explicit RuleEngine(std::shared_ptr<const Configuration> configuration,
                        const Clock* clock = nullptr);
    RuleEngine(const RuleEngine&) = delete;
    RuleEngine& operator=(const RuleEngine&) = delete;

    // What need not be read from the JVM at all. add() passes over it, too.
    bool wants(const jmx::ObjectName& bean) const;
    bool wants(const jmx::ObjectName& bean, std::string_view attribute) const;

    // One collection: begin(), then add() for each bean, once, then finish(). begin() forgets a
    // collection that was not finished.
    void begin();
    void add(const jmx::Bean& bean);
    Collected finish();

    // What each rule did in the collection, in the order of the rules; until the next begin().
    const std::vector<RuleUse>& uses() const { return evaluator_.uses(); }
    const Configuration& configuration() const { return *configuration_; }

  private:
    using Names = std::unordered_set<std::string>;
    using NamesOfBeans = std::unordered_map<std::string, Names>;  // by the canonical name

    std::shared_ptr<const Configuration> configuration_;
    NamesOfBeans included_;
    NamesOfBeans excluded_;
    NamesOfBeans unsupported_;  // attributes that gave no metric by their type
    bool has_cached_rules_;
    RuleEvaluator evaluator_;
    RuleCache cache_;
    Collected collected_;
    std::vector<MatchedValue> values_;
    std::unordered_set<std::string> seen_unsupported_;  // beans of unsupported_ that are there

    const Customizer* customizer_of(const jmx::ObjectName& bean) const;
    void record(const jmx::Bean& bean, BeanDecisions& decisions, const Labels& extra_labels,
                const Reading& reading);
    Outcome decide(const RuleInput& input, Decision* decision);
    Outcome decide_by_name(const RuleInput& input, Decision& decision);
    void take(const Outcome& outcome, const jmx::Value& value);
};

}  // namespace ballast::agent::metrics
