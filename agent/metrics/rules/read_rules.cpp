#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "agent/metrics/rules/configuration_parts.hpp"

namespace ballast::agent::metrics {
namespace {

constexpr std::size_t kMostRules = 2000;
constexpr std::size_t kMostLabels = 100;

class RuleReader {
  public:
    RuleReader(const yaml::Node& node, std::string path, YamlValues& values)
        : node_(node), path_(std::move(path)), values_(values) {}

    Rule read() {
        rule_.position = node_.position;
        read_pattern();
        rule_.name = template_at("name", false);
        rule_.value = template_at("value", true);
        rule_.help = template_at("help", false);
        read_labels();
        read_type();
        read_flag("cache", rule_.cache);
        read_flag("attrNameSnakeCase", rule_.snake_case_attribute);
        if (const auto* const factor = node_.find("valueFactor")) {
            rule_.value_factor = values_.number(*factor, path_ + "valueFactor").value_or(1);
        }
        check_keys();
        return std::move(rule_);
    }

  private:
    const yaml::Node& node_;
    std::string path_;
    YamlValues& values_;
    Rule rule_;

    void read_pattern() {
        const auto* const node = node_.find("pattern");
        if (node == nullptr) {
            return;
        }
        const auto text = values_.scalar(*node, path_ + "pattern");
        if (!text) {
            return;
        }
        rule_.pattern_text = node->text;
        auto regex = RuleRegex::compile(node->text);
        if (regex) {
            rule_.regex = *std::move(regex);
        } else {
            values_.refuse(node->position, path_ + "pattern", regex.error().message,
                           "write a regular expression of Java");
        }
    }

    Template parse(const yaml::Node& node, const std::string& key, const std::string& text) {
        static const std::vector<JavaPattern::Group> kNone;
        auto replacement = Replacement::parse(text, rule_.regex ? rule_.regex->groups() : kNone);
        // A pattern that was refused leaves no groups to speak of.
        if (!replacement && (rule_.regex || node_.find("pattern") == nullptr)) {
            values_.warn(node.position, path_ + key, replacement.error().message,
                         "no attribute that the rule matches gives a sample until this is right");
        }
        return replacement;
    }

    std::optional<Template> template_at(const std::string& key, bool takes_numbers) {
        const auto* const node = node_.find(key);
        // An empty value says the same as none, for all but a name.
        if (node == nullptr || node->kind == yaml::Kind::null) {
            return std::nullopt;
        }
        const auto text =
            takes_numbers ? values_.scalar(*node, path_ + key) : values_.text(*node, path_ + key);
        if (!text || (takes_numbers && text->empty())) {
            return std::nullopt;
        }
        return parse(*node, key, *text);
    }

    void read_labels() {
        const auto* const node = node_.find("labels");
        if (node == nullptr || !values_.is_map(*node, path_ + "labels")) {
            return;
        }
        if (node->entries.size() > kMostLabels) {
            values_.refuse(node->position, path_ + "labels",
                           fmt::format("more than {} labels", kMostLabels), "write fewer");
            return;
        }
        for (const auto& entry : node->entries) {
            const auto key = "labels." + entry.key;
            if (const auto text = values_.text(entry.value, path_ + key)) {
                auto name = parse(entry.value, key, entry.key);
                auto value = parse(entry.value, key, *text);
                rule_.labels.emplace_back(std::move(name), std::move(value));
            }
        }
    }

    void read_type() {
        const auto* const node = node_.find("type");
        if (node == nullptr) {
            return;
        }
        const auto text = values_.text(*node, path_ + "type");
        if (!text) {
            return;
        }
        if (*text == "GAUGE") {
            rule_.type = Type::gauge;
        } else if (*text == "COUNTER") {
            rule_.type = Type::counter;
        } else if (*text != "UNTYPED" && *text != "UNKNOWN") {
            values_.warn(node->position, path_ + "type",
                         fmt::format("{} is no type: the metric is untyped", *text),
                         "write GAUGE, COUNTER or UNTYPED, in capitals");
        }
    }

    void read_flag(const std::string& key, bool& out) {
        if (const auto* const node = node_.find(key)) {
            out = values_.boolean(*node, path_ + key).value_or(false);
        }
    }

    void check_keys() {
        static const std::vector<std::string> kKnown{"pattern",     "name",   "value",
                                                     "valueFactor", "labels", "help",
                                                     "cache",       "type",   "attrNameSnakeCase"};
        for (const auto& entry : node_.entries) {
            if (std::ranges::find(kKnown, entry.key) == kKnown.end()) {
                warn_of_unknown(entry, path_, kKnown, values_);
            }
        }
        const auto has = [this](std::string_view key) { return node_.find(key) != nullptr; };
        if ((has("labels") || has("help")) && !has("name")) {
            values_.refuse(node_.position, path_ + "name", "is missing beside labels or help",
                           "write a name, or leave labels and help out");
        }
        if ((has("name") || has("value")) && !has("pattern")) {
            values_.refuse(node_.position, path_ + "pattern", "is missing beside name or value",
                           "write a pattern; .* matches everything");
        }
    }
};

}  // namespace

void read_rules(const yaml::Node& list, Configuration& out, YamlValues& values) {
    if (!values.is_list(list, "rules")) {
        return;
    }
    if (list.items.size() > kMostRules) {
        values.refuse(list.position, "rules", fmt::format("more than {} rules", kMostRules),
                      "write fewer");
        return;
    }
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        const auto path = fmt::format("rules[{}].", i);
        const auto& item = list.items[i];
        if (values.is_map(item, fmt::format("rules[{}]", i))) {
            out.rules.push_back(RuleReader(item, path, values).read());
        }
    }
}

}  // namespace ballast::agent::metrics
