#pragma once
#include "agent/recovery/start_facts.hpp"
#include "common/clock.hpp"
namespace ballast::agent {
class RegistrationWatch {
  public:
    void update(ClusterFacts& facts, SteadyTime now) {
        if (!facts.registration) { owner_ = 0; return; }
        if (facts.registration->owner_session != owner_) { owner_ = facts.registration->owner_session; since_ = now; }
        facts.registration->seen_for = std::chrono::duration_cast<std::chrono::milliseconds>(now - since_);
    }
  private:
    std::uint64_t owner_ = 0;
    SteadyTime since_;
};
}
