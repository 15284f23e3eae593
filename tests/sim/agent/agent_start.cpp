// From "prepare" to an answer, as agent/start_sequence.cpp goes it.
#include <fmt/format.h>

#include "agent/recovery/conditions.hpp"
#include "tests/sim/agent/agent_model.hpp"

namespace ballast::sim {
namespace {

constexpr int kMostActions = 8;

}  // namespace

// What is planted between the world and the conditions.
void AgentModel::blind(agent::StartFacts& facts) const {
    if (plant_ == Plant::registration_unseen) {
        facts.cluster.registration.reset();
    } else if (plant_ == Plant::port_unseen) {
        facts.taken_ports.clear();
    } else if (plant_ == Plant::lock_unseen) {
        facts.dirs.front().lock_holder.reset();
    } else if (plant_ == Plant::orphan_unseen && facts.orphan) {
        facts.orphan.reset();
        facts.taken_ports.clear();
        facts.dirs.front().lock_holder.reset();
    } else if (plant_ == Plant::blind_guard_passes) {
        facts.cluster.known = true;
        facts.cluster.cluster_id = "cluster-1";
        facts.cluster.replicas_known = true;
        for (auto& peer : facts.ensemble.others) {
            peer.serving = true;
            peer.leader = peer.id == 2;
        }
    }
}

void AgentModel::look(std::uint64_t ticket, int actions) {
    const bool slow = world_.now_before(world_.slow_disk_until);
    const auto gathering = slow ? world_.random.between(500, 8000) : world_.random.between(2, 60);
    later(gathering, [this, ticket, actions, slow] {
        const auto dangers = world_.dangers();
        auto facts = world_.start_facts();
        facts.last_end_code = node_->journal().last_end_code;
        if (auto& registration = facts.cluster.registration) {
            if (registration->owner_session != seen_owner_) {
                seen_owner_ = registration->owner_session;
                seen_owner_at_ = world_.timeline.now();
            }
            registration->seen_for =
                std::chrono::milliseconds{world_.timeline.now() - seen_owner_at_};
        }
        blind(facts);
        auto verdict = agent::decide_start(facts);
        if (!verdict) {
            const auto writing =
                slow ? world_.random.between(100, 8000) : world_.random.between(2, 80);
            later(writing, [this, ticket, dangers] {
                answer(ticket,
                       agent::Prepared{.heap_bytes = 512, .revision = world_.revision_name()},
                       dangers);
            });
            return;
        }
        if (verdict->step == agent::StartStep::act && actions < kMostActions) {
            carry_out(*verdict->action, facts);
            if (!survives()) {
                die();
            } else if (!std::holds_alternative<agent::StopOwnJvm>(*verdict->action)) {
                look(ticket, actions + 1);
            } else {
                verdict->step = agent::StartStep::wait;
                verdict->look_again = std::chrono::seconds{1};
                answer(ticket, *std::move(verdict), dangers);
            }
            return;
        }
        if (verdict->step == agent::StartStep::act) {
            verdict->step = agent::StartStep::hold;
        }
        answer(ticket, *std::move(verdict), dangers);
    });
}

void AgentModel::answer(std::uint64_t ticket, agent::Preparation preparation, Dangers dangers) {
    --preparations_;
    if (!survives()) {
        die();
        return;
    }
    if (std::holds_alternative<agent::Prepared>(preparation)) {
        take_revision();
    }
    run([&](agent::Node& node) {
        dangers_ = dangers;
        node.on_preparation(plant_ == Plant::old_preparation_taken ? node.ticket() : ticket,
                            std::move(preparation));
    });
}

void AgentModel::carry_out(const agent::SafeAction& action, const agent::StartFacts& facts) {
    invariants_.on_safe_action(action, facts);
    if (std::holds_alternative<agent::MoveAside>(action)) {
        world_.trace([] { return "the data is moved aside"; });
        world_.empty = true;
        world_.damaged = false;
    } else if (std::holds_alternative<agent::RemoveInitialize>(action)) {
        world_.initialize = false;
    } else if (std::holds_alternative<agent::GiveBackReserve>(action)) {
        world_.trace([] { return "the reserve is given back"; });
    } else if (const auto* stop = std::get_if<agent::StopOwnJvm>(&action)) {
        for (auto& jvm : world_.jvms) {
            if (jvm.process == stop->process && jvm.alive()) {
                world_.term(jvm);
            }
        }
    }
}

}  // namespace ballast::sim
