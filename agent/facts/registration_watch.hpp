// How long the same owner has had a broker's registration. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "agent/recovery/start_facts.hpp"
#include "common/clock.hpp"

namespace ballast::agent {

class RegistrationWatch {
  public:
    // Fills in `seen_for`. What ZooKeeper did not say changes nothing.
    void update(ClusterFacts& facts, SteadyTime now);

  private:
    std::optional<std::uint64_t> owner_;
    SteadyTime since_;
};

}  // namespace ballast::agent
