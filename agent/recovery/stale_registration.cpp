// Condition: the broker's registration of its last life is still in ZooKeeper.
//
// Detects: /brokers/ids/ID is there before the start; or exit 1 after ZooKeeper refused the
// ephemeral znode because its owner's session has not run out (a broker that was killed).
// Safe action: waits until the znode is gone and starts then; the session runs out by itself.
// Refuses: to delete the znode, to take another broker.id, and to start while its owner still
// keeps the session alive: then another JVM has this id.
#include <fmt/format.h>

#include <algorithm>

#include "agent/recovery/all_conditions.hpp"

namespace ballast::agent {
namespace {

constexpr std::chrono::milliseconds kLook{200};
constexpr std::chrono::seconds kLookAtLiveOwner{5};

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    const auto& registration = facts.cluster.registration;
    if (!facts.cluster.known || !registration) {
        return std::nullopt;
    }
    // A server ends a session on the tick after its timeout; half as much again is never short.
    const auto longest = facts.session_timeout * 3 / 2 + std::chrono::seconds{2};
    if (registration->seen_for > longest) {
        return StartVerdict{
            .step = StartStep::hold,
            .finding = {.code = "BROKER_ID_IN_USE",
                        .reason = fmt::format(
                            "a broker at {} keeps the registration of id {} alive (session {:#x})",
                            registration->endpoint, facts.identity.id, registration->owner_session),
                        .next_step = "find the other broker with this id and stop it, or give "
                                     "this node another id and an empty volume"},
            .look_again = kLookAtLiveOwner};
    }
    return StartVerdict{
        .step = StartStep::wait,
        .finding = {.code = "STALE_REGISTRATION",
                    .reason = fmt::format("waits until ZooKeeper ends the session {:#x} of the "
                                          "broker's last life, at most {:.0f} s",
                                          registration->owner_session,
                                          std::chrono::duration<double>(longest).count()),
                    .next_step = {}},
        .look_again = kLook};
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    // kafka.zk.KafkaZkClient$CheckedEphemeral, Kafka 2.x to 3.9.
    constexpr std::string_view kRefused = "Error while creating ephemeral at /brokers/ids/";
    if (facts.role != Role::kafka || facts.exit_code != 1 || facts.served ||
        !std::ranges::any_of(facts.recent, [&](const LogEntry& entry) {
            return entry.message.contains(kRefused);
        })) {
        return std::nullopt;
    }
    return ExitVerdict{
        .after = AfterExit::excused,
        .finding = {.code = "STALE_REGISTRATION",
                    .reason = "its last life's session in ZooKeeper has not run out yet",
                    .next_step = {}}};
}

}  // namespace

const Condition kStaleRegistration{
    .code = "STALE_REGISTRATION",
    .summary = "the broker's registration of its last life is still in ZooKeeper",
    .before_start = before_start,
    .after_exit = after_exit};

}  // namespace ballast::agent
