#include "agent/metrics/rules/rule_evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "agent/metrics/exposition/java_number.hpp"
#include "agent/metrics/rules/names.hpp"
#include "common/text.hpp"

namespace ballast::agent::metrics {
namespace {

// In place of the value, for rules whose matches are kept (MatchedRulesCache).
constexpr std::string_view kCachedValue = "<cache>";

std::string attribute_of(const Rule& rule, const RuleInput& input) {
    return rule.snake_case_attribute ? to_snake_case(input.reading.name)
                                     : std::string(input.reading.name);
}

// "<key, key>attribute: value".
std::string attribute_input(const Rule& rule, const RuleInput& input) {
    return fmt::format("<{}>{}: {}", fmt::join(input.reading.keys, ", "), attribute_of(rule, input),
                       rule.cache ? kCachedValue : std::string_view(input.value));
}

std::string default_name(const Rule& rule, const RuleInput& input) {
    auto name = input.domain;
    if (!input.reading.properties.empty()) {
        name += '_';
        name += input.reading.properties.front().value;
    }
    for (const auto& key : input.reading.keys) {
        name += '_';
        name += key;
    }
    name += '_';
    name += attribute_of(rule, input);
    return to_safe_name(name);
}

std::string default_help(const RuleInput& input) {
    const auto value_of = [&](std::string_view key) -> std::string_view {
        const auto& properties = input.reading.properties;
        const auto at = std::ranges::find(properties, key, &jmx::KeyProperty::key);
        return at == properties.end() ? std::string_view("null") : std::string_view(at->value);
    };
    const auto* const description = input.reading.description;
    const bool says_more = description != nullptr && *description != input.reading.name;
    return fmt::format("{}{}{}:name={},type={},attribute={}", says_more ? *description : "",
                       says_more ? " " : "", input.domain, value_of("name"), value_of("type"),
                       input.reading.name);
}

}  // namespace

bool is_of_the_name(const Rule& rule) {
    return rule.cache || !rule.regex || rule.regex->ends_before_value();
}

RuleEvaluator::RuleEvaluator(const Configuration& configuration, const Clock* clock)
    : configuration_(configuration),
      clock_(clock),
      uses_(configuration.rules.size()),
      given_up_(configuration.rules.size()) {}

void RuleEvaluator::begin() {
    for (auto& use : uses_) {
        auto failure = std::move(use.failure);
        use = {.failure = std::move(failure)};
    }
    std::ranges::fill(given_up_, 0);
}

void RuleEvaluator::forget_unused_names() {
    std::erase_if(names_, [](const auto& name) { return name.second.use_count() == 1; });
}

Outcome RuleEvaluator::first_match(const RuleInput& input, Which which, std::size_t from,
                                   std::size_t to) {
    for (std::size_t i = from; i < to; ++i) {
        const auto& rule = configuration_.rules[i];
        if ((which == Which::of_the_name && !is_of_the_name(rule)) ||
            (which == Which::of_the_value && is_of_the_name(rule)) ||
            (which == Which::uncached && rule.cache)) {
            continue;
        }
        if (!rule.regex || matches(rule, i, input)) {
            ++uses_[i].matched;
            return outcome(rule, i, input);
        }
    }
    return {};
}

bool RuleEvaluator::matches(const Rule& rule, std::size_t index, const RuleInput& input) {
    auto& use = uses_[index];
    if (given_up_[index] >= kMostFailures) {
        ++times_given_up_;
        return false;
    }
    ++use.tried;
    subject_ = *input.bean_input;
    subject_ += attribute_input(rule, input);
    const auto began = clock_ != nullptr ? clock_->steady() : SteadyTime();
    const auto matched = rule.regex->match(subject_, captures_);
    if (clock_ != nullptr) {
        use.elapsed += clock_->steady() - began;
    }
    if (matched) {
        return *matched;
    }
    ++given_up_[index];
    ++times_given_up_;
    failed(index, fmt::format("{} (on {})", matched.error().message, subject_.substr(0, 200)));
    return false;
}

Outcome RuleEvaluator::failed(std::size_t index, std::string why) {
    ++uses_[index].failures;
    uses_[index].failure = std::move(why);
    return {.verdict = Verdict::failed, .rule = index, .match = nullptr};
}

Outcome RuleEvaluator::outcome(const Rule& rule, std::size_t index, const RuleInput& input) {
    Outcome dropped{.verdict = Verdict::dropped, .rule = index, .match = nullptr};
    std::optional<double> value;
    if (rule.value) {
        if (!*rule.value) {
            return failed(index, "value: " + rule.value->error().message);
        }
        value = parse_java_double((*rule.value)->expand(captures_));
        if (!value) {
            return dropped;
        }
    }
    if (!rule.name) {
        return finish(rule, index, input, default_name(rule, input), default_help(input),
                      default_labels(input), value);
    }
    if (!*rule.name) {
        return failed(index, "name: " + rule.name->error().message);
    }
    auto name = to_safe_name((*rule.name)->expand(captures_));
    if (name.empty()) {
        return dropped;
    }
    if (rule.help && !*rule.help) {
        return failed(index, "help: " + rule.help->error().message);
    }
    auto labels = labels_of(rule, input);
    if (!labels) {
        return failed(index, labels.error().message);
    }
    auto help = rule.help ? (*rule.help)->expand(captures_) : default_help(input);
    return finish(rule, index, input, std::move(name), std::move(help), *std::move(labels), value);
}

Outcome RuleEvaluator::finish(const Rule& rule, std::size_t index, const RuleInput& input,
                              std::string name, std::string help, Labels labels,
                              std::optional<double> value) {
    std::ranges::sort(labels);
    const auto repeated = std::ranges::adjacent_find(labels, {}, &Label::name);
    if (repeated != labels.end()) {
        return failed(index, fmt::format("two labels are named {}", repeated->name));
    }
    if (configuration_.lowercase_names) {
        name = to_lower(name);
    }
    const bool counter = configuration_.infer_counters && name.ends_with("_total");
    name = without_reserved_suffixes(std::move(name));
    auto& family = names_[name];
    if (!family) {
        family = std::make_shared<const FamilyName>(std::move(name), std::move(help));
    }
    auto match = std::make_shared<RuleMatch>();
    match->family = family;
    match->labels = std::move(labels);
    match->type = counter ? Type::counter : rule.type;
    match->value = value;
    match->factor = rule.value_factor;
    match->bean_input = input.bean_input;
    match->attribute_input = attribute_input(rule, input);
    match->attribute_input.resize(match->attribute_input.rfind(':'));
    return {.verdict = Verdict::sample, .rule = index, .match = std::move(match)};
}

std::string RuleEvaluator::label_name(std::string_view text) const {
    auto name = to_safe_name(text);
    return configuration_.lowercase_label_names ? to_lower(name) : name;
}

Result<Labels> RuleEvaluator::labels_of(const Rule& rule, const RuleInput& input) const {
    auto labels = input.extra_labels;
    for (const auto& [name, value] : rule.labels) {
        if (!name || !value) {
            const auto& error = name ? value.error() : name.error();
            return fail(ErrorKind::invalid, "labels: " + error.message);
        }
        Label label{label_name(name->expand(captures_)), value->expand(captures_)};
        if (!label.name.empty() && !label.value.empty()) {
            labels.push_back(std::move(label));
        }
    }
    return labels;
}

Labels RuleEvaluator::default_labels(const RuleInput& input) const {
    auto labels = input.extra_labels;
    // The first one's value is in the name.
    for (std::size_t i = 1; i < input.reading.properties.size(); ++i) {
        const auto& property = input.reading.properties[i];
        labels.push_back({label_name(property.key), property.value});
    }
    return labels;
}

}  // namespace ballast::agent::metrics
