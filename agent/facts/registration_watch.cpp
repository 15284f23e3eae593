#include "agent/facts/registration_watch.hpp"

namespace ballast::agent {

void RegistrationWatch::update(ClusterFacts& facts, SteadyTime now) {
    if (!facts.known) {
        return;
    }
    if (!facts.registration) {
        owner_.reset();
        return;
    }
    if (owner_ != facts.registration->owner_session) {
        owner_ = facts.registration->owner_session;
        since_ = now;
    }
    facts.registration->seen_for =
        std::chrono::duration_cast<std::chrono::milliseconds>(now - since_);
}

}  // namespace ballast::agent
