#include "agent/facts/registration_watch.hpp"

#include <gtest/gtest.h>

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;

ClusterFacts owned_by(std::uint64_t session) {
    ClusterFacts facts{.known = true, .unknown_because = {}, .cluster_id = {}};
    facts.registration = {.owner_session = session, .endpoint = {}};
    return facts;
}

TEST(RegistrationWatch, CountsFromTheFirstSightOfAnOwner) {
    RegistrationWatch watch;
    const SteadyTime start{1h};
    auto facts = owned_by(7);
    watch.update(facts, start);
    EXPECT_EQ(facts.registration->seen_for, 0ms);
    watch.update(facts, start + 5s);
    EXPECT_EQ(facts.registration->seen_for, 5s);
    auto other = owned_by(8);
    watch.update(other, start + 6s);
    EXPECT_EQ(other.registration->seen_for, 0ms);
}

TEST(RegistrationWatch, AnOwnerThatWasAwayIsANewOne) {
    RegistrationWatch watch;
    const SteadyTime start{1h};
    auto facts = owned_by(7);
    watch.update(facts, start);
    ClusterFacts none{.known = true, .unknown_because = {}, .cluster_id = {}};
    watch.update(none, start + 1s);
    watch.update(facts, start + 2s);
    EXPECT_EQ(facts.registration->seen_for, 0ms);
}

TEST(RegistrationWatch, AnOwnerlessOneCountsFromItsFirstSight) {
    RegistrationWatch watch;
    const SteadyTime start{1h};
    auto facts = owned_by(0);
    watch.update(facts, start);
    EXPECT_EQ(facts.registration->seen_for, 0ms);
    watch.update(facts, start + 3s);
    EXPECT_EQ(facts.registration->seen_for, 3s);
}

TEST(RegistrationWatch, SilenceSaysNothing) {
    RegistrationWatch watch;
    const SteadyTime start{1h};
    auto facts = owned_by(7);
    watch.update(facts, start);
    ClusterFacts unknown;
    watch.update(unknown, start + 1s);
    watch.update(facts, start + 9s);
    EXPECT_EQ(facts.registration->seen_for, 9s);
}

}  // namespace
}  // namespace ballast::agent
