// Whatever may stand in a rule file. A refusal names a place and what would be right; a file that
// is taken gives the same samples each time, as both formats may carry them.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "agent/metrics/exposition/text_writer.hpp"
#include "agent/metrics/rules/rule_engine.hpp"

namespace {

using namespace ballast;
using namespace ballast::agent;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

std::vector<jmx::Bean> beans() {
    const auto bean = [](const char* name, std::vector<jmx::Attribute> attributes) {
        return jmx::Bean{*jmx::parse_object_name(name), "Test", std::move(attributes)};
    };
    const jmx::CompositeData usage{{{"max", {std::int64_t{-1}}}, {"used", {12.5}}}};
    const jmx::TabularData table{{"key"},
                                 {{{{"key", {std::string("eden")}}, {"value", {usage}}}},
                                  {{{"key", {usage}}, {"value", {true}}}}}};
    return {
        bean("kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec,topic=a.b",
             {{"Count", "Bytes", {std::int64_t{7}}},
              {"MeanRate", std::nullopt, {0.25F}},
              {"EventType", std::nullopt, {std::string("bytes")}}}),
        bean("kafka.log:type=Log,name=Size,topic=t,partition=0", {{"Value", "", {1.0}}}),
        bean("kafka.log:type=Log,name=Size,topic=t,partition=1", {{"Value", "", {2.0}}}),
        bean("d:name=\"a:b,c\",type=T", {{"Usage", "u", {usage}},
                                         {"Table", "t", {table}},
                                         {"Text", "x", {std::string("a: >1\n")}},
                                         {"NaN", "", {std::nan("")}},
                                         {"Useless", "", {jmx::Other{"x.Y", ""}}},
                                         {"List", "", {jmx::Array{{{1.0}}}}}}),
    };
}

// Of one collection; the text of a format has nothing that a reader may take for another line.
std::string text(metrics::RuleEngine& engine, const std::vector<jmx::Bean>& of) {
    engine.begin();
    for (const auto& bean : of) {
        engine.add(bean);
    }
    auto collected = engine.finish();
    require(collected.problems.size() <= 121);
    for (const auto& family : collected.families) {
        require(!family.name.empty() && !family.samples.empty());
        require(std::ranges::is_sorted(family.samples, [](const auto& left, const auto& right) {
            return metrics::compare(left, right) < 0;
        }));
    }
    const auto open = metrics::to_text(collected.families, metrics::TextFormat::open_metrics);
    require(open.ends_with("# EOF\n"));
    return metrics::to_text(std::move(collected.families), metrics::TextFormat::prometheus);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto kAll = beans();
    const std::string_view rules(reinterpret_cast<const char*>(data), size);
    auto read = metrics::read_configuration(
        rules, "f", [](const std::string& name) { return std::optional(name); });
    if (!read) {
        require(!read.error().empty());
        for (const auto& problem : read.error()) {
            require(!problem.message.empty() && !problem.hint.empty());
            require(document::to_string(problem).size() < 2000);
        }
        return 0;
    }
    // Many costly rules are the administrator's choice; here they only hide what is to be found.
    if (read->rules.size() > 20) {
        return 0;
    }
    metrics::RuleEngine engine(std::make_shared<const metrics::Configuration>(*std::move(read)));
    text(engine, kAll);  // attributes of a useless type are asked for once
    const auto second = text(engine, kAll);
    require(text(engine, kAll) == second);
    return 0;
}
