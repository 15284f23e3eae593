#include "coordinator/api/answers.hpp"

#include <gmock/gmock.h>
#include <json/json.h>

#include "coordinator/plan/partition_counts.hpp"
#include "coordinator/plan/verdict.hpp"
#include "tests/unit/coordinator_api/api_fixture.hpp"

namespace ballast::coordinator::test {
namespace {

Moment after(const ClusterView& view, std::chrono::milliseconds time) {
    return {view.now + time, WallTime{} + std::chrono::days{20000}};
}

// kafka-2 is down; orders-1 has lost two replicas, lonely-0 its only one.
ClusterView troubled() {
    auto view = cluster_of(3, 3,
                           {{"orders", 2, {{{0, 1, 2}, {0, 1}}, {{1, 2, 0}, {1}}}},
                            {"lonely", 1, {{{2}, {}}}},
                            {"calm", 1, {{{0, 1}, {0, 1}}}}},
                           {"a", "b"});
    take_down(view, "kafka-2");
    return view;
}

TEST(Age, IsThatOfTheOldestFact) {
    auto view = troubled();
    EXPECT_EQ(age_seconds(view, view.now), 0.0);
    node(view, "kafka-1").heard = view.now - std::chrono::milliseconds(7250);
    view.zookeeper[0].heard = view.now - std::chrono::seconds(3);
    EXPECT_EQ(age_seconds(view, view.now + std::chrono::seconds(1)), 8.25);
    view.kafka.taken = view.now - std::chrono::minutes(1);
    EXPECT_EQ(age_seconds(view, view.now), 60.0);
    const auto answer = health_answer(view, after(view, std::chrono::milliseconds(500)));
    EXPECT_EQ(answer["age_seconds"].asDouble(), 60.5);
    EXPECT_EQ(answer["as_of"], "2024-10-03T23:58:59.500Z");
}

TEST(Age, OfNothingIsNull) {
    ClusterView view;
    view.nodes.push_back({.name = "kafka-0"});
    const auto answer = nodes_answer(view, after(view, {}));
    EXPECT_TRUE(answer["age_seconds"].isNull());
    EXPECT_TRUE(answer["as_of"].isNull());
    EXPECT_EQ(answer["nodes"][0]["state"], "UNKNOWN");
    EXPECT_TRUE(answer["nodes"][0]["heard_seconds_ago"].isNull());
}

TEST(HealthAnswer, HasTheVerdictAndEachFinding) {
    const auto view = troubled();
    const auto answer = health_answer(view, after(view, {}));
    EXPECT_EQ(answer["cluster"], "demo");
    EXPECT_EQ(answer["verdict"], "UNSAFE");
    EXPECT_EQ(answer["restart_blocked"], true);
    const auto& first = answer["findings"][0];
    EXPECT_EQ(first["code"], "OFFLINE_PARTITIONS");
    EXPECT_EQ(first["severity"], "critical");
    EXPECT_EQ(first["partitions"][0], "lonely-0");
    EXPECT_EQ(first["partition_count"], 1);
    EXPECT_EQ(answer["findings"].size(), judge(view).findings.size());
}

TEST(ClusterAnswer, CountsWhatIsKnown) {
    const auto view = troubled();
    const auto answer = cluster_answer(view, after(view, {}));
    EXPECT_EQ(answer["controller"], "kafka-0");
    EXPECT_EQ(answer["brokers"]["wanted"], 3);
    EXPECT_EQ(answer["brokers"]["registered"], 2);
    EXPECT_EQ(answer["zookeeper"]["leader"], "zookeeper-3");
    EXPECT_EQ(answer["zookeeper"]["synced_followers"], 2);
    EXPECT_EQ(answer["partitions"]["total"], 4);
    EXPECT_EQ(answer["partitions"]["offline"], 1);
    EXPECT_EQ(answer["partitions"]["under_min_isr"], 2);
    EXPECT_EQ(answer["topics"], 3);
    EXPECT_EQ(answer["racks"].size(), 2U);
}

TEST(ClusterAnswer, WhatIsNotKnownIsNullAndNoZero) {
    auto view = troubled();
    view.kafka = {.taken = std::nullopt, .from = "", .failure = "kafka-0 did not answer"};
    const auto answer = cluster_answer(view, after(view, {}));
    for (const auto* member : {"controller", "partitions", "topics", "cluster_id"}) {
        EXPECT_TRUE(answer[member].isNull()) << member;
    }
    EXPECT_TRUE(answer["brokers"]["registered"].isNull());
    EXPECT_EQ(answer["snapshot"]["failure"], "kafka-0 did not answer");
    auto guess = troubled();
    guess.kafka.reassignments_known = false;
    EXPECT_TRUE(cluster_answer(guess, after(guess, {}))["partitions"]["reassigning"].isNull());
}

TEST(NodesAnswer, TellsBothSidesOfEachNode) {
    auto view = troubled();
    node(view, "kafka-0").disk_total_bytes = 1000;
    node(view, "kafka-0").disk_free_bytes = 250;
    view.zookeeper[2].zxid = 0xabc;
    const auto answer = nodes_answer(view, after(view, std::chrono::milliseconds(1500)));
    const auto& broker = answer["nodes"][0];
    EXPECT_EQ(broker["name"], "kafka-0");
    EXPECT_EQ(broker["heard_seconds_ago"].asDouble(), 1.5);
    EXPECT_EQ(broker["disk"]["free_bytes"], 250);
    EXPECT_EQ(broker["kafka"]["controller"], true);
    EXPECT_EQ(broker["kafka"]["leaders"], 2);
    EXPECT_EQ(broker["kafka"]["partitions"], 3);
    EXPECT_TRUE(broker["zookeeper"].isNull());
    EXPECT_EQ(answer["nodes"][2]["kafka"]["registered"], false);
    EXPECT_TRUE(answer["nodes"][2]["disk"].isNull());
    const auto& server = answer["nodes"][5];
    EXPECT_EQ(server["zookeeper"]["mode"], "leader");
    EXPECT_EQ(server["zookeeper"]["zxid"], "0xabc");
    EXPECT_TRUE(server["kafka"].isNull());
}

std::vector<std::string> names(const Json::Value& answer) {
    std::vector<std::string> found;
    for (const auto& topic : answer["topics"]) {
        found.push_back(topic["name"].asString());
    }
    return found;
}

TEST(TopicsAnswer, GivesAllByNameOrThoseInTrouble) {
    const auto view = troubled();
    const auto ask = [&](const TopicQuery& query) {
        return names(topics_answer(view, after(view, {}), query));
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(ask({}), (Names{"calm", "lonely", "orders"}));
    EXPECT_EQ(ask({.unavailable = true}), (Names{"lonely"}));
    EXPECT_EQ(ask({.under_replicated = true}), (Names{"lonely", "orders"}));
    EXPECT_EQ(ask({.under_min_isr = true}), (Names{"lonely", "orders"}));
    EXPECT_EQ(ask({.at_min_isr = true}), (Names{"orders"}));
    EXPECT_EQ(ask({.at_min_isr = true, .unavailable = true}), (Names{"lonely", "orders"}));
}

TEST(TopicsAnswer, GoesPageByPage) {
    const auto view = troubled();
    TopicQuery query{.limit = 2};
    const auto first = topics_answer(view, after(view, {}), query);
    EXPECT_EQ(names(first), (std::vector<std::string>{"calm", "lonely"}));
    EXPECT_EQ(first["next"], "lonely");
    query.after = "lonely";
    const auto second = topics_answer(view, after(view, {}), query);
    EXPECT_EQ(names(second), std::vector<std::string>{"orders"});
    EXPECT_TRUE(second["next"].isNull());
}

TEST(TopicsAnswer, SumsUpToWhatTheClusterHas) {
    auto view = cluster_of(
        4, 3,
        {{"a", 2, {{{0, 1, 2}, {0, 1, 2}}, {{1, 2, 3}, {1, 2}}, {{2, 3, 0}, {3}}, {{3, 0}, {}}}},
         {"b", 3, {{{0, 1}, {0, 1}}, {{0, 1}, {1}}, {{2}, {2}}}},
         {"c", std::nullopt, {{{0, 1}, {0}}}},
         {"d", 1, {{{0, 1, 2}, {0, 1}}, {{1, 2, 3}, {1, 2, 3}}}, {2}, {}},
         {"e", 2, {{{0, 1, 2}, {0, 1, 2}}}, {}, {0}}});
    take_down(view, "kafka-3");
    const auto counts = count_partitions(view);
    const auto answer = topics_answer(view, after(view, {}), {});
    PartitionCounts sums;
    for (const auto& topic : answer["topics"]) {
        sums.total += topic["partitions"].asUInt();
        sums.offline += topic["offline"].asUInt();
        sums.under_min_isr += topic["under_min_isr"].asUInt();
        sums.at_min_isr += topic["at_min_isr"].asUInt();
        sums.under_replicated += topic["under_replicated"].asUInt();
    }
    EXPECT_EQ(sums.total, counts.total);
    EXPECT_EQ(sums.offline, counts.offline);
    EXPECT_EQ(sums.under_min_isr, counts.under_min_isr);
    EXPECT_EQ(sums.at_min_isr, counts.at_min_isr);
    EXPECT_EQ(sums.under_replicated, counts.under_replicated);
}

TEST(MayStopAnswer, HasTheBlockers) {
    const auto view = troubled();
    const auto answer = may_stop_answer(view, after(view, {}), {"kafka-1"}, {});
    EXPECT_EQ(answer["answer"], "no");
    EXPECT_EQ(answer["nodes"][0], "kafka-1");
    ASSERT_GT(answer["blockers"].size(), 0U);
    for (const auto& blocker : answer["blockers"]) {
        EXPECT_FALSE(blocker["message"].asString().empty());
    }
    const auto fine = cluster_of(3, 3, {{"orders", 2, {{{0, 1, 2}, {0, 1, 2}}}}});
    EXPECT_EQ(may_stop_answer(fine, after(fine, {}), {"kafka-1"}, {})["answer"], "yes");
}

TEST(PlanAnswer, HasBatchesInOrderAndWhoIsLast) {
    const auto view = cluster_of(3, 3, {{"orders", 2, {{{0, 1, 2}, {0, 1, 2}}}}});
    const auto answer = plan_answer(view, after(view, {}), {});
    ASSERT_EQ(answer["batches"].size(), 6U);
    EXPECT_EQ(answer["batches"][0]["number"], 1);
    EXPECT_EQ(answer["batches"][5]["number"], 6);
    EXPECT_EQ(answer["last"]["node"], "kafka-0");
    EXPECT_GT(answer["expected_seconds"].asInt(), 0);
    EXPECT_EQ(answer["refused"].size(), 0U);
}

TEST(PlanAnswer, HasWhoIsRefusedAndWhy) {
    const auto view = troubled();
    const auto answer = plan_answer(view, after(view, {}), {});
    ASSERT_GT(answer["refused"].size(), 0U);
    EXPECT_FALSE(answer["refused"][0]["node"].asString().empty());
    EXPECT_TRUE(answer["last"].isNull());
}

}  // namespace
}  // namespace ballast::coordinator::test
