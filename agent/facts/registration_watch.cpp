#include "agent/facts/registration_watch.hpp"

namespace ballast::agent {

void RegistrationWatch::update(ClusterFacts& facts, SteadyTime now) {
    if (!facts.known) {
        return;
    }
    const auto owner = facts.registration ? facts.registration->owner_session : 0;
    if (owner != owner_) {
        owner_ = owner;
        since_ = now;
    }
    if (facts.registration) {
        facts.registration->seen_for =
            std::chrono::duration_cast<std::chrono::milliseconds>(now - since_);
    }
}

}  // namespace ballast::agent
