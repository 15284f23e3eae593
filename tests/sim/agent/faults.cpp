#include "tests/sim/agent/faults.hpp"

#include <fmt/format.h>

#include <array>

#include "tests/sim/agent/random.hpp"

namespace ballast::sim {
namespace {

using agent::Verb;
using enum FaultKind;

struct KindRow {
    std::string_view name;
    std::uint8_t weight;
    bool of_broker = true;
    bool of_zookeeper = true;
    Milliseconds longest = 0;  // how long it can last
};
constexpr std::array<KindRow, kFaultKinds> kKinds{{
    {"command", 60},
    {"coordinator_change", 4},
    {"agent_crash", 30},
    {"init_killed", 4},
    {"container_killed", 3},
    {"reboot", 3},
    {"stop_asked", 4},
    {"jvm_exit", 16},
    {"jvm_crash_loop", 4, true, true, 400'000},
    {"jvm_freeze", 4, true, true, 60'000},
    {"jvm_hangs_in_stop", 3, true, true, 300'000},
    {"jvm_start_fails", 3, true, true, 20'000},
    {"slow_disk", 5, true, true, 30'000},
    {"disk_full", 3, true, true, 60'000},
    {"disk_read_only", 2, true, true, 60'000},
    {"lost_volume", 3},
    {"other_volume", 2, true, false, 120'000},
    {"other_brokers_volume", 2, true, true, 120'000},
    {"damaged_volume", 3, false, true},
    {"initialize_file", 2, false, true},
    {"foreign_lock", 2, true, false, 60'000},
    {"port_taken", 2, true, true, 60'000},
    {"zookeeper_down", 5, true, true, 60'000},
    {"foreign_owner", 2, true, false, 60'000},
    {"sole_in_sync", 4, true, false},
    {"in_sync_again", 2, true, false},
    {"clock_jump", 2},
    {"new_revision", 2},
    {"log_warning", 1},
}};

constexpr std::array kVerbs{Verb::start,    Verb::stop, Verb::stop,    Verb::restart,
                            Verb::shutdown, Verb::hold, Verb::release, Verb::thread_dump};
constexpr std::array kExits{0, 1, 1, 3, 134, 137, 143, 130};

PlannedCommand make_command(Random& random) {
    PlannedCommand out;
    out.verb = kVerbs.at(random.below(kVerbs.size()));
    out.sender = static_cast<Sender>(random.below(3));
    out.epoch = random.chance(15) ? static_cast<EpochMode>(random.below(3)) : EpochMode::own;
    out.target = random.chance(40) ? static_cast<TargetMode>(random.below(3)) : TargetMode::any;
    out.repeats = random.chance(12);
    out.reuses = !out.repeats && random.chance(3);
    out.which = static_cast<std::uint32_t>(random.below(1000));
    out.force_after = random.chance(40) ? static_cast<int>(random.between(1, 40)) : 0;
    return out;
}

// Close ones meet in one step of the agent, far ones find it at rest.
Milliseconds gap(Random& random) {
    switch (random.below(4)) {
        case 0:
            return random.between(0, 4);
        case 1:
            return random.between(0, 500);
        case 2:
            return random.between(0, 8000);
        default:
            return random.between(0, 40'000);
    }
}

std::int64_t make_detail(FaultKind kind, Random& random) {
    switch (kind) {
        case agent_crash:
            return random.between(0, 9);
        case jvm_exit:
        case jvm_crash_loop:
            return kExits.at(random.below(kExits.size()));
        case clock_jump:
            return random.between(-7'200'000, 7'200'000);
        default:
            return 0;
    }
}

std::string describe(const PlannedCommand& command) {
    constexpr std::array kSenders{"person", "coordinator A", "coordinator B"};
    constexpr std::array kEpochs{"", " with a stale epoch", " without epoch"};
    constexpr std::array kTargets{"", " for this JVM", " for an earlier JVM"};
    return fmt::format(
        "{} by {}{}{}{}{}{}", to_string(command.verb),
        kSenders.at(static_cast<std::size_t>(command.sender)),
        kEpochs.at(static_cast<std::size_t>(command.epoch)),
        kTargets.at(static_cast<std::size_t>(command.target)), command.repeats ? ", repeated" : "",
        command.reuses ? ", with a used id" : "",
        command.force_after == 0 ? "" : fmt::format(", KILL after {} s", command.force_after));
}

}  // namespace

// Each history has some of the kinds only, and more of those: rare ones meet that would not in a
// mix of all.
History make_history(std::uint64_t seed, std::uint64_t possible) {
    Random random(seed);
    History history{.seed = seed, .zookeeper = random.chance(20), .faults_end = 0, .faults = {}};
    std::array<std::uint64_t, kFaultKinds> weights{};
    std::uint64_t sum = 0;
    for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
        const auto& row = kKinds.at(kind);
        const bool fits = history.zookeeper ? row.of_zookeeper : row.of_broker;
        const bool chosen = random.chance(kind == 0 ? 90 : 35);
        weights.at(kind) = fits && chosen && ((possible >> kind) & 1U) != 0 ? row.weight : 0;
        sum += weights.at(kind);
    }
    Milliseconds at = random.between(0, 6000);
    const auto count = sum == 0 ? 0 : random.between(4, 34);
    for (std::int64_t i = 0; i < count; ++i) {
        auto drawn = random.below(sum);
        std::size_t kind = 0;
        for (; drawn >= weights.at(kind); ++kind) {
            drawn -= weights.at(kind);
        }
        Fault fault{.kind = static_cast<FaultKind>(kind),
                    .at = at,
                    .lasts = 0,
                    .detail = 0,
                    .command = make_command(random)};
        fault.lasts =
            kKinds.at(kind).longest == 0 ? 0 : random.between(10, kKinds.at(kind).longest);
        fault.detail = make_detail(fault.kind, random);
        history.faults.push_back(fault);
        at += gap(random);
    }
    history.faults_end = at + random.between(0, 30'000);
    return history;
}

std::string_view to_string(FaultKind kind) {
    return kKinds.at(static_cast<std::size_t>(kind)).name;
}

std::string to_string(const Fault& fault) {
    auto out = fmt::format("{:>9.3f} s  {}", static_cast<double>(fault.at) / 1000.0,
                           to_string(fault.kind));
    if (fault.kind == command) {
        out += ": " + describe(fault.command);
    }
    if (fault.detail != 0) {
        out += fmt::format(" {}", fault.detail);
    }
    if (fault.lasts != 0) {
        out += fmt::format(" for {:.3f} s", static_cast<double>(fault.lasts) / 1000.0);
    }
    return out;
}

}  // namespace ballast::sim
