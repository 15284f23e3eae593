// What a node answers to the probes of kubelet and of whoever asks like it. Pure: from state only,
// never from a call to anybody.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "agent/node/state_machine.hpp"

namespace ballast::agent {

struct ProbeInput {
    State state = State::stopped;
    bool ready = false;   // SERVING, and the last probe of the JVM said so
    bool served = false;  // since the JVM's start
    std::string code;     // of the report
    std::string reason;
    std::chrono::milliseconds no_progress{0};  // in a recovery of logs
    std::chrono::milliseconds lateness{0};     // of the agent's own loop
};

struct ProbeCheck {
    std::string_view name;
    bool ok = false;
    std::string reason;  // why not, or what is so
};

struct ProbeAnswer {
    std::vector<ProbeCheck> checks;

    bool ok() const;
    // The first that failed, in words; "ok" where none did.
    std::string reason() const;
    // One line, or one for each check and the verdict, as Kubernetes' own probes print them.
    std::string text(bool verbose) const;
};

// Failing ends in the death of the container, so it passes as soon as that would help nobody: once
// the JVM served, while a recovery of logs makes progress, and in states that a restart would only
// bring back.
ProbeAnswer startup_answer(const ProbeInput& input);
// The agent's own loop, and nothing of Kafka's: a container is no better for being killed.
ProbeAnswer live_answer(const ProbeInput& input);
ProbeAnswer ready_answer(const ProbeInput& input);

}  // namespace ballast::agent
