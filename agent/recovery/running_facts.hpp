// All that the watch over a running JVM may look at, taken anew every second.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "agent/recovery/start_facts.hpp"

namespace ballast::agent {

struct RunningFacts {
    Role role = Role::kafka;
    pid_t pid = 0;                            // of the JVM
    bool served = false;                      // it has served since its start
    std::chrono::milliseconds unanswered{0};  // since it last answered a probe; 0 while it does
    bool stopped_by_signal = false;           // state T of proc(5)
    std::chrono::milliseconds cpu_idle{0};    // since its CPU time last moved
    std::chrono::milliseconds disk_wait{0};   // how long threads have been in state D without end
    std::vector<DirFacts> dirs;               // space every 10 s; no locks, no meta.properties
    std::int64_t needed_free_bytes = 0;
    std::chrono::milliseconds clock_jump{0};  // of the wall clock against the steady one
    // Of the node's own certificate; below 0 when it has expired, empty where it is not known.
    std::optional<std::chrono::seconds> certificate_left;
    bool recovering = false;                   // the broker reads its logs
    std::chrono::milliseconds no_progress{0};  // in the recovery
};

}  // namespace ballast::agent
