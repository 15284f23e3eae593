#include "coordinator/cli/topic_output.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/cli/fake_terminal.hpp"

namespace ballast::cli {
namespace {

using test::FakeTerminal;

kafka::TopicDescription sample() {
    return {.topic = {.name = "orders",
                      .partitions = {{.index = 0, .leader = 1, .replicas = {1, 2}, .isr = {1, 2}},
                                     {.index = 1, .leader = 2, .replicas = {2, 1}, .isr = {2}},
                                     {.index = 2, .leader = -1, .replicas = {1, 2}}}},
            .config = {{"retention.ms", "60000"}}};
}

TEST(TopicOutput, MarksWhatIsNotWell) {
    FakeTerminal fake;
    EXPECT_EQ(render_topic(sample(), {}, OutputFormat::table, fake.make()),
              "orders: 3 partitions, replication factor 2\n"
              "  retention.ms=60000\n"
              "PARTITION  LEADER  REPLICAS  ISR  NOTE\n"
              "        0       1  1,2       1,2\n"
              "        1       2  2,1       2    replicas out of sync\n"
              "        2    none  1,2       -    no leader\n");
}

TEST(TopicOutput, ShowsOnlyWhatIsAskedFor) {
    FakeTerminal fake;
    auto topic = sample();
    topic.min_isr = 1;
    const auto rows = [&](const Trouble& trouble) {
        const auto text = render_topic(topic, trouble, OutputFormat::table, fake.make());
        EXPECT_TRUE(text.starts_with("orders: 3 partitions, replication factor 2")) << text;
        return std::ranges::count(text, '\n') - 3;
    };
    EXPECT_EQ(rows({.under_replicated = true}), 2);
    EXPECT_EQ(rows({.at_min_isr = true}), 2);
    EXPECT_EQ(rows({.unavailable = true}), 1);
    topic.topic.partitions.resize(1);
    EXPECT_TRUE(render_topic(topic, {.unavailable = true}, OutputFormat::table, fake.make())
                    .ends_with("none of its partitions is like that\n"));
}

TEST(TopicOutput, IsYamlAndJson) {
    FakeTerminal fake;
    kafka::TopicDescription topic = sample();
    topic.topic.partitions.resize(1);
    EXPECT_EQ(render_topic(topic, {}, OutputFormat::yaml, fake.make()),
              "name: orders\ninternal: false\npartitions:\n  - id: 0\n    leader: 1\n"
              "    replicas:\n      - 1\n      - 2\n    isr:\n      - 1\n      - 2\n"
              "config:\n  retention.ms: \"60000\"\n");
    EXPECT_EQ(render_topics({}, OutputFormat::json, fake.make()), "{\n  \"topics\": []\n}\n");
}

TEST(TopicOutput, ListsOneRowATopic) {
    FakeTerminal fake;
    EXPECT_EQ(render_topics({sample().topic, {.name = "__offsets", .internal = true}},
                            OutputFormat::table, fake.make()),
              "NAME       PARTITIONS  REPLICAS  KIND\n"
              "orders              3         2\n"
              "__offsets           0         0  internal\n");
}

}  // namespace
}  // namespace ballast::cli
