// Whether a process moves: samples of proc(5), and what they say over time.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "common/clock.hpp"
#include "common/process_identity.hpp"

namespace ballast::agent {

struct ProcessSample {
    // A thread in state D: it waits for a device and cannot be interrupted.
    struct DiskWaiter {
        pid_t thread = 0;
        // How often it has gone to sleep by itself. Unlike its CPU time, which the kernel counts in
        // steps of 10 ms, this moves with every single wait, so a thread that is often found in D
        // on a busy disk is told from one that stays there.
        std::uint64_t sleeps = 0;
    };
    ProcessIdentity process;
    bool stopped = false;         // by a signal (T) or a debugger (t)
    std::uint64_t cpu_ticks = 0;  // utime + stime of all its threads
    bool looked_at_threads = false;
    std::vector<DiskWaiter> disk_waiters;
};

// Empty where the process does not live. Looking at every thread costs some ms for a JVM: ask for
// it when the process does not answer.
std::optional<ProcessSample> sample_process(pid_t pid, bool look_at_threads);

struct ProcessActivity {
    bool stopped_by_signal = false;
    std::chrono::milliseconds cpu_idle{0};   // since its CPU time last moved
    std::chrono::milliseconds disk_wait{0};  // of the thread that has been in D the longest
};

// Turns samples into RunningFacts' view. Pure; a value of whoever watches.
class ProcessWatch {
  public:
    // Each begins anew with another process or with none. A sample without a look at the threads
    // says nothing of their waits, and the next one starts them from 0.
    ProcessActivity update(const std::optional<ProcessSample>& sample, SteadyTime now);

  private:
    struct Wait {
        std::uint64_t sleeps = 0;
        SteadyTime since;
    };
    std::optional<ProcessIdentity> process_;
    std::uint64_t cpu_ticks_ = 0;
    SteadyTime cpu_moved_;
    std::map<pid_t, Wait> waits_;

    std::chrono::milliseconds longest_wait(const ProcessSample& sample, SteadyTime now);
};

}  // namespace ballast::agent
