#include "common/process_identity.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ballast {
namespace {

TEST(ProcessIdentity, OfThisProcessStaysTheSame) {
    const auto first = identify_process(::getpid());
    ASSERT_TRUE(first);
    EXPECT_EQ(first->pid, ::getpid());
    EXPECT_GT(first->start_ticks, 0U);
    EXPECT_EQ(identify_process(::getpid()), first);
    EXPECT_GT(resident_bytes(::getpid()), 1 << 16);
}

TEST(ProcessIdentity, AZombieDoesNotLive) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(0);
    }
    siginfo_t info{};
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
    EXPECT_FALSE(identify_process(child));
    ::waitpid(child, nullptr, 0);
    EXPECT_FALSE(identify_process(child));
    EXPECT_EQ(resident_bytes(child), 0);
}

TEST(ProcessIdentity, ThisBootHasAName) {
    EXPECT_EQ(boot_id().size(), 36U);
    EXPECT_EQ(boot_id(), boot_id());
}

}  // namespace
}  // namespace ballast
