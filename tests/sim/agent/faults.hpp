// What goes wrong in a history, and what people and coordinators ask for: a list that is made from
// the seed and nothing else, so that a part of it can be run again.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/node/command.hpp"
#include "tests/sim/agent/timeline.hpp"

namespace ballast::sim {

enum class FaultKind : std::uint8_t {
    command,
    coordinator_change,  // the other coordinator takes over with a higher epoch
    agent_crash,         // at one of its next steps
    init_killed,         // the JVM lives on as an orphan
    container_killed,    // the JVM dies with init
    reboot,
    stop_asked,  // TERM to init
    jvm_exit,
    jvm_crash_loop,  // each JVM ends soon after its start
    jvm_freeze,
    jvm_hangs_in_stop,
    jvm_start_fails,
    slow_disk,  // the journal's writes and preparations take long
    disk_full,
    disk_read_only,
    lost_volume,  // it comes back empty when no JVM runs
    other_volume,
    other_brokers_volume,
    damaged_volume,  // of a ZooKeeper server
    initialize_file,
    foreign_lock,
    port_taken,
    zookeeper_down,  // of a ZooKeeper server: the others are
    foreign_owner,   // a broker elsewhere has our id
    sole_in_sync,    // from now on this broker alone is in sync
    in_sync_again,
    clock_jump,
    new_revision,
    log_warning,
};
constexpr std::size_t kFaultKinds = 29;

enum class Sender : std::uint8_t { person, coordinator_a, coordinator_b };
enum class EpochMode : std::uint8_t { own, stale, none };
enum class TargetMode : std::uint8_t { any, current, earlier };

struct PlannedCommand {
    agent::Verb verb = agent::Verb::start;
    Sender sender = Sender::person;
    EpochMode epoch = EpochMode::own;
    TargetMode target = TargetMode::any;
    bool repeats = false;  // the id and content of an earlier one
    bool reuses = false;   // the id of an earlier one, with another content
    std::uint32_t which = 0;
    int force_after = 0;  // seconds; 0: none
};

struct Fault {
    FaultKind kind = FaultKind::command;
    Milliseconds at = 0;
    Milliseconds lasts = 0;
    std::int64_t detail = 0;  // status of an exit, steps until a crash, size of a jump
    PlannedCommand command;
};

struct History {
    std::uint64_t seed = 0;
    bool zookeeper = false;  // a ZooKeeper server instead of a broker
    Milliseconds faults_end = 0;
    std::vector<Fault> faults;
};

// Faults of kinds that no condition of the agent answers yet are left out: `possible` has a bit for
// each kind.
History make_history(std::uint64_t seed, std::uint64_t possible);

std::string_view to_string(FaultKind kind);
std::string to_string(const Fault& fault);

}  // namespace ballast::sim
