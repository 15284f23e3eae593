#include "agent/facts/safe_actions.hpp"

#include "tests/unit/base/scripted_calls.hpp"
#include "tests/unit/facts/support.hpp"

namespace ballast::agent {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class SafeActionsTest : public ::testing::Test {
  protected:
    test::TemporaryFolder folder_;
    NodePaths paths_{.config = folder_.path() / "config",
                     .volume = folder_.path() / "volume",
                     .log = folder_.path() / "log",
                     .secrets = {}};
    WallTime now_ = *parse_rfc3339("2026-01-31T09:08:07Z");

    std::string done(const SafeAction& action, FileCalls& calls = system_files()) const {
        const auto result = carry_out(action, paths_, now_, calls);
        return result ? *result : "error: " + result.error().message;
    }
    std::vector<std::string> names(const std::filesystem::path& folder) const {
        std::vector<std::string> out;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            out.push_back(entry.path().filename().string());
        }
        return out;
    }
};

TEST_F(SafeActionsTest, SendsTermToTheVeryProcess) {
    test::Child orphan([] {});
    const auto identity = identify_process(orphan.pid());
    ASSERT_TRUE(identity);
    EXPECT_EQ(done(StopOwnJvm{*identity}), "sent TERM to process " + std::to_string(orphan.pid()));
    int status = 0;
    ASSERT_EQ(::waitpid(orphan.pid(), &status, 0), orphan.pid());
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), SIGTERM);
    EXPECT_THAT(done(StopOwnJvm{*identity}), EndsWith("has ended already"));
}

TEST_F(SafeActionsTest, NeverSignalsAnotherProcessUnderTheSamePid) {
    const test::Child other([] {});
    auto identity = *identify_process(other.pid());
    --identity.start_ticks;
    EXPECT_THAT(done(StopOwnJvm{identity}), EndsWith("has ended already"));
    EXPECT_TRUE(identify_process(other.pid())) << "a TERM would have ended it";
    EXPECT_EQ(::waitpid(other.pid(), nullptr, WNOHANG), 0);
}

TEST_F(SafeActionsTest, AnImpossiblePidIsAnError) {
    EXPECT_THAT(done(StopOwnJvm{{.pid = -1}}), HasSubstr("error: cannot open process -1"));
}

TEST_F(SafeActionsTest, MovesAsideUnderATimeAndDeletesNothing) {
    const auto data = paths_.volume / "data" / "version-2";
    test::put(data / "log.1", "one");
    EXPECT_EQ(done(MoveAside{data}),
              "renamed " + data.string() + " to version-2.quarantine-20260131T090807Z");
    test::put(data / "log.1", "two");
    EXPECT_THAT(done(MoveAside{data}), EndsWith("version-2.quarantine-20260131T090807Z-2"));
    EXPECT_THAT(names(data.parent_path()),
                UnorderedElementsAre("version-2.quarantine-20260131T090807Z",
                                     "version-2.quarantine-20260131T090807Z-2"));
    EXPECT_EQ(read_file(data.string() + ".quarantine-20260131T090807Z/log.1"), "one");
    EXPECT_THAT(done(MoveAside{data}), EndsWith("is not there any more"));
    EXPECT_THAT(done(MoveAside{paths_.volume / "no" / "such"}), EndsWith("is not there any more"));
}

TEST_F(SafeActionsTest, ACrashWhileItMovesAsideIsPutRight) {
    const auto data = paths_.volume / "data" / "version-2";
    for (int step = 0;; ++step) {
        test::put(data / "log.1");
        test::ScriptedCalls calls;
        calls.crash_at = step;
        try {
            done(MoveAside{data}, calls);
            EXPECT_EQ(step, 4) << "rename, open, fsync, close";
            break;
        } catch (const test::Crash&) {
            EXPECT_THAT(done(MoveAside{data}),
                        EndsWith(step == 0 ? "20260131T090807Z" : "is not there any more"));
        }
        std::filesystem::remove_all(paths_.volume);
    }
}

TEST_F(SafeActionsTest, SaysWhatCannotBeMoved) {
    const auto data = paths_.volume / "version-2";
    test::put(data / "log.1");
    for (const auto& [step, words] : std::vector<std::pair<int, std::string>>{
             {0, "error: cannot rename"}, {1, "error: cannot sync"}, {2, "error: cannot sync"}}) {
        test::ScriptedCalls calls;
        calls.fail_at = step;
        EXPECT_THAT(done(MoveAside{data}, calls), HasSubstr(words));
    }
}

TEST_F(SafeActionsTest, RemovesInitializeInBothPlaces) {
    const auto data = paths_.volume / "data";
    test::put(data / "myid", "1");
    test::put(data / "initialize");
    test::put(paths_.volume / "initialize");
    EXPECT_EQ(done(RemoveInitialize{}), "removed " + (data / "initialize").string() + " and " +
                                            (paths_.volume / "initialize").string());
    EXPECT_THAT(names(data), UnorderedElementsAre("myid"));
    EXPECT_EQ(done(RemoveInitialize{}), "there was no initialize any more");

    test::put(data / "initialize");
    test::ScriptedCalls calls;
    calls.fail_at = 0;
    EXPECT_THAT(done(RemoveInitialize{}, calls), HasSubstr("error: cannot remove"));
}

TEST_F(SafeActionsTest, GivesBackTheReserve) {
    test::put(paths_.volume / "state" / "reserve", std::string(1U << 20U, 'x'));
    EXPECT_EQ(done(GiveBackReserve{}), "gave back the reserve of 1Mi");
    EXPECT_EQ(done(GiveBackReserve{}), "there was no reserve any more");
}

}  // namespace
}  // namespace ballast::agent
