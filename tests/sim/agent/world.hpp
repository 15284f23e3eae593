// The world around an agent, as it truly is: the machine, the volume, ZooKeeper and the JVMs. It
// follows what Kafka and ZooKeeper do (exit statuses, sessions, locks, clean markers) and knows
// nothing of the agent.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/recovery/exit_facts.hpp"
#include "agent/recovery/running_facts.hpp"
#include "agent/recovery/start_facts.hpp"
#include "common/process_identity.hpp"
#include "tests/sim/agent/random.hpp"
#include "tests/sim/agent/timeline.hpp"

namespace ballast::sim {

// Short, so that a history does not consist of waiting for it.
constexpr Milliseconds kSessionTimeout = 3000;

enum class Phase : std::uint8_t { loading, recovering, serving, stopping, ended };

struct Jvm {
    ProcessIdentity process;
    Phase phase = Phase::loading;
    bool orphan = false;  // its init is gone
    bool frozen = false;
    bool term_waits = false;  // it came while the JVM was frozen
    bool served = false;
    std::uint64_t session = 0;  // its registration's
    Milliseconds ordered_at = 0;
    Milliseconds frozen_at = 0;
    Milliseconds zookeeper_lost_at = 0;
    std::uint64_t step = 0;  // an older one that is still due counts no more
    int exit_code = 0;
    int signal = 0;
    std::string last_words;  // the message of its last entry
    std::string last_trace;  // and the stack trace
    bool holds_lock = false;
    bool excused = false;  // its end says nothing about the node

    bool alive() const { return phase != Phase::ended; }
};

// Why a start would be wrong, whatever the agent knows of it.
enum class Danger : std::uint8_t {
    old_registration,
    other_cluster,
    other_broker,
    held_lock,
    lost_data,  // empty, and alone in sync or not known not to be
    other_server,
    lost_quorum,
    second_birth,
    taken_port,
    unwritable,
    full,
};
constexpr std::array<std::string_view, 11> kDangers{"old registration",
                                                    "other cluster's volume",
                                                    "other broker's volume",
                                                    "lock held",
                                                    "lost data, alone in sync",
                                                    "other server's volume",
                                                    "no data, no quorum",
                                                    "file of a birth is there",
                                                    "port taken",
                                                    "volume cannot be written",
                                                    "disk full"};
using Dangers = std::uint32_t;
constexpr Dangers bit(Danger danger) {
    return Dangers{1} << static_cast<unsigned>(danger);
}

class World {
  public:
    World(std::uint64_t seed, bool zookeeper, bool traced);
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    Timeline timeline;
    Random random;
    const bool traced;
    std::function<void(Jvm&)> on_jvm_end;
    std::function<void()> on_jvm_change;

    // The machine.
    int boot = 1;
    Milliseconds booted_at = 0;
    Milliseconds wall_offset = 0;
    // Each lasts until the time it names.
    Milliseconds slow_disk_until = 0;
    Milliseconds full_until = 0;
    Milliseconds read_only_until = 0;
    Milliseconds lock_until = 0;
    Milliseconds port_until = 0;
    Milliseconds zookeeper_down_until = 0;
    Milliseconds foreign_owner_until = 0;
    Milliseconds other_volume_until = 0;
    Milliseconds other_broker_until = 0;
    Milliseconds crash_loop_until = 0;
    Milliseconds hangs_in_stop_until = 0;
    Milliseconds start_fails_until = 0;
    int crash_loop_status = 1;
    int revision = 1;
    // The volume.
    bool empty = false;
    bool clean = true;
    bool damaged = false;  // a ZooKeeper server's data
    bool initialize = false;
    bool loses_volume = false;  // when no JVM runs
    bool sole_in_sync = false;

    std::deque<Jvm> jvms;

    bool now_before(Milliseconds until) const { return timeline.now() < until; }
    bool writable() const { return !now_before(full_until) && !now_before(read_only_until); }
    std::string boot_id() const { return "boot-" + std::to_string(boot); }
    std::string incarnation(const Jvm& jvm) const;
    std::string revision_name() const { return "rev-" + std::to_string(revision); }
    bool volume_in_use() const;

    Jvm& start_jvm(Milliseconds ordered_at);
    void term(Jvm& jvm);
    void kill(Jvm& jvm);
    void freeze(Jvm& jvm, Milliseconds lasts);
    void thaw(Jvm& jvm);
    void end(Jvm& jvm, int exit_code, int signal, std::string last_words = {},
             std::string last_trace = {});
    // With the words of a Kafka that cannot start; a ZooKeeper server says other ones.
    void fail(Jvm& jvm, const std::string& exception);
    void lose_disk(Jvm& jvm);
    // A broker elsewhere registers with our id, where nobody has.
    void take_registration();
    // What was to come at the next time without a JVM comes now.
    void settle_volume();
    // Everything is well again, for good.
    void heal();

    agent::StartFacts start_facts() const;
    agent::ExitFacts exit_facts(const Jvm& jvm) const;
    agent::RunningFacts running_facts(const Jvm& jvm) const;
    Dangers dangers() const;
    const NodeIdentity& identity() const { return identity_; }

    template <class Make>
    void trace(Make make) const {
        if (traced) {
            print_trace(make());
        }
    }

  private:
    NodeIdentity identity_;
    bool zookeeper_role_;
    std::optional<std::uint64_t> registration_;  // its session
    std::uint64_t last_session_ = 0x100;
    std::uint64_t last_ticks_ = 1000;

    void print_trace(const std::string& what) const;
    void later(Jvm& jvm, Milliseconds delay, void (World::*what)(Jvm&));
    void load(Jvm& jvm);
    void loaded(Jvm& jvm);
    void drained(Jvm& jvm);
    void crash(Jvm& jvm);
    void expire(std::uint64_t session);
};

}  // namespace ballast::sim
