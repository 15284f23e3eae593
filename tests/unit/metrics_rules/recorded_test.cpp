// What jmx_exporter 1.6.0 with client_java 1.7.0 made of the same beans and rule files; record/run
// records it again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "agent/metrics/exposition/text_writer.hpp"
#include "agent/metrics/rules/self_metrics.hpp"
#include "tests/unit/metrics_rules/fixture.hpp"

namespace ballast::test {
namespace {

using namespace agent;

// Differences that are known:
// * the duration of a scrape;
// * help made of composite data begins with the description of their type, which beans here have
//   not; and of several attributes with one name, jmx_exporter gives the help of any.
std::vector<std::string> comparable(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with("jmx_scrape_duration_seconds ") &&
            !(line.starts_with("# HELP ") && line.contains(",attribute="))) {
            out.push_back(line);
        }
    }
    return out;
}

// The first lines that differ, and how many lines there are.
void expect_same(const std::vector<std::string>& made, const std::vector<std::string>& wanted) {
    const auto [at_made, at_wanted] = std::ranges::mismatch(made, wanted);
    EXPECT_TRUE(at_made == made.end() && at_wanted == wanted.end())
        << "made:   " << (at_made == made.end() ? "(end)" : *at_made) << "\n"
        << "wanted: " << (at_wanted == wanted.end() ? "(end)" : *at_wanted);
    EXPECT_EQ(made.size(), wanted.size());
}

class Recorded : public testing::TestWithParam<const char*> {
  protected:
    std::string name_ = GetParam();
    metrics::RuleEngine engine_{configuration(fixture_text("record/rules/" + name_ + ".yml"))};

    std::string text(metrics::TextFormat format) {
        auto collected = collect(engine_, fixture_beans());
        EXPECT_THAT(collected.problems, testing::IsEmpty());
        for (auto& family : metrics::self_metrics({.cached = collected.cached})) {
            collected.families.push_back(std::move(family));
        }
        return metrics::to_text(std::move(collected.families), format);
    }
};

TEST_P(Recorded, PrometheusTextIsTheSame) {
    const auto wanted = comparable(fixture_text("recorded/" + name_ + ".prom"));
    expect_same(comparable(text(metrics::TextFormat::prometheus)), wanted);
}

TEST_P(Recorded, OpenMetricsIsTheSame) {
    const auto wanted = comparable(fixture_text("recorded/" + name_ + ".om"));
    expect_same(comparable(text(metrics::TextFormat::open_metrics)), wanted);
}

// From the second collection on, decisions are kept.
TEST_P(Recorded, LaterCollectionsAreTheSame) {
    const auto first = text(metrics::TextFormat::prometheus);
    EXPECT_EQ(text(metrics::TextFormat::prometheus), first);
    EXPECT_EQ(text(metrics::TextFormat::prometheus), first);
}

INSTANTIATE_TEST_SUITE_P(RuleFiles, Recorded,
                         testing::Values("default", "lowercase", "kafka", "cached", "values",
                                         "merged", "customized", "included"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace ballast::test
