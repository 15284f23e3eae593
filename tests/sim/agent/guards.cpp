#include "agent/recovery/conditions.hpp"
#include "tests/sim/agent/simulation.hpp"

namespace ballast::sim {
namespace {

using enum FaultKind;

constexpr Milliseconds kFar = 1'000'000'000;

bool answers(const agent::StartFacts& facts) {
    return agent::decide_start(facts).has_value();
}

}  // namespace

// A danger that no condition answers is no test of the agent, and its faults are left out.
Guards find_guards() {
    Guards guards{.guarded = 0, .possible = (std::uint64_t{1} << kFaultKinds) - 1};
    const auto probe = [&](Danger danger, FaultKind kind, bool zookeeper, auto prepare) {
        World world(1, zookeeper, false);
        prepare(world);
        if (answers(world.start_facts())) {
            guards.guarded |= bit(danger);
        } else {
            // A disk that cannot be written is also a journal that cannot.
            const bool always = kind == disk_full || kind == disk_read_only;
            guards.possible &= ~(std::uint64_t{always ? 0U : 1U} << static_cast<unsigned>(kind));
        }
    };
    const auto late = [](Milliseconds World::* until) {
        return [until](World& world) { world.*until = kFar; };
    };
    probe(Danger::old_registration, foreign_owner, false, [](World& world) {
        world.foreign_owner_until = kFar;
        world.take_registration();
    });
    probe(Danger::other_cluster, other_volume, false, late(&World::other_volume_until));
    probe(Danger::other_broker, other_brokers_volume, false, late(&World::other_broker_until));
    probe(Danger::held_lock, foreign_lock, false, late(&World::lock_until));
    probe(Danger::taken_port, port_taken, false, late(&World::port_until));
    probe(Danger::unwritable, disk_read_only, false, late(&World::read_only_until));
    probe(Danger::full, disk_full, false, late(&World::full_until));
    probe(Danger::lost_data, sole_in_sync, false, [](World& world) {
        world.empty = true;
        world.sole_in_sync = true;
    });
    probe(Danger::other_server, other_brokers_volume, true, late(&World::other_broker_until));
    probe(Danger::second_birth, initialize_file, true,
          [](World& world) { world.initialize = true; });
    probe(Danger::lost_quorum, lost_volume, true, [](World& world) {
        world.empty = true;
        world.zookeeper_down_until = kFar;
    });
    return guards;
}

}  // namespace ballast::sim
