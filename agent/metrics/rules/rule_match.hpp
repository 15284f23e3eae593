// What a rule makes of one attribute, without its value: made once, used by each collection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "agent/metrics/exposition/family.hpp"

namespace ballast::agent::metrics {

struct FamilyName {
    std::string name;
    std::string help;  // of the first match with this name
};

struct RuleMatch {
    std::shared_ptr<const FamilyName> family;
    Labels labels;
    Type type = Type::unknown;
    std::optional<double> value;  // of the rule's `value`; none: the attribute's
    double factor = 1;
    // Both together are the rule's input up to its last ':', which tells samples apart whose
    // labels are equal.
    std::shared_ptr<const std::string> bean_input;
    std::string attribute_input;
};

// What the rules say about an attribute. Where jmx_exporter gives up a whole scrape at `failed`,
// Ballast leaves out that sample and says so.
enum class Verdict : std::uint8_t { no_rule, sample, dropped, failed };

struct Outcome {
    Verdict verdict = Verdict::no_rule;
    std::size_t rule = 0;                    // where one matched
    std::shared_ptr<const RuleMatch> match;  // where the verdict is `sample`
};

struct MatchedValue {
    std::shared_ptr<const RuleMatch> match;
    double value = 0;
};

}  // namespace ballast::agent::metrics
