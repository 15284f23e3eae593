// All that the explanation of a JVM's end may look at.
#pragma once

#include <deque>
#include <filesystem>
#include <optional>
#include <string>

#include "agent/logs/log_entry.hpp"
#include "agent/recovery/finding.hpp"
#include "common/node_identity.hpp"

namespace ballast::agent {

struct ExitFacts {
    std::string node;  // "kafka-0"
    Role role = Role::kafka;
    int exit_code = 0;  // meaningful where signal is 0
    int signal = 0;
    bool asked = false;                  // it was being stopped
    bool served = false;                 // it was seen serving
    bool clean_markers = false;          // of a broker: every log dir has its marker
    bool oom_killed = false;             // the control group's count of such kills rose in its life
    std::filesystem::path crash_report;  // the hs_err file that it left; empty: none
    std::deque<LogEntry> recent;         // the last entries of its log, oldest first
};

enum class AfterExit : std::uint8_t {
    restart,  // within the budget
    excused,  // start again soon; says nothing about the node, so it is not counted
    hold,     // another start would end in the same way
};

struct ExitVerdict {
    AfterExit after = AfterExit::restart;
    Finding finding;
};

}  // namespace ballast::agent
