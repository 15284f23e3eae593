// Which rule takes an attribute, and what it makes of it. Source: prometheus/jmx_exporter 1.6.0,
// JmxCollector.Receiver.recordBean and defaultExport.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent/metrics/rules/bean_walk.hpp"
#include "agent/metrics/rules/configuration.hpp"
#include "agent/metrics/rules/rule_match.hpp"
#include "common/clock.hpp"

namespace ballast::agent::metrics {

struct RuleInput {
    const std::string& domain;
    const Reading& reading;
    const Labels& extra_labels;                     // of a customizer
    std::shared_ptr<const std::string> bean_input;  // "domain<k=v, k=v>"
    std::string value;                              // as text
};

// What a rule did since begin().
struct RuleUse {
    std::uint64_t tried = 0;    // how often its pattern was run
    std::uint64_t matched = 0;  // how often it took an attribute
    std::uint64_t samples = 0;
    std::uint64_t failures = 0;
    std::string failure;                  // the last one; kept by begin()
    std::chrono::nanoseconds elapsed{0};  // in its pattern; only where a clock was given
};

class RuleEvaluator {
  public:
    // `clock`: null where nobody asks what rules cost; else it outlives this.
    RuleEvaluator(const Configuration& configuration, const Clock* clock);

    void begin();
    // Forgets names of families that nobody else holds.
    void forget_unused_names();

    // The first of the rules that are `which` to take the input, from rule `from` up to before rule
    // `to`.
    enum class Which : std::uint8_t { all, of_the_value, of_the_name, uncached };
    Outcome first_match(const RuleInput& input, Which which, std::size_t from, std::size_t to);

    std::vector<RuleUse>& uses() { return uses_; }
    const std::vector<RuleUse>& uses() const { return uses_; }
    // How often a pattern was given up, or not run since it was given up too often.
    std::uint64_t times_given_up() const { return times_given_up_; }

  private:
    // A pattern that takes too many steps is not run again in a collection after so many times.
    static constexpr std::uint64_t kMostFailures = 3;

    const Configuration& configuration_;
    const Clock* clock_;
    std::vector<RuleUse> uses_;
    std::vector<std::uint64_t> given_up_;
    std::unordered_map<std::string, std::shared_ptr<const FamilyName>> names_;
    std::string subject_;  // of the last match
    Captures captures_;    // point into it
    std::uint64_t times_given_up_ = 0;

    bool matches(const Rule& rule, std::size_t index, const RuleInput& input);
    Outcome outcome(const Rule& rule, std::size_t index, const RuleInput& input);
    Outcome failed(std::size_t index, std::string why);
    Outcome finish(const Rule& rule, std::size_t index, const RuleInput& input, std::string name,
                   std::string help, Labels labels, std::optional<double> value);
    Result<Labels> labels_of(const Rule& rule, const RuleInput& input) const;
    Labels default_labels(const RuleInput& input) const;
    std::string label_name(std::string_view text) const;
};

// Whether a match of the rule says nothing of a plain value (pattern_outline.hpp), so that it holds
// for the attribute's later values, too.
bool is_of_the_name(const Rule& rule);

}  // namespace ballast::agent::metrics
