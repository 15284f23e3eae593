#include "agent/metrics/rules/rule_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "agent/metrics/rules/bean_walk.hpp"
#include "agent/metrics/rules/matched_families.hpp"
#include "agent/metrics/rules/names.hpp"
#include "common/text.hpp"

namespace ballast::agent::metrics {
namespace {

// Longer texts are cut before they are matched: no rule looks there, and the limits of a pattern's
// steps grow with what it is given.
constexpr std::size_t kMostValueBytes = 2000;
constexpr std::size_t kMostProblems = 100;

// Costly to read, and of no use (JmxScraper.scrapeBean).
bool is_passed_over(const jmx::ObjectName& bean, std::string_view attribute) {
    static constexpr std::array<std::string_view, 4> kOfRuntime{"systemproperties", "classpath",
                                                                "bootclasspath", "librarypath"};
    if (bean.text == "jdk.management.jfr:type=FlightRecorder") {
        return true;
    }
    return bean.text == "java.lang:type=Runtime" &&
           std::ranges::find(kOfRuntime, to_lower(attribute)) != kOfRuntime.end();
}

bool has(const std::unordered_map<std::string, std::unordered_set<std::string>>& names,
         const std::string& bean, std::string_view attribute) {
    const auto at = names.find(bean);
    return at != names.end() && at->second.contains(std::string(attribute));
}

void put(std::unordered_map<std::string, std::unordered_set<std::string>>& out,
         const std::vector<AttributesOfBean>& from) {
    for (const auto& [bean, attributes] : from) {
        out[bean].insert(attributes.begin(), attributes.end());
    }
}

// "domain<k=v, k=v>".
std::string input_of(const std::string& domain, const std::vector<jmx::KeyProperty>& properties) {
    auto out = domain;
    out += '<';
    bool first = true;
    for (const auto& property : properties) {
        out += first ? "" : ", ";
        first = false;
        out += property.key;
        out += '=';
        out += property.value;
    }
    out += '>';
    return out;
}

// What tells an attribute's values apart within its bean.
std::string path_of(const Reading& reading, std::size_t bean_properties) {
    std::string out(reading.name);
    for (const auto& key : reading.keys) {
        out += '\x1F';
        out += key;
    }
    for (auto i = bean_properties; i < reading.properties.size(); ++i) {
        out += '\x1E';
        out += reading.properties[i].key;
        out += '=';
        out += reading.properties[i].value;
    }
    return out;
}

std::optional<double> number_of(const jmx::Value& value) {
    if (const auto* const flag = std::get_if<bool>(&value.data)) {
        return *flag ? 1.0 : 0.0;
    }
    if (const auto* const integer = std::get_if<std::int64_t>(&value.data)) {
        return static_cast<double>(*integer);
    }
    if (const auto* const single = std::get_if<float>(&value.data)) {
        return static_cast<double>(*single);
    }
    if (const auto* const number = std::get_if<double>(&value.data)) {
        return *number;
    }
    return std::nullopt;
}

}  // namespace

RuleEngine::RuleEngine(std::shared_ptr<const Configuration> configuration, const Clock* clock)
    : configuration_(std::move(configuration)),
      has_cached_rules_(std::ranges::any_of(configuration_->rules, &Rule::cache)),
      evaluator_(*configuration_, clock) {
    put(included_, configuration_->include_attributes);
    put(excluded_, configuration_->exclude_attributes);
}

bool RuleEngine::wants(const jmx::ObjectName& bean) const {
    const auto matches = [&](const ObjectNamePattern& pattern) { return pattern.matches(bean); };
    return std::ranges::any_of(configuration_->include, matches) &&
           std::ranges::none_of(configuration_->exclude, matches);
}

bool RuleEngine::wants(const jmx::ObjectName& bean, std::string_view attribute) const {
    return !is_passed_over(bean, attribute) && !has(excluded_, bean.canonical, attribute) &&
           !has(unsupported_, bean.canonical, attribute) &&
           (included_.empty() || has(included_, bean.canonical, attribute));
}

void RuleEngine::begin() {
    evaluator_.begin();
    cache_.begin();
    collected_ = {};
    values_.clear();
    seen_unsupported_.clear();
}

const Customizer* RuleEngine::customizer_of(const jmx::ObjectName& bean) const {
    const auto fits = [&](const Customizer& customizer) {
        return customizer.domain == bean.domain &&
               std::ranges::all_of(customizer.properties, [&](const jmx::KeyProperty& wanted) {
                   const auto* const value = bean.find(wanted.key);
                   return value != nullptr && *value == wanted.value;
               });
    };
    const auto at = std::ranges::find_if(configuration_->customizers, fits);
    return at == configuration_->customizers.end() ? nullptr : &*at;
}

void RuleEngine::add(const jmx::Bean& bean) {
    bool is_new = false;
    auto& decisions = cache_.bean(bean.name, is_new);
    if (is_new) {
        decisions.is_wanted = wants(bean.name);
        decisions.input =
            std::make_shared<const std::string>(input_of(bean.name.domain, bean.name.properties));
    }
    if (!decisions.is_wanted) {
        return;
    }
    const auto had_unsupported = unsupported_.contains(bean.name.canonical);
    if (had_unsupported) {
        seen_unsupported_.insert(bean.name.canonical);
    }
    std::vector<const jmx::Attribute*> wanted;
    for (const auto& attribute : bean.attributes) {
        if (wants(bean.name, attribute.name)) {
            wanted.push_back(&attribute);
        }
    }
    Labels extra_labels;
    const BeanVisitor visitor{
        .reading = [&](const Reading& reading) { record(bean, decisions, extra_labels, reading); },
        .unsupported =
            [&](std::string_view attribute) {
                if (configuration_->auto_exclude_attributes) {
                    unsupported_[bean.name.canonical].emplace(attribute);
                    seen_unsupported_.insert(bean.name.canonical);
                }
            }};
    if (const auto* const customizer = customizer_of(bean.name);
        customizer != nullptr && !wanted.empty()) {
        for (const auto& name : customizer->attributes_as_labels) {
            const auto at = std::ranges::find(wanted, name, &jmx::Attribute::name);
            if (at != wanted.end() && !std::holds_alternative<std::monostate>((*at)->value.data)) {
                auto label = to_safe_name(name);
                std::string text;
                append_text(text, (*at)->value);
                extra_labels.push_back(
                    {configuration_->lowercase_label_names ? to_lower(label) : label, text});
            }
        }
        for (const auto& attribute : customizer->extra_attributes) {
            walk(bean, attribute, visitor);
        }
    }
    for (const auto* const attribute : wanted) {
        walk(bean, *attribute, visitor);
    }
}

void RuleEngine::record(const jmx::Bean& bean, BeanDecisions& decisions, const Labels& extra_labels,
                        const Reading& reading) {
    RuleInput input{.domain = bean.name.domain,
                    .reading = reading,
                    .extra_labels = extra_labels,
                    .bean_input = decisions.input};
    if (reading.has_row_properties) {
        input.bean_input =
            std::make_shared<const std::string>(input_of(bean.name.domain, reading.properties));
    }
    // Labels of a customizer may change with each value.
    auto* const decision = extra_labels.empty()
                               ? decisions.find(path_of(reading, bean.name.properties.size()))
                               : nullptr;
    append_text(input.value, reading.value);
    if (input.value.size() > kMostValueBytes) {
        input.value.resize(kMostValueBytes);
    }
    ++collected_.attributes;
    const auto outcome = decide(input, decision);
    const bool is_cached = decision != nullptr && (decision->is_pinned || decision->is_missed);
    collected_.cached += has_cached_rules_ && is_cached ? 1 : 0;
    take(outcome, reading.value);
}

Outcome RuleEngine::decide(const RuleInput& input, Decision* decision) {
    using Which = RuleEvaluator::Which;
    const auto all = configuration_->rules.size();
    if (decision == nullptr) {
        return evaluator_.first_match(input, Which::all, 0, all);
    }
    // What the last collection did not ask for is forgotten.
    if (decision->collection + 1 < cache_.collection()) {
        *decision = {.path = std::move(decision->path)};
    }
    decision->collection = cache_.collection();
    if (decision->is_pinned) {
        ++evaluator_.uses()[decision->of_the_name.rule].matched;
        return decision->of_the_name;
    }
    auto outcome = is_plain(input.value)
                       ? decide_by_name(input, *decision)
                       : evaluator_.first_match(
                             input, decision->is_missed ? Which::uncached : Which::all, 0, all);
    if (outcome.verdict == Verdict::sample && configuration_->rules[outcome.rule].cache) {
        decision->of_the_name = outcome;
        decision->is_pinned = true;
    } else if (outcome.verdict == Verdict::no_rule) {
        decision->is_missed = true;
    }
    return outcome;
}

// The same outcome as of all rules in their order, with patterns run that look at the value only.
Outcome RuleEngine::decide_by_name(const RuleInput& input, Decision& decision) {
    using Which = RuleEvaluator::Which;
    const auto all = configuration_->rules.size();
    const bool was_made = decision.is_made;
    if (!was_made) {
        const auto before = evaluator_.times_given_up();
        decision.of_the_name = evaluator_.first_match(input, Which::of_the_name, 0, all);
        // A pattern that was given up is run again: its failure is to be seen each time.
        decision.is_made = evaluator_.times_given_up() == before;
    }
    const auto& kept = decision.of_the_name;
    const auto end = kept.verdict == Verdict::no_rule ? all : kept.rule;
    auto outcome = evaluator_.first_match(input, Which::of_the_value, 0, end);
    if (outcome.verdict != Verdict::no_rule) {
        if (!was_made && kept.verdict != Verdict::no_rule) {
            --evaluator_.uses()[kept.rule].matched;
        }
        return outcome;
    }
    if (was_made && kept.verdict != Verdict::no_rule) {
        ++evaluator_.uses()[kept.rule].matched;
        evaluator_.uses()[kept.rule].failures += kept.verdict == Verdict::failed ? 1 : 0;
    }
    return kept;
}

void RuleEngine::take(const Outcome& outcome, const jmx::Value& value) {
    if (outcome.verdict == Verdict::no_rule) {
        ++collected_.unmatched;
    }
    if (outcome.verdict != Verdict::sample) {
        return;
    }
    const auto& match = *outcome.match;
    auto number = match.value ? match.value : number_of(value);
    if (!number) {
        return;
    }
    if (match.value || !std::holds_alternative<bool>(value.data)) {
        *number *= match.factor;
    }
    ++evaluator_.uses()[outcome.rule].samples;
    ++collected_.samples;
    values_.push_back({outcome.match, *number});
}

Collected RuleEngine::finish() {
    auto [families, with_losses] = to_families(std::exchange(values_, {}));
    collected_.families = std::move(families);
    auto& problems = collected_.problems;
    for (std::size_t i = 0; i < uses().size() && problems.size() < kMostProblems; ++i) {
        const auto& use = uses()[i];
        if (use.failures > 0) {
            problems.push_back(fmt::format("line {}: rules[{}]: {} ({} times)",
                                           configuration_->rules[i].position.line, i, use.failure,
                                           use.failures));
        }
    }
    for (const auto& name : with_losses) {
        problems.push_back(fmt::format(
            "{}: samples with equal labels, or of a counter below 0, are left out; let the rule "
            "make labels of what tells its beans apart, or a GAUGE",
            name));
    }
    cache_.end();
    evaluator_.forget_unused_names();
    std::erase_if(unsupported_,
                  [this](const auto& bean) { return !seen_unsupported_.contains(bean.first); });
    return std::exchange(collected_, {});
}

}  // namespace ballast::agent::metrics
