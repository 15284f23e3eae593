#include "coordinator/agents/metadata_reader.hpp"

#include <gmock/gmock.h>

#include "tests/unit/coordinator_agents/fake_cluster.hpp"

namespace ballast::coordinator {
namespace {

using test::FakeAgent;
using test::Trouble;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

constexpr std::int16_t kMetadata = 3;
constexpr std::int16_t kApiVersions = 18;
constexpr std::int16_t kDescribeConfigs = 32;
constexpr std::int16_t kListReassignments = 46;

class Reader : public ::testing::Test {
  protected:
    Reader() {
        kafka_ = {
            .controller = 1,
            .racks = {{0, "a"}, {1, "b"}, {2, "c"}},
            .topics = {{"orders",
                        {.partitions = {{{0, 1, 2}, {0, 1, 2}, {}, {}}, {{1, 2, 0}, {1}, {}, {}}}}},
                       {"__offsets", {.partitions = {{{2, 0}, {2, 0}, {}, {}}}}}}};
        for (std::int32_t id = 0; id < 3; ++id) {
            agents_.push_back(std::make_unique<FakeAgent>(kafka_, id));
            nodes_.push_back({.name = "kafka-" + std::to_string(id),
                              .role = Role::kafka,
                              .id = id,
                              .ready = true,
                              .incarnation = "first",
                              .pid = 1});
        }
        nodes_.push_back(
            {.name = "zookeeper-1", .role = Role::zookeeper, .id = 1, .ready = true, .pid = 1});
        reader_ = std::make_unique<MetadataReader>(
            clock_,
            std::map<std::int32_t, AgentApi*>{
                {0, agents_[0].get()}, {1, agents_[1].get()}, {2, agents_[2].get()}},
            MetadataReader::Limits{.call = 50ms, .longest = 200ms, .configs = 100});
    }

    void take() { test::run(io_, reader_->take(nodes_, view_)); }
    int asked(std::size_t agent, std::int16_t key) const {
        const auto& asked = agents_[agent]->asked;
        return asked.contains(key) ? asked.at(key) : 0;
    }
    // The partition with this name.
    PartitionView partition(const std::string& name) const {
        for (std::size_t place = 0; place < view_.partitions.partitions(); ++place) {
            if (view_.partitions.name(place) == name) {
                return view_.partitions.at(place);
            }
        }
        ADD_FAILURE() << "no " << name;
        return {};
    }
    std::optional<std::int16_t> min_isr(const std::string& name) const {
        for (const auto& topic : view_.partitions.topics()) {
            if (topic.name == name) {
                return topic.min_isr;
            }
        }
        ADD_FAILURE() << "no " << name;
        return {};
    }

    boost::asio::io_context io_{1};
    test::ManualClock clock_;
    test::FakeKafka kafka_;
    std::vector<std::unique_ptr<FakeAgent>> agents_;
    std::vector<NodeView> nodes_;
    std::unique_ptr<MetadataReader> reader_;
    KafkaView view_;
};

TEST_F(Reader, TakesASnapshotOfOneBroker) {
    take();
    EXPECT_EQ(view_.failure, "");
    EXPECT_EQ(view_.taken, clock_.now);
    EXPECT_EQ(view_.from, "kafka-0");
    EXPECT_EQ(view_.cluster_id, "cluster-id");
    EXPECT_EQ(view_.controller, 1);
    EXPECT_TRUE(view_.reassignments_known);
    ASSERT_EQ(view_.brokers.size(), 3U);
    EXPECT_EQ(view_.brokers[2].rack, "c");
    EXPECT_EQ(view_.partitions.partitions(), 3U);
    EXPECT_EQ(partition("orders-1").isr, 0b001U);
    EXPECT_EQ(partition("orders-1").leader, 0);
    EXPECT_EQ(min_isr("orders"), 2);
    EXPECT_TRUE(view_.partitions.topics()[0].internal);
    EXPECT_EQ(asked(0, kMetadata) + asked(1, kMetadata) + asked(2, kMetadata), 1);
}

TEST_F(Reader, PrefersTheControllerOnceItIsKnown) {
    take();
    take();
    EXPECT_EQ(view_.from, "kafka-1");
    kafka_.controller = 2;
    take();
    EXPECT_EQ(view_.controller, 2);
    EXPECT_TRUE(view_.reassignments_known);
    take();
    EXPECT_EQ(view_.from, "kafka-2");
}

TEST_F(Reader, AsksForVersionsOncePerIncarnation) {
    for (int i = 0; i < 4; ++i) {
        take();
    }
    EXPECT_EQ(asked(1, kApiVersions), 1);
    nodes_[1].incarnation = "second";
    take();
    take();
    EXPECT_EQ(asked(1, kApiVersions), 2);
}

TEST_F(Reader, TellsWhatIsBeingMoved) {
    kafka_.topics["orders"].partitions[0] = {{0, 1, 2, 3}, {0, 1, 2}, {3}, {0}};
    take();
    EXPECT_EQ(partition("orders-0").adding, 0b1000U);
    EXPECT_EQ(partition("orders-0").removing, 0b0001U);
    EXPECT_EQ(partition("orders-1").adding, 0U);
}

TEST_F(Reader, AReplicaThatMetadataDoesNotShowYetIsNoHarm) {
    kafka_.topics["orders"].partitions[0] = {{0, 1, 2}, {0, 1, 2}, {7}, {0}};
    take();
    EXPECT_EQ(view_.failure, "");
    EXPECT_EQ(partition("orders-0").adding, 0U);
    EXPECT_EQ(partition("orders-0").removing, 0b0001U);
}

TEST_F(Reader, WithoutTheControllersWordNothingIsKnownOfMoves) {
    agents_[1]->silent_keys = {kListReassignments};
    take();
    EXPECT_EQ(view_.failure, "");
    EXPECT_FALSE(view_.reassignments_known);
    EXPECT_EQ(view_.partitions.partitions(), 3U);
    agents_[1]->silent_keys.clear();
    take();
    EXPECT_FALSE(view_.reassignments_known) << "it is not asked again at once";
    clock_.now += 1min;
    take();
    EXPECT_TRUE(view_.reassignments_known);
    kafka_.controller = -1;
    take();
    EXPECT_EQ(view_.controller, std::nullopt);
    EXPECT_FALSE(view_.reassignments_known);
    kafka_.controller = 9;  // not in the list
    take();
    EXPECT_FALSE(view_.reassignments_known);
}

TEST_F(Reader, AFrozenControllerCostsOneLimit) {
    take();
    take();
    ASSERT_EQ(view_.from, "kafka-1");
    agents_[1]->trouble = Trouble::silent;
    take();
    EXPECT_EQ(view_.from, "kafka-0");
    EXPECT_EQ(view_.failure, "");
    EXPECT_FALSE(view_.reassignments_known);
    EXPECT_EQ(asked(1, kListReassignments), 4) << "one, two, and the one that hangs";
    EXPECT_EQ(asked(1, kMetadata), 1);
    nodes_[1].state = "FROZEN";  // its agent knows by now
    clock_.now += 1min;
    take();
    EXPECT_EQ(asked(1, kListReassignments), 4);
}

TEST_F(Reader, GoesToAnotherBroker) {
    for (const auto trouble :
         {Trouble::unreachable, Trouble::silent, Trouble::rubbish, Trouble::truncated}) {
        agents_[0]->trouble = trouble;
        view_ = {};
        clock_.now += 1min;
        take();
        EXPECT_EQ(view_.failure, "");
        EXPECT_EQ(view_.from, "kafka-1");
    }
    agents_[0]->trouble = Trouble::none;
    view_ = {};
    take();
    EXPECT_EQ(view_.from, "kafka-1") << "the other one is shunned for a while";
    clock_.now += 1min;
    view_ = {};
    take();
    EXPECT_EQ(view_.from, "kafka-0");
}

TEST_F(Reader, KeepsTheLastSnapshotWithItsAge) {
    take();
    const auto taken = view_.taken;
    clock_.now += 30s;
    for (const auto& agent : agents_) {
        agent->trouble = Trouble::unreachable;
    }
    take();
    EXPECT_EQ(view_.taken, taken);
    EXPECT_THAT(view_.failure, HasSubstr("nothing listens"));
    EXPECT_EQ(view_.partitions.partitions(), 3U);
    for (auto& node : nodes_) {
        node.pid = 0;
    }
    take();
    EXPECT_THAT(view_.failure, HasSubstr("no broker runs"));
}

TEST_F(Reader, GivesLargerClustersMoreTime) {
    for (const auto& agent : agents_) {
        agent->trouble = Trouble::silent;
    }
    const auto began = std::chrono::steady_clock::now();
    take();  // 50 + 100 + 200 ms
    EXPECT_GE(std::chrono::steady_clock::now() - began, 350ms);
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
}

TEST_F(Reader, ReadsMinIsrOnceAndAgainAfterAWhile) {
    take();
    take();
    EXPECT_EQ(asked(0, kDescribeConfigs), 1);
    EXPECT_EQ(asked(1, kDescribeConfigs), 0);
    kafka_.topics["orders"].min_isr = "1";
    take();
    EXPECT_EQ(min_isr("orders"), 2);
    clock_.now += 10s;
    take();
    EXPECT_EQ(min_isr("orders"), 1);
    EXPECT_EQ(asked(1, kDescribeConfigs), 1);
    kafka_.topics["new"] = {.partitions = {{{0}, {0}, {}, {}}}, .min_isr = "1"};
    take();
    EXPECT_EQ(min_isr("new"), 1);
    EXPECT_THAT(agents_[1]->topics_described, ElementsAre(2, 1));
}

TEST_F(Reader, AMinIsrThatCannotBeReadIsUnknown) {
    kafka_.topics["orders"].min_isr = "";
    take();
    EXPECT_EQ(min_isr("orders"), std::nullopt);
    EXPECT_EQ(min_isr("__offsets"), 2);
    agents_[1]->silent_keys = {kDescribeConfigs};
    take();
    EXPECT_EQ(view_.failure, "");
    EXPECT_EQ(min_isr("__offsets"), 2);
}

TEST_F(Reader, ReadsManyTopicsInBatches) {
    for (int i = 0; i < 250; ++i) {
        kafka_.topics["topic-" + std::to_string(i)] = {.partitions = {{{0}, {0}, {}, {}}}};
    }
    take();
    EXPECT_THAT(agents_[0]->topics_described, ElementsAre(100, 100, 52));
    EXPECT_EQ(min_isr("topic-249"), 2);
    take();
    clock_.now += 10s;
    take();
    EXPECT_THAT(agents_[1]->topics_described, ElementsAre(100)) << "a part at a time";
}

TEST(BrokersToAsk, AreRanked) {
    std::vector<NodeView> nodes;
    const auto add = [&](int id, bool ready, std::int64_t pid, const std::string& silence) {
        nodes.push_back(
            {.role = Role::kafka, .id = id, .silence = silence, .ready = ready, .pid = pid});
    };
    add(0, true, 1, "");
    add(1, false, 1, "");
    add(2, true, 1, "");
    add(3, true, 1, "timed out");
    add(4, false, 0, "");
    add(5, true, 1, "");
    const std::vector<std::int32_t> shunned{0};
    EXPECT_THAT(brokers_to_ask(nodes, 2, shunned), ElementsAre(2, 5, 1, 0, 3));
    EXPECT_THAT(brokers_to_ask(nodes, std::nullopt, {}), ElementsAre(0, 2, 5, 1, 3));
    EXPECT_THAT(brokers_to_ask({}, 1, {}), IsEmpty());
}

TEST_F(Reader, ASnapshotThatMetAPauseDoesNotCountForTheNext) {
    std::chrono::milliseconds pause{10};
    for (const auto& agent : agents_) {
        agent->on_asked = [&](std::int16_t key) { clock_.now += key == kMetadata ? pause : 0ms; };
    }
    take();
    EXPECT_EQ(reader_->cost(), 10ms);
    pause = 500ms;
    take();
    take();
    EXPECT_EQ(reader_->cost(), 10ms);
    take();
    EXPECT_EQ(reader_->cost(), 500ms) << "it costs so much now";
    pause = 20ms;
    take();
    EXPECT_EQ(reader_->cost(), 20ms);
}

}  // namespace
}  // namespace ballast::coordinator
