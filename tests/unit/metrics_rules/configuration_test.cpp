#include "agent/metrics/rules/configuration.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/metrics/rules/yaml_values.hpp"

namespace ballast::test {
namespace {

using namespace agent::metrics;
using testing::HasSubstr;

std::expected<Configuration, std::vector<document::Problem>> read(const std::string& text) {
    return read_configuration(text, "rules.yml", [](const std::string& name) {
        return name == "SET"     ? std::optional<std::string>(" secret ")
               : name == "BLANK" ? std::optional<std::string>("  ")
                                 : std::nullopt;
    });
}

// The first error as people read it, or the first warning, or "".
std::string complaint(const std::string& text) {
    const auto configuration = read(text);
    if (!configuration) {
        return document::to_string(configuration.error().front());
    }
    return configuration->warnings.empty()
               ? ""
               : "warning: " + document::to_string(configuration->warnings.front());
}

TEST(Configuration, EverythingHasADefault) {
    for (const auto* const text : {"", "{}", "# nothing\n", "---\n"}) {
        const auto configuration = read(text);
        ASSERT_TRUE(configuration.has_value()) << text;
        EXPECT_EQ(configuration->rules.size(), 1U);
        EXPECT_EQ(configuration->include.size(), 1U);
        EXPECT_TRUE(configuration->auto_exclude_attributes);
        EXPECT_FALSE(configuration->lowercase_names);
        EXPECT_EQ(configuration->metrics_path, "/metrics");
    }
    EXPECT_TRUE(read("rules: []")->rules.empty());
}

TEST(Configuration, AllKeysAreRead) {
    const auto configuration = read(R"(
startDelaySeconds: 5
hostPort: 127.0.0.1:9999
username: me
password: ${ SET }
ssl: {enabled: true, keyStore: {filename: k, type: PKCS12, password: "1"}, protocols: "TLSv1.3, TLSv1.2", ciphers: [A]}
lowercaseOutputName: yes
lowercaseOutputLabelNames: on
inferCounterTypeFromName: true
whitelistObjectNames: ["a:*"]
blacklistObjectNames: ["a:b=c", "a:b=d"]
excludeJvmMetrics: true
includeObjectNameAttributes: {"a:z=1,b=2": [X]}
excludeObjectNameAttributes: {"a:b=2": [Y, Z]}
autoExcludeObjectNameAttributes: false
metricCustomizers:
  - mbeanFilter: {domain: d, properties: {k: v}}
    attributesAsLabels: [A]
    extraMetrics: [{name: e, value: 1.5, description: text}]
httpServer: {metrics: {path: /m}}
rules:
  - pattern: a(b)
    name: n$1
    value: 0x10
    valueFactor: 1_000.5
    help: h
    type: COUNTER
    cache: true
    attrNameSnakeCase: yes
    labels: {z: a, b: "$1"}
)");
    ASSERT_TRUE(configuration.has_value()) << document::to_string(configuration.error().front());
    EXPECT_EQ(configuration->start_delay_seconds, 5);
    EXPECT_EQ(configuration->connection.url, "service:jmx:rmi:///jndi/rmi://127.0.0.1:9999/jmxrmi");
    EXPECT_EQ(configuration->connection.username, "me");
    EXPECT_EQ(configuration->connection.password, "secret");
    EXPECT_TRUE(configuration->connection.tls);
    EXPECT_EQ(configuration->connection.key_store->type, "PKCS12");
    EXPECT_THAT(configuration->connection.protocols, testing::ElementsAre("TLSv1.3", "TLSv1.2"));
    EXPECT_THAT(configuration->connection.ciphers, testing::ElementsAre("A"));
    EXPECT_TRUE(configuration->lowercase_names && configuration->lowercase_label_names &&
                configuration->infer_counters);
    EXPECT_EQ(configuration->include.size(), 1U);
    EXPECT_EQ(configuration->exclude.size(), 2U + 11U);
    EXPECT_EQ(configuration->include_attributes.at(0).first, "a:b=2,z=1");
    EXPECT_FALSE(configuration->auto_exclude_attributes);
    EXPECT_EQ(configuration->customizers.at(0).extra_attributes.at(0).value.data,
              agent::jmx::Value{1.5}.data);
    EXPECT_EQ(configuration->metrics_path, "/m");
    const auto& rule = configuration->rules.at(0);
    EXPECT_EQ(rule.position.line, 22);
    EXPECT_EQ(rule.value_factor, 1000.5);
    EXPECT_EQ(rule.type, Type::counter);
    EXPECT_TRUE(rule.cache && rule.snake_case_attribute && rule.name && rule.value && rule.help);
    EXPECT_EQ(rule.labels.size(), 2U);
    EXPECT_TRUE(configuration->warnings.empty())
        << document::to_string(configuration->warnings.front());
}

TEST(Configuration, ErrorsNameThePlaceAndWhatIsRight) {
    const std::pair<const char*, const char*> cases[] = {
        {"rules: 5", "rules.yml:1:8: rules: is no list"},
        {"rules:", "rules: has no value"},
        {"rules: [5]", "rules[0]: is no map"},
        {"- a", "not a map"},
        {"a: [", "rules.yml:"},
        {"rules:\n- pattern: '('\n", "rules.yml:2:12: rules[0].pattern: "},
        {"rules:\n- name: x\n", "rules.yml:2:3: rules[0].pattern: is missing"},
        {"rules:\n- {pattern: a, help: x}\n", "rules[0].name: is missing"},
        {"rules:\n- {pattern: a, labels: {}}\n", "rules[0].name: is missing"},
        {"rules: [{value: 1}]", "rules[0].pattern: is missing"},
        {"rules: [{pattern: a, valueFactor: x}]", "x is no number"},
        {"rules: [{pattern: a, cache: 1}]", "rules[0].cache: is neither true nor false"},
        {"rules: [{pattern: a, cache: 'true'}]", "without quotes"},
        {"rules: [{pattern: a, name: b, labels: {c: 1}}]", "write \"1\", with quotes"},
        {"rules: [{pattern: a, name: 1.5}]", "1.5 is a number in YAML"},
        {"rules: [{pattern: a, name: yes}]", "yes is a boolean in YAML"},
        {"rules: [{pattern: [a]}]", "is no text and no number"},
        {"rules: [{pattern: }]", "has no value"},
        {"rules: [{pattern: a, pattern: b}]", "rules.yml:1:"},
        {"lowercaseOutputName: 'yes'", "lowercaseOutputName: is neither true nor false"},
        {"startDelaySeconds: -1", "0 or more"},
        {"startDelaySeconds: soon", "soon is no number of seconds"},
        {"includeObjectNames: [x]", "'x' is no ObjectName"},
        {"whitelistObjectNames: a:*", "is no list"},
        {"excludeObjectNames: [5]", "5 is a number"},
        {"excludeObjectNameAttributes: {x: [A]}", "excludeObjectNameAttributes.x: "},
        {"hostPort: a:1\njmxUrl: b", "jmxUrl: stands beside hostPort"},
        {"password: ${UNSET}", "UNSET is not set"},
        {"password: ${BLANK}", "BLANK is empty"},
        {"password: ${ }", "names no environment variable"},
        {"password: 12345", "12345 is a number"},
        {"httpServer: {authentication: {plugin: {class: x.Y}}}", "Java class"},
        {"httpServer: {authentication: {basic: {username: u}}}", "web.yml"},
        {"httpServer: {ssl: {}}", "web.yml"},
        {"openTelemetry: {endpoint: x}", "scrape /metrics"},
        {"metricCustomizers: [{}]", "mbeanFilter: is missing"},
        {"metricCustomizers: [{mbeanFilter: {}, attributesAsLabels: []}]", "domain: is missing"},
        {"metricCustomizers: [{mbeanFilter: {domain: d}}]", "adds nothing"},
        {"metricCustomizers: [{mbeanFilter: {domain: d}, extraMetrics: [{name: x}]}]",
         "write both"},
        {"metricCustomizers:", "has no value"},
    };
    for (const auto& [text, wanted] : cases) {
        EXPECT_FALSE(read(text).has_value()) << text;
        EXPECT_THAT(complaint(text), HasSubstr(wanted)) << text;
    }
}

TEST(Configuration, WarnsOfWhatHasNoEffect) {
    const std::pair<const char*, const char*> cases[] = {
        {"lowercaseOutputNames: true", "did you mean lowercaseOutputName?"},
        {"cacheRules: true", "unknown key"},
        {"rules: [{pattern: a, nam: b}]", "rules[0].nam: unknown key"},
        {"rules: [{pattern: a, type: gauge}]", "gauge is no type"},
        {"rules: [{pattern: (a), name: $2}]", "the pattern has no group 2; it has 1"},
        {"rules: [{pattern: a, name: b, labels: {$1: x}}]", "no group 1"},
        {"excludeObjectNameAttributes: {'a:*': [A]}", "a pattern names no bean here"},
        {"includeObjectNames: []\nwhitelistObjectNames: []", "beside includeObjectNames"},
        {"httpServer: {threads: {minimum: 1}}", "has no effect"},
    };
    for (const auto& [text, wanted] : cases) {
        EXPECT_TRUE(read(text).has_value()) << text;
        EXPECT_THAT(complaint(text), testing::AllOf(HasSubstr("warning: "), HasSubstr(wanted)))
            << text;
    }
}

TEST(Configuration, LiteralsOfTheEnvironmentStay) {
    EXPECT_EQ(read("password: ${}")->connection.password, "${}");
    EXPECT_EQ(read("password: a${SET}")->connection.password, "a${SET}");
    EXPECT_EQ(read("username: ${SET}")->connection.username, "secret");
    EXPECT_EQ(read("password: \"12\"")->connection.password, "12");
}

TEST(Configuration, ManyErrorsAreReportedAtOnceAndBounded) {
    std::string text = "rules:\n";
    for (int i = 0; i < 500; ++i) {
        text += "- pattern: '('\n";
    }
    const auto configuration = read(text);
    ASSERT_FALSE(configuration.has_value());
    EXPECT_EQ(configuration.error().size(), 100U);
}

TEST(YamlValues, PlainNumbersAreThoseOfYaml11) {
    const std::pair<const char*, const char*> cases[] = {
        {"1", "1"},           {"-1_000", "-1000"},    {"010", "8"},    {"0x1F", "31"},
        {"0b101", "5"},       {"1.50", "1.50"},       {"1e3", "1e3"},  {".5", ".5"},
        {".inf", "Infinity"}, {"-.INF", "-Infinity"}, {".nan", "NaN"}, {"+7", "7"},
    };
    for (const auto& [word, wanted] : cases) {
        EXPECT_EQ(plain_number(word).value_or("none"), wanted) << word;
    }
    for (const auto* const word : {"", "a", "$1", "1a", "1.2.3", "-", ".", "0xg", "1 2", "e5"}) {
        EXPECT_FALSE(plain_number(word).has_value()) << word;
    }
}

}  // namespace
}  // namespace ballast::test
