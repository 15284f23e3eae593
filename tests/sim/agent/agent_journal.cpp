// The journal keeper and the way of a command, as agent/journal_keeper.cpp and
// agent/api/command_routes.cpp go it.
#include <fmt/format.h>

#include "tests/sim/agent/agent_model.hpp"

namespace ballast::sim {

// What the next agent reads: the last write that came to the disk.
agent::Journal AgentModel::inherited() const {
    auto journal = *durable_;
    switch (plant_) {
        case Plant::intent_forgotten:
            journal.intent = {};
            break;
        case Plant::hold_forgotten:
            journal.hold.reset();
            break;
        case Plant::epoch_forgotten:
            journal.epoch = 0;
            break;
        case Plant::ids_forgotten:
            journal.commands.clear();
            break;
        case Plant::pending_forgotten:
            journal.pending.reset();
            break;
        case Plant::held_forgotten:
            journal.held.reset();
            break;
        case Plant::budget_forgotten:
            journal.history = {.boot_id = journal.history.boot_id,
                               .revision = journal.history.revision};
            break;
        default:
            break;
    }
    return journal;
}

void AgentModel::keep(const agent::Journal& journal) {
    newest_ = std::make_shared<agent::Journal>(journal);
    ++wanted_;
    write();
}

// One at a time, always the newest.
void AgentModel::write() {
    if (writing_ || tried_ == wanted_) {
        return;
    }
    writing_ = true;
    const auto delay = world_.now_before(world_.slow_disk_until) ? world_.random.between(100, 5000)
                                                                 : world_.random.between(1, 6);
    later(delay, [this, number = wanted_, journal = newest_] {
        if (!survives()) {
            die();
            return;
        }
        writing_ = false;
        tried_ = number;
        last_write_failed_ = !world_.writable();
        if (!last_write_failed_ && !(plant_ == Plant::write_lost && world_.random.chance(30))) {
            durable_ = journal;
            invariants_.on_journal_written();
        }
        // Their orders may write again, so that these are taken out first.
        std::vector<Kept> done;
        const auto end = waiting_.upper_bound(tried_);
        for (auto at = waiting_.begin(); at != end; ++at) {
            done.push_back(std::move(at->second));
        }
        waiting_.erase(waiting_.begin(), end);
        flush_outbox();
        const auto life = life_;
        for (const auto& kept : done) {
            if (life == life_ && node_) {
                kept(!last_write_failed_);
            }
        }
        if (life == life_ && node_) {
            write();
        }
    });
}

void AgentModel::on_command(const agent::Command& command, const agent::Caller& caller) {
    if (!node_ || !hello_) {
        return;
    }
    auto checked = command;
    if (plant_ == Plant::incarnation_unchecked) {
        checked.expected_incarnation.reset();
    }
    const auto admission = agent::admit(checked, caller, node_->journal(), node_->incarnation());
    world_.trace([&] {
        return fmt::format(
            "command {} {} by {}{}{}: {}", command.id, to_string(command.verb), caller.name,
            command.epoch ? fmt::format(" epoch {}", *command.epoch) : "",
            command.expected_incarnation ? " for " + *command.expected_incarnation : "",
            !admission                              ? admission.error().code
            : *admission == agent::Admission::fresh ? "taken"
                                                    : "repeated");
    });
    if (!admission) {
        return;
    }
    const bool fresh = *admission == agent::Admission::fresh;
    if (fresh) {
        const auto* jvm = init_.jvm();
        // The node hears of an end a moment later.
        const bool known = jvm != nullptr && (jvm->alive() || node_->incarnation() != "");
        invariants_.on_admitted(command, known ? jvm : nullptr);
        node_->record(checked, caller.name);
        invariants_.on_recorded(command);
        if (!survives()) {
            die();
            return;
        }
    }
    keep(node_->journal());
    if (plant_ == Plant::answer_before_write) {
        after_kept(checked, caller, fresh, true);
        return;
    }
    waiting_.emplace(wanted_, [this, checked, caller, fresh](bool kept) {
        after_kept(checked, caller, fresh, kept);
    });
}

void AgentModel::after_kept(const agent::Command& command, const agent::Caller& caller, bool fresh,
                            bool kept) {
    if (!survives()) {
        die();
        return;
    }
    if (!kept && caller.coordinator && fresh) {
        run([&](agent::Node& node) { node.mark_command(command.id, "failed", "disk full"); });
        invariants_.on_not_kept(command.id);
        return;
    }
    if (fresh) {
        run([&](agent::Node& node) { node.carry_out(command, caller.name); });
    }
    if (node_ && !dying_) {
        invariants_.on_answered(command.id, kept);
    }
}

}  // namespace ballast::sim
