#include "coordinator/cli/cluster/lost_jvms.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>

namespace ballast::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// JVMs by node, each with the number of looks that it outlives its TERM.
class FakeJvms final : public Processes {
  public:
    struct Jvm {
        pid_t pid = 0;
        int looks = 1;
        bool told = false;
    };
    std::map<std::string, Jvm> jvms;
    std::vector<std::string> log;
    Result<void> answer;

    std::optional<Orphan> find_jvm(const NodeFolder& folder) override {
        const auto name = folder.root.filename().string();
        const auto found = jvms.find(name);
        if (found == jvms.end()) {
            return std::nullopt;
        }
        if (found->second.told && found->second.looks-- == 0) {
            log.push_back(name + " is gone");
            jvms.erase(found);
            return std::nullopt;
        }
        return Orphan{{found->second.pid, 7}, "java"};
    }
    Result<void> terminate(const ProcessIdentity& process) override {
        EXPECT_EQ(process.start_ticks, 7U);
        for (auto& [name, jvm] : jvms) {
            if (jvm.pid == process.pid) {
                log.push_back("TERM " + name);
                jvm.told = true;
            }
        }
        return answer;
    }
    InitFact find_init(const NodeFolder&) override { return {}; }
    std::vector<Result<ToolOutcome>> run(const std::vector<ToolCommand>&,
                                         const std::function<bool()>&) override {
        return {};
    }
    Result<ProcessIdentity> start_detached(const std::vector<std::string>&,
                                           const std::filesystem::path&) override {
        return ProcessIdentity{};
    }
    std::optional<int> ended(const ProcessIdentity&) override { return std::nullopt; }
};

class LostJvms : public ::testing::Test {
  protected:
    FakeJvms processes_;
    SystemClock clock_;
    bool broken_off_ = false;

    Result<void> end(std::chrono::milliseconds limit = std::chrono::seconds(10)) {
        const std::vector<LostJvm> lost{{"zookeeper-1", Role::zookeeper, {"/c/zookeeper-1"}},
                                        {"kafka-0", Role::kafka, {"/c/kafka-0"}},
                                        {"kafka-1", Role::kafka, {"/c/kafka-1"}}};
        return end_lost_jvms(lost, processes_, clock_, clock_.steady() + limit,
                             [this] { return broken_off_; });
    }
};

TEST_F(LostJvms, AreToldOnceBrokersFirstAndWaitedFor) {
    processes_.jvms = {{"kafka-0", {10, 3}}, {"kafka-1", {11, 1}}, {"zookeeper-1", {12, 2}}};
    ASSERT_TRUE(end());
    EXPECT_THAT(processes_.log,
                ElementsAre("TERM kafka-0", "TERM kafka-1", "kafka-1 is gone", "kafka-0 is gone",
                            "TERM zookeeper-1", "zookeeper-1 is gone"));
}

TEST_F(LostJvms, ThatHaveEndedBeforeAreNoError) {
    EXPECT_TRUE(end());
    processes_.jvms = {{"kafka-0", {10, 0}}};
    processes_.answer = fail(ErrorKind::not_found, "process 10 has ended");
    EXPECT_TRUE(end());
}

TEST_F(LostJvms, ThatDoNotEndInTimeAreNamedAndNeverKilled) {
    processes_.jvms = {{"kafka-1", {11, 1'000'000}}, {"zookeeper-1", {12, 0}}};
    const auto ended = end(std::chrono::milliseconds(120));
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().kind, ErrorKind::timed_out);
    EXPECT_THAT(ended.error().message, AllOf(HasSubstr("kafka-1"), HasSubstr("11")));
    EXPECT_THAT(processes_.log, ElementsAre("TERM kafka-1"));
}

TEST_F(LostJvms, ABreakOffComesBeforeTheFirstTerm) {
    processes_.jvms = {{"kafka-0", {10, 3}}};
    broken_off_ = true;
    EXPECT_EQ(end().error().kind, ErrorKind::refused);
    EXPECT_THAT(processes_.log, IsEmpty());
}

TEST_F(LostJvms, OfAnotherUserIsAnError) {
    processes_.jvms = {{"kafka-0", {10, 3}}};
    processes_.answer = fail(ErrorKind::io, "cannot signal process 10: not permitted");
    const auto ended = end();
    ASSERT_FALSE(ended);
    EXPECT_THAT(ended.error().message, AllOf(HasSubstr("kafka-0"), HasSubstr("not permitted")));
}

}  // namespace
}  // namespace ballast::cli
