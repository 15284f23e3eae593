#include "agent/metrics/rules/rule_engine.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "agent/metrics/exposition/text_writer.hpp"
#include "agent/metrics/rules/rule_check.hpp"
#include "tests/unit/metrics_rules/fixture.hpp"

namespace ballast::test {
namespace {

using namespace agent;
using testing::HasSubstr;
using testing::IsEmpty;

jmx::Attribute attribute(std::string name, jmx::Value value) {
    return {std::move(name), std::nullopt, std::move(value)};
}

jmx::Bean one(const std::string& name, jmx::Value value) {
    return bean(name, {attribute("Value", std::move(value))});
}

TEST(RuleEngine, WhatOneAttributeBecomes) {
    struct Case {
        const char* rules;
        jmx::Value value;
        const char* wanted;
    };
    const Case cases[] = {
        {"", {std::int64_t{3}}, "d_t_Value{name=\"n\"} 3.0\n"},
        {"", {true}, "d_t_Value{name=\"n\"} 1.0\n"},
        {"", {std::string("3")}, ""},
        {"", {}, ""},
        {"", {jmx::Array{}}, ""},
        {"", {jmx::Other{"java.lang.Object", ""}}, ""},
        {"", {0.1F}, "d_t_Value{name=\"n\"} 0.10000000149011612\n"},
        {"rules: []", {1.0}, ""},
        {"rules: [{pattern: nothing}]", {1.0}, ""},
        {"rules: [{valueFactor: 100}]", {0.5}, "d_t_Value{name=\"n\"} 50.0\n"},
        {"rules: [{valueFactor: 100}]", {true}, "d_t_Value{name=\"n\"} 1.0\n"},
        {"rules: [{attrNameSnakeCase: true}]", {1.0}, "d_t_value{name=\"n\"} 1.0\n"},
        {"rules: [{pattern: 'Value: (.*)', name: v, value: $1, valueFactor: 2}]", {1.5}, "v 3.0\n"},
        {"rules: [{pattern: 'Value: (.*)', name: v, value: $1}, {}]", {std::string("x")}, ""},
        {"rules: [{pattern: 'Value: (.*)', name: v, value: $1}]",
         {std::string("1e3")},
         "v 1000.0\n"},
        {"rules: [{pattern: Value, name: '', type: GAUGE}, {}]", {1.0}, ""},
        {"rules: [{pattern: Value, name: 5m}]", {1.0}, "_5m 1.0\n"},
        {"rules: [{pattern: 0.1$, name: float}]", {0.1F}, "float 0.10000000149011612\n"},
        {"rules: [{pattern: ': 1.0E10$', name: large}]", {1e10}, "large 1.0E10\n"},
        {"rules: [{pattern: 'type=(.), name=(.)', name: $2_$1}]", {1.0}, "n_t 1.0\n"},
        {"rules: [{pattern: a|Value, name: x, labels: {B: $0, A-b: "
         "y}}]\nlowercaseOutputLabelNames: true",
         {1.0},
         "x{a_b=\"y\",b=\"d<type=t, name=n><>Value: 1.0\"} 1.0\n"},
        {"inferCounterTypeFromName: true\nrules: [{pattern: Value, name: x_total, type: GAUGE}]",
         {1.0},
         "x_total 1.0\n"},
        {"includeObjectNames: ['e:*']", {1.0}, ""},
        {"excludeObjectNames: ['d:type=t,*']", {1.0}, ""},
        {"excludeObjectNameAttributes: {'d:name=n,type=t': [Value]}", {1.0}, ""},
        {"includeObjectNameAttributes: {'d:name=n,type=t': [Other]}", {1.0}, ""},
    };
    for (const auto& [rules, value, wanted] : cases) {
        EXPECT_EQ(samples(rules, {one("d:type=t,name=n", value)}), wanted) << rules;
    }
}

TEST(RuleEngine, DefaultHelp) {
    metrics::RuleEngine engine(
        configuration("rules: [{pattern: A, name: a}, {pattern: B, name: b}]"));
    auto with = one("d:type=t", {1.0});
    with.attributes = {{"A", "What it is", {1.0}}, {"B", "B", {1.0}}};
    const auto collected = collect(engine, {with});
    ASSERT_EQ(collected.families.size(), 2U);
    EXPECT_EQ(collected.families[0].help, "What it is d:name=null,type=t,attribute=A");
    EXPECT_EQ(collected.families[1].help, "d:name=null,type=t,attribute=B");
}

TEST(RuleEngine, AttributesOfAUselessTypeAreNotAskedForAgain) {
    metrics::RuleEngine engine(configuration(""));
    const auto useless = one("d:type=t", {jmx::Other{"x.Y", ""}});
    EXPECT_TRUE(engine.wants(useless.name, "Value"));
    collect(engine, {useless});
    EXPECT_FALSE(engine.wants(useless.name, "Value"));
    collect(engine, {useless});
    EXPECT_FALSE(engine.wants(useless.name, "Value"));
    collect(engine, {});  // the bean is gone, and forgotten
    EXPECT_TRUE(engine.wants(useless.name, "Value"));
    EXPECT_FALSE(engine.wants(bean("java.lang:type=Runtime", {}).name, "SystemProperties"));
}

TEST(RuleEngine, WhatCannotBeExportedIsSaidAndNothingElseIsLost) {
    const std::pair<const char*, const char*> cases[] = {
        {"rules: [{pattern: type=bad, name: $1}, {}]", "no group 1"},
        {"rules: [{pattern: type=bad, name: x, labels: {a: $1}}, {}]", "no group 1"},
        {"rules: [{pattern: type=(bad), name: x, labels: {a-b: y, a_b: z}}, {}]",
         "two labels are named a_b"},
        {"rules: [{pattern: type=bad, name: x, value: -1, type: COUNTER}, {}]", "counter below 0"},
    };
    for (const auto& [rules, wanted] : cases) {
        metrics::RuleEngine engine(configuration(rules));
        for (int i = 0; i < 3; ++i) {  // decisions that are kept say it, too
            const auto collected =
                collect(engine, {one("d:type=bad", {1.0}), one("d:type=good", {2.0})});
            ASSERT_EQ(collected.problems.size(), 1U) << rules;
            EXPECT_THAT(collected.problems[0], HasSubstr(wanted));
            EXPECT_EQ(metrics::to_text(collected.families, metrics::TextFormat::prometheus)
                              .find("d_good_Value 2.0") != std::string::npos,
                      true);
        }
    }
}

TEST(RuleEngine, RunawayPatternsAreBoundedAndNamed) {
    metrics::RuleEngine engine(configuration("rules: [{pattern: '(a+)+b', name: x}, {}]"));
    std::vector<jmx::Bean> beans;
    for (int i = 0; i < 200; ++i) {
        beans.push_back(
            one(fmt::format("d:type=t{},name={}", i, "b" + std::string(300, 'a')), {1.0}));
    }
    for (int i = 0; i < 2; ++i) {
        const auto collected = collect(engine, beans);
        EXPECT_EQ(collected.samples, 200U);
        ASSERT_EQ(collected.problems.size(), 1U);
        EXPECT_THAT(collected.problems[0],
                    HasSubstr("line 1: rules[0]: the pattern takes too many"));
        EXPECT_EQ(engine.uses()[0].tried, 3U);
    }
}

TEST(RuleEngine, PatternsAreNotRunAgainForWhatTheySaid) {
    metrics::RuleEngine engine(
        configuration("rules: [{pattern: 'd<type=x.*><>Value', name: x}, {pattern: "
                      "'d<(.*)><>Value', name: y}, {pattern: 'V: 1', name: v}]"));
    collect(engine, {one("d:type=t", {1.0})});
    EXPECT_EQ(engine.uses()[0].tried, 1U);
    EXPECT_EQ(engine.uses()[1].tried, 1U);
    collect(engine, {one("d:type=t", {2.0})});
    EXPECT_EQ(engine.uses()[0].tried + engine.uses()[1].tried + engine.uses()[2].tried, 0U);
    EXPECT_EQ(engine.uses()[1].matched, 1U);
    EXPECT_EQ(engine.uses()[1].samples, 1U);
}

// jmx_exporter's own cache: once taken, a rule with cache: true stays before all others.
TEST(RuleEngine, CachedRulesStayTaken) {
    const auto rules =
        "rules:\n- {pattern: 'Value: 1', name: one}\n"
        "- {pattern: 'Value: (.*)', name: cached, cache: true, labels: {v: $1}}\n";
    metrics::RuleEngine engine(configuration(rules));
    const auto run = [&](double value) {
        const auto collected = collect(engine, {one("d:type=t", {value})});
        return fmt::format("{} {}", collected.families.at(0).name, collected.cached);
    };
    EXPECT_EQ(run(1), "one 0");
    EXPECT_EQ(run(2), "cached 1");
    EXPECT_EQ(run(1), "cached 1");
    EXPECT_EQ(samples(rules, {one("d:type=t", {2.0})}), "cached{v=\"<cache>\"} 2.0\n");
    collect(engine, {});
    EXPECT_EQ(run(1), "one 0");  // forgotten with its bean
}

// The decisions that are kept change nothing, whatever the values do.
TEST(RuleEngine, KeptDecisionsAreThoseOfAllRules) {
    const auto rules = configuration(fixture_text("record/rules/kafka.yml"));
    const auto odd = configuration(R"(
autoExcludeObjectNameAttributes: false
rules:
  - {pattern: '<>Value: [0-4]', name: low, labels: {a: $0}}
  - {pattern: 'type=(.*)><>(Value|Count)', name: type_$2, labels: {t: $1}}
  - {pattern: '<>(.*): x(.*)', name: text_$1, value: 1, labels: {t: $2}}
  - {pattern: 'k(.)', name: k_$1}
)");
    std::mt19937 random(6);
    metrics::RuleEngine kept_kafka(rules);
    metrics::RuleEngine kept_odd(odd);
    const jmx::Value values[] = {
        {1.0},          {std::int64_t{7}},     {true}, {std::string("x>y: 3")}, {std::string("x")},
        {std::nan("")}, {std::string("a\nb")}, {},     {std::string("x3 :")}};
    for (int round = 0; round < 60; ++round) {
        auto beans = fixture_beans();
        std::erase_if(beans, [&](const auto&) { return random() % 5 == 0; });
        std::ranges::shuffle(beans, random);
        for (auto& some : beans) {
            for (auto& attribute : some.attributes) {
                attribute.value =
                    random() % 2 == 0 ? values[random() % std::size(values)] : attribute.value;
            }
        }
        for (auto* const kept : {&kept_kafka, &kept_odd}) {
            metrics::RuleEngine fresh(kept == &kept_odd ? odd : rules);
            auto wanted = collect(fresh, beans);
            auto made = collect(*kept, beans);
            const auto strip = [](std::vector<metrics::Family> families) {
                for (auto& family : families) {
                    family.help.clear();  // of the first bean that ever made it
                }
                return metrics::to_text(std::move(families), metrics::TextFormat::prometheus);
            };
            ASSERT_EQ(strip(std::move(made.families)), strip(std::move(wanted.families))) << round;
        }
    }
}

TEST(RuleEngine, DeepDataEnds) {
    jmx::Value value{1.0};
    for (int i = 0; i < 200; ++i) {
        value = {jmx::CompositeData{{{"a", value}}}};
    }
    EXPECT_EQ(samples("", {one("d:type=t", value)}), "");
}

class StepClock final : public Clock {
  public:
    SteadyTime steady() const override { return SteadyTime(std::chrono::microseconds(++ticks_)); }
    WallTime wall() const override { return {}; }

  private:
    mutable std::int64_t ticks_ = 0;
};

TEST(RuleCheck, TellsWhatEachRuleDoes) {
    const auto check = metrics::check_rules(
        configuration("rules:\n- {pattern: never, name: n}\n- {pattern: 'Value: 1', name: a}\n- "
                      "pattern: type=t\n"),
        std::vector{one("d:type=t,name=a", {1.0}), one("d:type=t,name=b", {2.0}),
                    one("d:x=y", {3.0}), one("d:type=t,name=c", {std::string("text")})},
        StepClock());
    ASSERT_EQ(check.rules.size(), 3U);
    EXPECT_EQ(check.rules[0].line, 2);
    EXPECT_EQ(check.rules[0].pattern, "never");
    EXPECT_EQ(check.rules[0].use.matched, 0U);
    EXPECT_EQ(check.rules[0].use.elapsed, std::chrono::microseconds(4));
    EXPECT_EQ(check.rules[1].use.matched, 1U);
    EXPECT_EQ(check.rules[2].use.matched, 2U);
    EXPECT_EQ(check.rules[2].use.samples, 1U);
    EXPECT_EQ(check.collected.attributes, 4U);
    EXPECT_EQ(check.collected.unmatched, 1U);
    EXPECT_THAT(check.collected.problems, IsEmpty());
}

}  // namespace
}  // namespace ballast::test
