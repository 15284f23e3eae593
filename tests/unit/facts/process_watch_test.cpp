#include "agent/facts/process_watch.hpp"

#include <poll.h>

#include <algorithm>

#include "tests/unit/facts/support.hpp"

namespace ballast::agent {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::IsEmpty;
using ::testing::SizeIs;

void wait_a_little() {
    ::poll(nullptr, 0, 20);
}

TEST(ProcessSample, OfAProcessThatDoesNotLiveIsNone) {
    EXPECT_FALSE(sample_process(0, true));
    test::Child child([] {});
    const auto pid = child.pid();
    EXPECT_TRUE(sample_process(pid, true));
    child.end();
    EXPECT_FALSE(sample_process(pid, true));
}

TEST(ProcessSample, OfAStoppedProcessSaysSo) {
    const test::Child child([] {});
    const auto before = sample_process(child.pid(), false);
    ASSERT_TRUE(before);
    EXPECT_EQ(before->process.pid, child.pid());
    EXPECT_FALSE(before->stopped);
    EXPECT_FALSE(before->looked_at_threads);
    child.stop();
    EXPECT_TRUE(sample_process(child.pid(), true)->stopped);
    ::kill(child.pid(), SIGCONT);
    ::waitpid(child.pid(), nullptr, WCONTINUED);
    EXPECT_FALSE(sample_process(child.pid(), true)->stopped);
}

TEST(ProcessSample, OfABusyProcessShowsItsCpuTime) {
    const test::Child busy([] {},
                           [] {
                               for (volatile unsigned i = 0;;) {
                                   i = i + 1;
                               }
                           });
    const test::Child idle([] {});
    const auto busy_before = sample_process(busy.pid(), true)->cpu_ticks;
    const auto idle_before = sample_process(idle.pid(), true)->cpu_ticks;
    for (int i = 0; i < 500 && sample_process(busy.pid(), true)->cpu_ticks == busy_before; ++i) {
        wait_a_little();
    }
    EXPECT_GT(sample_process(busy.pid(), true)->cpu_ticks, busy_before);
    EXPECT_EQ(sample_process(idle.pid(), true)->cpu_ticks, idle_before);
}

TEST(ProcessSample, FindsAThreadInDiskWait) {
    // The kernel lets a process wait in state D until what it made by vfork has gone its own way.
    const test::Child waiting([] {},
                              [] {
                                  const pid_t parent = ::getpid();
                                  if (::vfork() == 0) {
                                      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
                                      while (::getppid() == parent) {
                                          ::pause();
                                      }
                                      ::_exit(0);
                                  }
                              });
    std::optional<ProcessSample> sample;
    for (int i = 0; i < 500; ++i) {
        sample = sample_process(waiting.pid(), true);
        if (sample && !sample->disk_waiters.empty()) {
            break;
        }
        wait_a_little();
    }
    ASSERT_TRUE(sample);
    ASSERT_THAT(sample->disk_waiters, SizeIs(1));
    EXPECT_EQ(sample->disk_waiters[0].thread, waiting.pid());
    EXPECT_GT(sample->disk_waiters[0].sleeps, 0U);
    EXPECT_THAT(sample_process(waiting.pid(), false)->disk_waiters, IsEmpty());

    ProcessWatch watch;
    const SteadyTime now{seconds{100}};
    watch.update(sample, now);
    EXPECT_EQ(watch.update(sample_process(waiting.pid(), true), now + seconds{12}).disk_wait,
              seconds{12});
}

class ProcessWatchTest : public ::testing::Test {
  protected:
    ProcessWatch watch_;
    ProcessSample sample_{.process = {.pid = 7, .start_ticks = 70},
                          .cpu_ticks = 5,
                          .looked_at_threads = true,
                          .disk_waiters = {}};
    SteadyTime now_{seconds{1000}};

    ProcessActivity after(milliseconds passed) {
        now_ += passed;
        return watch_.update(sample_, now_);
    }
};

TEST_F(ProcessWatchTest, CpuIsIdleSinceItLastMoved) {
    EXPECT_EQ(after(seconds{0}).cpu_idle, seconds{0});
    EXPECT_EQ(after(seconds{1}).cpu_idle, seconds{1});
    EXPECT_EQ(after(milliseconds{1500}).cpu_idle, milliseconds{2500});
    sample_.cpu_ticks = 6;
    EXPECT_EQ(after(seconds{1}).cpu_idle, seconds{0});
    EXPECT_EQ(after(seconds{9}).cpu_idle, seconds{9});
}

TEST_F(ProcessWatchTest, AnotherProcessBeginsAnew) {
    sample_.disk_waiters = {{7, 1}};
    after(seconds{0});
    after(seconds{20});
    sample_.process.start_ticks = 71;
    const auto other = after(seconds{1});
    EXPECT_EQ(other.cpu_idle, seconds{0});
    EXPECT_EQ(other.disk_wait, seconds{0});
    after(seconds{5});
    const auto none = watch_.update(std::nullopt, now_ + seconds{5});
    EXPECT_EQ(none.cpu_idle, seconds{0});
    EXPECT_EQ(after(seconds{10}).cpu_idle, seconds{0});
}

TEST_F(ProcessWatchTest, AStoppedProcessIsSaidAtOnce) {
    EXPECT_FALSE(after(seconds{0}).stopped_by_signal);
    sample_.stopped = true;
    EXPECT_TRUE(after(seconds{1}).stopped_by_signal);
    sample_.stopped = false;
    EXPECT_FALSE(after(seconds{1}).stopped_by_signal);
}

TEST_F(ProcessWatchTest, ADiskWaitIsThatOfOneThreadThatNeverSleptAnew) {
    sample_.disk_waiters = {{10, 1}, {11, 5}};
    EXPECT_EQ(after(seconds{0}).disk_wait, seconds{0});
    sample_.disk_waiters = {{10, 2}, {11, 5}};
    EXPECT_EQ(after(seconds{4}).disk_wait, seconds{4}) << "11 stays";
    sample_.disk_waiters = {{10, 2}, {12, 9}};
    EXPECT_EQ(after(seconds{3}).disk_wait, seconds{3}) << "10, since it slept anew";
    sample_.disk_waiters = {{11, 5}};
    EXPECT_EQ(after(seconds{1}).disk_wait, seconds{0}) << "11 was away in between";
    sample_.disk_waiters = {};
    EXPECT_EQ(after(seconds{1}).disk_wait, seconds{0});
}

TEST_F(ProcessWatchTest, ABusyDiskIsNoWaitWithoutEnd) {
    for (std::uint64_t sleeps = 0; sleeps < 60; ++sleeps) {
        sample_.disk_waiters = {{10, sleeps}};
        EXPECT_EQ(after(seconds{1}).disk_wait, seconds{0});
    }
}

TEST_F(ProcessWatchTest, WithoutALookAtTheThreadsTheirWaitsAreForgotten) {
    sample_.disk_waiters = {{10, 1}};
    after(seconds{0});
    auto blind = sample_;
    blind.looked_at_threads = false;
    blind.disk_waiters = {};
    EXPECT_EQ(watch_.update(blind, now_ + seconds{1}).disk_wait, seconds{0});
    EXPECT_EQ(after(seconds{2}).disk_wait, seconds{0});
}

}  // namespace
}  // namespace ballast::agent
