#include "coordinator/cli/cluster/stopper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <map>

namespace ballast::cli {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A node as agents and processes see it; a shutdown or a TERM ends it at once.
struct FakeNode {
    bool init = true;
    bool agent = true;
    bool refuses = false;
    bool deaf = false;  // takes the order and never ends
    std::string state = "SERVING";
    int starting_for = 0;  // reports until it serves
};

class FakeMachine final : public Agents, public Processes {
  public:
    std::map<std::string, FakeNode> nodes;
    std::vector<std::string> log;  // "shutdown kafka-0", "TERM zookeeper-1"

    boost::asio::awaitable<Result<AgentReport>> report(const NodeIdentity& node,
                                                       milliseconds) override {
        auto& fake = nodes.at(node.name);
        if (!fake.agent || !fake.init) {
            co_return fail(ErrorKind::unreachable, "refused");
        }
        AgentReport report{.state = fake.state, .pid = 1};
        if (fake.starting_for > 0) {
            --fake.starting_for;
            report.state = "STARTING";
        }
        co_return report;
    }
    boost::asio::awaitable<Result<void>> shut_down(const NodeIdentity& node, const std::string&,
                                                   milliseconds) override {
        auto& fake = nodes.at(node.name);
        if (!fake.agent) {
            co_return fail(ErrorKind::unreachable, "refused");
        }
        if (fake.refuses) {
            co_return fail(ErrorKind::refused, "an operation owns it");
        }
        log.push_back("shutdown " + node.name);
        fake.state = "DRAINING";
        fake.init = fake.deaf;
        co_return Result<void>();
    }
    InitFact find_init(const NodeFolder& folder) override {
        const auto found = nodes.find(folder.root.filename());
        return found->second.init ? InitFact{InitFact::State::alive, {pid_of(found->first), 1}}
                                  : InitFact{};
    }
    Result<void> terminate(const ProcessIdentity& process) override {
        for (auto& [name, node] : nodes) {
            if (pid_of(name) == process.pid) {
                log.push_back("TERM " + name);
                node.init = node.deaf;
            }
        }
        return {};
    }
    std::optional<Orphan> find_jvm(const NodeFolder&) override { return std::nullopt; }
    std::vector<Result<ToolOutcome>> run(const std::vector<ToolCommand>&,
                                         const std::function<bool()>&) override {
        return {};
    }
    Result<ProcessIdentity> start_detached(const std::vector<std::string>&,
                                           const std::filesystem::path&) override {
        return ProcessIdentity{};
    }
    std::optional<int> ended(const ProcessIdentity&) override { return std::nullopt; }

  private:
    pid_t pid_of(const std::string& name) const {
        return static_cast<pid_t>(std::distance(nodes.begin(), nodes.find(name))) + 100;
    }
};

class Stopper : public ::testing::Test {
  protected:
    FakeMachine machine_;
    SystemClock clock_;
    std::string shown_;
    Terminal terminal_{{},
                       {.out = [this](std::string_view text) { return shown_ += text, true; },
                        .err = [](std::string_view) { return true; },
                        .read_line = [] { return std::nullopt; },
                        .width = [] { return 80U; }}};
    bool hurry_ = false;
    bool leave_ = false;

    StopResult stop(milliseconds limit = milliseconds(5000),
                    milliseconds patience = milliseconds(0)) {
        std::vector<StopTarget> targets;
        for (const auto& [name, node] : machine_.nodes) {
            StopTarget target;
            target.identity.name = name;
            target.identity.role = name.starts_with("kafka") ? Role::kafka : Role::zookeeper;
            target.folder.root = "/nodes/" + name;
            targets.push_back(target);
        }
        const auto now = clock_.steady();
        StopInput input{.agents = machine_,
                        .processes = machine_,
                        .clock = clock_,
                        .terminal = terminal_,
                        .reason = "test",
                        .deadline = now + limit,
                        .patience = now + patience,
                        .hurry = [this] { return hurry_; },
                        .leave = [this] { return leave_; }};
        boost::asio::io_context io{1};
        StopResult result;
        boost::asio::co_spawn(io, stop_nodes(std::move(input), std::move(targets)),
                              [&](const std::exception_ptr& thrown, StopResult finished) {
                                  EXPECT_FALSE(thrown);
                                  result = std::move(finished);
                              });
        io.run();
        return result;
    }
};

TEST_F(Stopper, EndsBrokersBeforeZooKeeper) {
    machine_.nodes = {{"kafka-0", {}}, {"kafka-1", {}}, {"zookeeper-1", {}}};
    const auto result = stop();
    EXPECT_THAT(machine_.log,
                ElementsAre("shutdown kafka-0", "shutdown kafka-1", "shutdown zookeeper-1"));
    EXPECT_THAT(result.stopped, ElementsAre("kafka-0", "kafka-1", "zookeeper-1"));
    EXPECT_THAT(result.failures, IsEmpty());
    EXPECT_THAT(shown_, HasSubstr("stopped"));
}

TEST_F(Stopper, SignalsTheInitOfADeadAgent) {
    machine_.nodes = {{"kafka-0", {.agent = false}}, {"zookeeper-1", {}}};
    EXPECT_THAT(stop().failures, IsEmpty());
    EXPECT_THAT(machine_.log, ElementsAre("TERM kafka-0", "shutdown zookeeper-1"));
}

TEST_F(Stopper, LeavesZooKeeperToABrokerThatStays) {
    machine_.nodes = {{"kafka-0", {.deaf = true}}, {"zookeeper-1", {}}};
    const auto result = stop(milliseconds(300));
    ASSERT_EQ(result.failures.size(), 1U);
    EXPECT_EQ(result.failures[0].node, "kafka-0");
    EXPECT_EQ(result.failures[0].kind, ErrorKind::timed_out);
    EXPECT_THAT(machine_.log, ElementsAre("shutdown kafka-0"));
}

TEST_F(Stopper, TellsARefusal) {
    machine_.nodes = {{"kafka-0", {.refuses = true}}};
    const auto result = stop();
    ASSERT_EQ(result.failures.size(), 1U);
    EXPECT_EQ(result.failures[0].kind, ErrorKind::refused);
    EXPECT_THAT(result.failures[0].message, HasSubstr("an operation owns it"));
}

TEST_F(Stopper, LetsABrokerFinishItsStart) {
    machine_.nodes = {{"kafka-0", {.starting_for = 4}}};
    EXPECT_THAT(stop(milliseconds(5000), milliseconds(5000)).failures, IsEmpty());
    EXPECT_EQ(machine_.nodes.at("kafka-0").starting_for, 0);
}

TEST_F(Stopper, HurriesWhenToldSo) {
    machine_.nodes = {{"kafka-0", {.starting_for = 1000}}};
    hurry_ = true;
    EXPECT_THAT(stop(milliseconds(5000), milliseconds(5000)).failures, IsEmpty());
}

TEST_F(Stopper, LeavesWhenToldSo) {
    machine_.nodes = {{"kafka-0", {.deaf = true}}, {"zookeeper-1", {}}};
    leave_ = true;
    const auto result = stop();
    EXPECT_TRUE(result.broken_off);
    EXPECT_THAT(result.stopped, IsEmpty());
}

}  // namespace
}  // namespace ballast::cli
