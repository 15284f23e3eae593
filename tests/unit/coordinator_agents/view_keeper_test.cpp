#include "coordinator/agents/view_keeper.hpp"

#include <gmock/gmock.h>

#include "tests/unit/coordinator_agents/fake_cluster.hpp"

namespace ballast::coordinator {
namespace {

using test::FakeAgent;
using test::node_report;
using test::Trouble;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

constexpr const char* kServer =
    R"({"serving":true,"mode":"follower","version":"3.8.4","zxid":"0x5","latency_avg_ms":0.5,
        "latency_max_ms":1.0,"connections":3,"outstanding":0,"synced_followers":null,
        "pending_syncs":null})";

class Keeper : public ::testing::Test {
  protected:
    void start(int brokers, int servers, PollTimes times = {.period = 20ms, .answer = 100ms}) {
        std::vector<WatchedNode> nodes;
        for (int id = 1; id <= servers; ++id) {
            nodes.push_back(watched(Role::zookeeper, id));
            agents_[nodes.back().name]->server = kServer;
        }
        for (int id = brokers - 1; id >= 0; --id) {
            nodes.push_back(watched(Role::kafka, id));
            kafka_.racks[id] = "a";
        }
        keeper_ = std::make_unique<ViewKeeper>(io_.get_executor(), clock_, "demo", std::move(nodes),
                                               times);
        keeper_->start();
    }
    WatchedNode watched(Role role, int id) {
        const std::string text(to_string(role));
        auto agent = std::make_unique<FakeAgent>(kafka_, id);
        agent->report = node_report(text, id);
        agents_[text + "-" + std::to_string(id)] = agent.get();
        return {.name = text + "-" + std::to_string(id),
                .role = role,
                .id = id,
                .address = "127.0.0.1",
                .agent = std::move(agent)};
    }
    bool eventually(const std::function<bool(const ClusterView&)>& holds) {
        const auto end = std::chrono::steady_clock::now() + 10s;
        while (!holds(keeper_->view())) {
            if (std::chrono::steady_clock::now() > end) {
                return false;
            }
            io_.run_one_for(50ms);
        }
        return true;
    }
    static bool whole(const ClusterView& view) {
        const auto heard = [](const auto& one) { return one.heard.has_value(); };
        return view.kafka.taken && std::ranges::all_of(view.nodes, heard) &&
               std::ranges::all_of(view.zookeeper, heard);
    }
    void run_for(std::chrono::milliseconds time) {
        const auto end = std::chrono::steady_clock::now() + time;
        while (std::chrono::steady_clock::now() < end) {
            io_.run_one_until(end);
        }
    }

    boost::asio::io_context io_{1};
    SystemClock clock_;
    test::FakeKafka kafka_;
    std::map<std::string, FakeAgent*> agents_;
    std::unique_ptr<ViewKeeper> keeper_;
};

TEST_F(Keeper, PutsAViewTogether) {
    kafka_.topics["orders"] = {.partitions = {{{0, 1, 2}, {0, 1, 2}, {}, {}}}};
    start(3, 3);
    const auto& first = keeper_->view();
    EXPECT_FALSE(first.nodes[0].heard);
    EXPECT_FALSE(first.kafka.taken);
    ASSERT_TRUE(eventually(whole));
    const auto& view = keeper_->view();
    EXPECT_EQ(view.cluster, "demo");
    std::vector<std::string> names;
    for (const auto& node : view.nodes) {
        names.push_back(node.name);
    }
    EXPECT_THAT(names, ::testing::ElementsAre("kafka-0", "kafka-1", "kafka-2", "zookeeper-1",
                                              "zookeeper-2", "zookeeper-3"));
    EXPECT_EQ(view.kafka.partitions.partitions(), 1U);
    EXPECT_EQ(view.zookeeper[2].id, 3);
    EXPECT_EQ(view.zookeeper[2].mode, "follower");
}

TEST_F(Keeper, KeepsItFresh) {
    start(3, 1);
    ASSERT_TRUE(eventually(whole));
    for (int i = 0; i < 20; ++i) {
        run_for(20ms);
        const auto& view = keeper_->view();
        for (const auto& node : view.nodes) {
            EXPECT_LT(view.now - *node.heard, 1s);
        }
        EXPECT_LT(view.now - *view.kafka.taken, 1s);
    }
}

TEST_F(Keeper, SilentAgentsKeepTheirLastFactsWithTheirAge) {
    start(2, 1);
    ASSERT_TRUE(eventually(whole));
    agents_["kafka-1"]->trouble = Trouble::silent;
    agents_["zookeeper-1"]->trouble = Trouble::unreachable;
    ASSERT_TRUE(eventually([](const auto& view) {
        return !view.nodes[1].silence.empty() && !view.zookeeper[0].silence.empty();
    }));
    const auto heard = *keeper_->view().nodes[1].heard;
    run_for(300ms);
    const auto& view = keeper_->view();
    EXPECT_EQ(view.nodes[1].heard, heard);
    EXPECT_EQ(view.nodes[1].state, "SERVING");
    EXPECT_GT(view.now - heard, 200ms);
    EXPECT_EQ(view.nodes[0].silence, "");
    EXPECT_LT(view.now - *view.nodes[0].heard, 200ms);
    agents_["kafka-1"]->trouble = Trouble::none;
    EXPECT_TRUE(eventually([](const auto& now) { return now.nodes[1].silence.empty(); }));
}

TEST_F(Keeper, AnotherNodesReportIsNoReport) {
    start(2, 0);
    agents_["kafka-1"]->report = node_report("kafka", 0);
    ASSERT_TRUE(eventually([](const auto& view) { return view.nodes[0].heard.has_value(); }));
    run_for(100ms);
    EXPECT_FALSE(keeper_->view().nodes[1].heard);
    EXPECT_THAT(keeper_->view().nodes[1].silence, HasSubstr("answers as kafka-0"));
}

TEST_F(Keeper, AServerThatNobodyListensForIsKnownNotToServe) {
    start(1, 1);
    ASSERT_TRUE(eventually(whole));
    agents_["zookeeper-1"]->server.clear();
    ASSERT_TRUE(eventually([](const auto& view) { return !view.zookeeper[0].serving; }));
    EXPECT_EQ(keeper_->view().zookeeper[0].mode, "");
    EXPECT_TRUE(keeper_->view().zookeeper[0].heard);
}

TEST_F(Keeper, CatchesUpWithWhatWasTrueWhenItWasAsked) {
    start(3, 1, {.period = 5s, .answer = 100ms});
    ASSERT_TRUE(eventually(whole));
    agents_["kafka-1"]->report = node_report("kafka", 1);
    agents_["zookeeper-1"]->server.clear();
    kafka_.racks.erase(1);
    const auto question = clock_.steady();
    test::run(io_, keeper_->catch_up(10s));
    EXPECT_LT(clock_.steady() - question, 2s) << "nobody waited for the next turn";
    const auto& view = keeper_->view();
    for (const auto& node : view.nodes) {
        EXPECT_GE(*node.heard, question) << node.name;
    }
    EXPECT_FALSE(view.zookeeper[0].serving);
    EXPECT_GE(*view.kafka.taken, question);
    EXPECT_EQ(view.kafka.brokers.size(), 2U);
}

TEST_F(Keeper, CatchesUpWithoutThoseWhoAreSilentAndNotForEver) {
    start(2, 0, {.period = 20ms, .answer = 50ms});
    ASSERT_TRUE(eventually(whole));
    agents_["kafka-1"]->trouble = Trouble::silent;
    test::run(io_, keeper_->catch_up(10s));
    EXPECT_NE(keeper_->view().nodes[1].silence, "");
    agents_["kafka-0"]->silent_keys = {3};  // Metadata
    const auto begun = clock_.steady();
    test::run(io_, keeper_->catch_up(200ms));
    EXPECT_LT(clock_.steady() - begun, 5s);
}

TEST_F(Keeper, MayBeDestroyedAtAnyMoment) {
    for (int i = 0; i < 30; ++i) {
        start(3, 2, {.period = 5ms, .answer = 20ms});
        agents_["kafka-2"]->trouble = i % 2 == 0 ? Trouble::silent : Trouble::rubbish;
        run_for(std::chrono::milliseconds(i));
        keeper_.reset();
        io_.restart();
        io_.run_for(5s);
        ASSERT_TRUE(io_.stopped()) << "something goes on";
        io_.restart();
    }
}

TEST(SnapshotPeriod, KeepsTheCostBelowATenth) {
    EXPECT_EQ(snapshot_period(5ms, 1000ms), 1000ms);
    EXPECT_EQ(snapshot_period(100ms, 1000ms), 1000ms);
    EXPECT_EQ(snapshot_period(450ms, 1000ms), 4500ms);
}

}  // namespace
}  // namespace ballast::coordinator
