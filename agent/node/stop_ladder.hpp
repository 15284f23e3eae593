// The steps of stopping a JVM: wait for a start in progress, TERM, and KILL only where the one who
// asked gave a time for it. Pure.
#pragma once

#include <chrono>
#include <optional>

#include "common/clock.hpp"
#include "common/node_identity.hpp"

namespace ballast::agent {

struct StopFacts {
    Role role = Role::kafka;
    bool jvm_known = false;  // its pid has been reported
    bool served = false;     // it served since it started
    SteadyTime asked;        // when the stop was asked for
    std::optional<SteadyTime> term_sent;
    std::optional<std::chrono::milliseconds> force_after;  // after TERM
    bool kill_sent = false;
};

enum class StopStep : std::uint8_t { wait, term, kill };

struct StopDecision {
    StopStep step = StopStep::wait;
    std::optional<SteadyTime> look_again;  // without one only an event goes on
};

// A broker that gets TERM during its start halts with exit 1 and its next start reads all its logs
// (KafkaServer.shutdown: "Kafka server is still starting up, cannot shut down!").
constexpr std::chrono::seconds kStartGrace{60};

StopDecision next_stop_step(const StopFacts& facts, SteadyTime now);

}  // namespace ballast::agent
