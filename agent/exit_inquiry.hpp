// Why a JVM ended: what it left on the disk and in the kernel's counters, and its last words.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <optional>

#include "agent/node/node_report.hpp"
#include "agent/node/preparation.hpp"
#include "agent/recovery/exit_facts.hpp"
#include "common/clock.hpp"

namespace ballast::agent {

// The kernel's count of processes that it killed for memory, when the JVM's life began.
class OomBaseline {
  public:
    OomBaseline() = default;
    // Reads /proc: while the process lives.
    explicit OomBaseline(pid_t jvm);
    bool rose() const;

  private:
    std::filesystem::path counter_;
    std::optional<std::uint64_t> before_;
};

struct JvmLife {
    WallTime started_at;
    bool served = false;
    OomBaseline oom;
};

// Blocks on the disk. `log` may reach back into earlier lives; only this one's entries count.
ExitFacts gather_exit(const PreparationInputs& inputs, const JvmExit& exit, const JvmLife& life,
                      std::deque<LogEntry> log);

}  // namespace ballast::agent
