#include "coordinator/cli/cluster/coordinator_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "common/files.hpp"
#include "tests/unit/cli_cluster/temporary_folder.hpp"

namespace ballast::cli {
namespace {

using test::TemporaryFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// One init, that outlives its TERM by a number of looks.
class FakeInit final : public Processes {
  public:
    InitFact fact;
    int looks = 2;
    int terminated = 0;
    std::vector<std::string> started;

    InitFact find_init(const NodeFolder&) override {
        if (terminated > 0 && looks-- == 0) {
            fact = {};
        }
        return fact;
    }
    Result<void> terminate(const ProcessIdentity&) override {
        ++terminated;
        return {};
    }
    Result<ProcessIdentity> start_detached(const std::vector<std::string>& argv,
                                           const std::filesystem::path&) override {
        started = argv;
        return ProcessIdentity{};
    }
    std::optional<Orphan> find_jvm(const NodeFolder&) override { return std::nullopt; }
    std::vector<Result<ToolOutcome>> run(const std::vector<ToolCommand>&,
                                         const std::function<bool()>&) override {
        return {};
    }
    std::optional<int> ended(const ProcessIdentity&) override { return std::nullopt; }
};

class CoordinatorProcess : public testing::Test {
  protected:
    TemporaryFolder root_;
    ClusterFolder folder_{root_.path() / "demo"};
    ClusterRecord record_{.name = "demo", .created = {}, .block = 12};
    std::vector<NodeIdentity> nodes_{
        {.cluster = "demo", .role = Role::kafka, .name = "kafka-0", .address = "127.12.2.1"}};
    FakeInit init_;
    SystemClock clock_;
};

TEST_F(CoordinatorProcess, IsWrittenOnceAndAnewWhenItsNodesChange) {
    EXPECT_EQ(write_coordinator(folder_, record_, nodes_).value(), true);
    EXPECT_THAT(*read_file(folder_.coordinator_identity()), HasSubstr("\"127.12.0.1\""));
    const auto token = read_file(folder_.coordinator_token());
    ASSERT_TRUE(token);
    EXPECT_TRUE(token->starts_with("operator:"));
    EXPECT_EQ(token->size(), 9U + 64U + 1U);
    struct stat status{};
    ASSERT_EQ(::stat(folder_.coordinator_token().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);

    EXPECT_EQ(write_coordinator(folder_, record_, nodes_).value(), false);
    nodes_.push_back(nodes_.front());
    nodes_.back().name = "kafka-1";
    EXPECT_EQ(write_coordinator(folder_, record_, nodes_).value(), true);
    EXPECT_EQ(*read_file(folder_.coordinator_token()), *token) << "who is logged in stays so";
}

TEST_F(CoordinatorProcess, IsStartedWhereNoneRunsAndOnlyWithItsProgram) {
    const auto missing = start_coordinator(folder_, root_.path(), init_);
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().message, HasSubstr("ballast-coordinator is missing"));

    const auto program = root_.path() / "ballast-coordinator";
    ASSERT_TRUE(write_file_durably(program, "", 0700));
    EXPECT_EQ(start_coordinator(folder_, root_.path(), init_).value(), true);
    EXPECT_THAT(init_.started,
                ElementsAre((root_.path() / "ballast-init").string(), "--node-dir",
                            (folder_.root / "coordinator").string(), "--agent", program.string()));
    init_.fact = {.state = InitFact::State::alive, .process = {}};
    init_.started.clear();
    EXPECT_EQ(start_coordinator(folder_, root_.path(), init_).value(), false);
    EXPECT_TRUE(init_.started.empty());
}

TEST_F(CoordinatorProcess, IsToldToEndOnceAndAwaited) {
    EXPECT_TRUE(stop_coordinator(folder_, init_, clock_, clock_.steady())) << "none runs";
    init_.fact = {.state = InitFact::State::alive, .process = {}};
    EXPECT_TRUE(
        stop_coordinator(folder_, init_, clock_, clock_.steady() + std::chrono::seconds{30}));
    EXPECT_EQ(init_.terminated, 1);
}

TEST_F(CoordinatorProcess, ThatDoesNotEndIsTold) {
    init_.fact = {.state = InitFact::State::alive, .process = {}};
    init_.looks = 1'000'000;
    const auto stopped = stop_coordinator(folder_, init_, clock_, clock_.steady());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::timed_out);
}

}  // namespace
}  // namespace ballast::cli
