// jmx_exporter's configuration file, read. Source: prometheus/jmx_exporter 1.6.0, JmxCollector and
// the reference of its website.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/jmx/value.hpp"
#include "agent/metrics/exposition/family.hpp"
#include "agent/metrics/rules/object_name_pattern.hpp"
#include "agent/metrics/rules/replacement.hpp"
#include "agent/metrics/rules/rule_regex.hpp"
#include "common/document/document.hpp"
#include "common/yaml/yaml.hpp"

namespace ballast::agent::metrics {

// A replacement that cannot be made is no error of the file, as jmx_exporter reads it: the rule may
// never match. It is a warning, and a problem of each attribute that it matches.
using Template = Result<Replacement>;

struct Rule {
    yaml::Position position;         // of the rule in its file
    std::string pattern_text;        // as written; empty: every attribute matches
    std::optional<RuleRegex> regex;  // of pattern_text
    std::optional<Template> name;    // none: the default name
    std::optional<Template> value;   // none: the attribute's
    std::optional<Template> help;    // none: made of the bean's name
    std::vector<std::pair<Template, Template>> labels;
    double value_factor = 1;
    Type type = Type::unknown;
    bool cache = false;
    bool snake_case_attribute = false;
};

// metricCustomizers: labels and attributes for the beans of a domain that have these properties.
struct Customizer {
    std::string domain;
    std::vector<jmx::KeyProperty> properties;
    std::vector<std::string> attributes_as_labels;
    std::vector<jmx::Attribute> extra_attributes;
};

struct KeyStore {
    std::string file;
    std::string type;
    std::string password;
};

// How to reach the JVM, where the file says so.
struct JmxConnection {
    std::string url;  // of jmxUrl, or made of hostPort; empty: the node's own JVM
    std::string username;
    std::string password;
    bool tls = false;
    std::optional<KeyStore> key_store;
    std::optional<KeyStore> trust_store;
    std::vector<std::string> protocols;
    std::vector<std::string> ciphers;
};

// A bean's attributes by name. The bean is the canonical ObjectName: no patterns here.
using AttributesOfBean = std::pair<std::string, std::vector<std::string>>;

struct Configuration {
    int start_delay_seconds = 0;
    JmxConnection connection;
    bool lowercase_names = false;
    bool lowercase_label_names = false;
    bool infer_counters = false;             // from a name that ends with "_total"
    std::vector<ObjectNamePattern> include;  // empty: no bean at all
    std::vector<ObjectNamePattern> exclude;
    std::vector<AttributesOfBean> include_attributes;  // empty: all
    std::vector<AttributesOfBean> exclude_attributes;
    bool auto_exclude_attributes = true;  // those of a type that gives no metric
    std::vector<Customizer> customizers;
    std::vector<Rule> rules;
    std::string metrics_path = "/metrics";
    // What the file says and what has no effect, or not the one that seems to be meant.
    std::vector<document::Problem> warnings;
};

// The value of an environment variable; nothing where there is none.
using Environment = std::function<std::optional<std::string>(const std::string&)>;

// Reads a file's text; `file` is its name in errors. ${NAME} in username and password is taken from
// the environment. Errors: all problems that were found, each with line, key and what would be
// right; also for what Ballast cannot do, such as Java plug-ins.
std::expected<Configuration, std::vector<document::Problem>> read_configuration(
    std::string_view text, const std::string& file, const Environment& environment);

}  // namespace ballast::agent::metrics
