#include "agent/start_sequence.hpp"

#include <algorithm>

#include "agent/api/blocking.hpp"
#include "agent/facts/cluster_facts.hpp"
#include "agent/facts/ensemble_facts.hpp"
#include "agent/facts/machine_facts.hpp"
#include "agent/facts/safe_actions.hpp"
#include "agent/node/accepted_document.hpp"
#include "agent/recovery/conditions.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;

constexpr std::chrono::seconds kClusterLimit{3};
constexpr std::chrono::seconds kReplicasLimit{10};  // tens of thousands of partitions
constexpr std::chrono::seconds kEnsembleLimit{1};
constexpr std::chrono::seconds kAfterTerm{1};
// Each safe action removes its own cause; more than these in a row means that one does not.
constexpr int kMostActions = 8;

StartVerdict held(const Error& error) {
    return {.step = StartStep::hold,
            .finding = {.code = error.code.empty() ? "PREPARATION_FAILED" : error.code,
                        .reason = error.message,
                        .next_step = {}},
            .action = {}};
}

bool is_empty(const StartFacts& facts) {
    return std::ranges::all_of(facts.dirs, &DirFacts::empty);
}

// A server that never served has nothing to lose and nobody to ask.
net::awaitable<void> ask_the_others(const StartSequence& sequence, StartFacts& facts) {
    const auto& identity = sequence.inputs.identity;
    if (identity.birth) {
        co_return;
    }
    if (identity.role == Role::zookeeper) {
        facts.ensemble = co_await gather_ensemble(identity, kEnsembleLimit);
        co_return;
    }
    const bool with_replicas = is_empty(facts);
    facts.cluster = co_await gather_cluster(identity, with_replicas,
                                            with_replicas ? kReplicasLimit : kClusterLimit);
    sequence.registrations.update(facts.cluster, sequence.clock.steady());
}

}  // namespace

Result<StartFacts> facts_of_machine(const PreparationInputs& inputs) {
    TRY(const auto document, load_accepted(inputs.folders));
    return gather_machine({.identity = inputs.identity,
                           .document = document,
                           .paths = paths_of(inputs.folders, inputs.identity),
                           .environment = inputs.environment});
}

net::awaitable<Preparation> run_start_sequence(StartSequence sequence) {
    const auto& inputs = sequence.inputs;
    for (int actions = 0;; ++actions) {
        auto facts =
            co_await run_blocking(sequence.disk, [&inputs] { return facts_of_machine(inputs); });
        if (!facts) {
            co_return held(facts.error());
        }
        facts->last_end_code = sequence.last_end_code;
        co_await ask_the_others(sequence, *facts);
        auto verdict = decide_start(*facts);
        if (!verdict) {
            break;
        }
        if (verdict->step != StartStep::act) {
            co_return *std::move(verdict);
        }
        if (actions == kMostActions) {
            verdict->step = StartStep::hold;
            co_return *std::move(verdict);
        }
        const auto done = co_await run_blocking(
            sequence.disk,
            [action = *verdict->action, paths = paths_of(inputs.folders, inputs.identity),
             now = sequence.clock.wall()] { return carry_out(action, paths, now); });
        if (!done) {
            co_return held(done.error());
        }
        sequence.tell_action(verdict->finding.code, verdict->finding.reason + ": " + *done);
        if (std::holds_alternative<StopOwnJvm>(*verdict->action)) {
            verdict->step = StartStep::wait;
            verdict->look_again = kAfterTerm;
            co_return *std::move(verdict);
        }
    }
    auto prepared =
        co_await run_blocking(sequence.disk, [&inputs] { return prepare_start(inputs); });
    if (!prepared) {
        co_return held(prepared.error());
    }
    co_return *std::move(prepared);
}

}  // namespace ballast::agent
