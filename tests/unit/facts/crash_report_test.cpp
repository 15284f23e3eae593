#include "agent/facts/crash_report.hpp"

#include "tests/unit/facts/support.hpp"

namespace ballast::agent {
namespace {

TEST(CrashReport, IsThatOfThePidAndOfThisLife) {
    const test::TemporaryFolder log;
    const auto file = log.path() / "hs_err_pid42.log";
    const auto now = SystemClock().wall();
    EXPECT_EQ(find_crash_report(log.path(), 42, now), "");
    test::put(file, "#\n# A fatal error has been detected\n");
    EXPECT_EQ(find_crash_report(log.path(), 42, now), file);
    EXPECT_EQ(find_crash_report(log.path(), 4, now), "");
    EXPECT_EQ(find_crash_report(log.path(), 42, now + std::chrono::hours{1}), "")
        << "an earlier process's";
    std::filesystem::remove(file);
    std::filesystem::create_directory(file);
    EXPECT_EQ(find_crash_report(log.path(), 42, now), "");
}

}  // namespace
}  // namespace ballast::agent
