// Bugs that are planted into what surrounds the agent's decisions: a simulation that does not find
// each of them would not find such a bug in the product either.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace ballast::sim {

enum class Plant : std::uint8_t {
    none,
    write_lost,
    answer_before_write,
    exit_forgotten_before_write,
    intent_forgotten,
    hold_forgotten,
    epoch_forgotten,
    ids_forgotten,
    pending_forgotten,
    held_forgotten,
    budget_forgotten,
    every_end_excused,
    registration_unseen,
    port_unseen,
    lock_unseen,
    orphan_unseen,
    blind_guard_passes,
    incarnation_unchecked,
    term_in_recovery,
    term_is_kill,
    old_preparation_taken,
    timer_lost,
};

struct PlantRow {
    Plant plant = Plant::none;
    std::string_view name;
};
constexpr std::array<PlantRow, 21> kPlants{{
    {Plant::write_lost, "a write of the journal is lost and told as done"},
    {Plant::answer_before_write, "commands are answered before the journal has them"},
    {Plant::exit_forgotten_before_write, "init forgets an exit before the journal has it"},
    {Plant::intent_forgotten, "an agent's restart forgets that the node shall be stopped"},
    {Plant::hold_forgotten, "an agent's restart forgets a hold"},
    {Plant::epoch_forgotten, "an agent's restart forgets the epoch"},
    {Plant::ids_forgotten, "an agent's restart forgets the ids of commands"},
    {Plant::pending_forgotten, "an agent's restart forgets a shutdown"},
    {Plant::held_forgotten, "an agent's restart forgets why the node is held"},
    {Plant::budget_forgotten, "an agent's restart forgets the restart budget"},
    {Plant::every_end_excused, "every end of the JVM counts as excused"},
    {Plant::registration_unseen, "the old registration is not seen"},
    {Plant::port_unseen, "a taken port is not seen"},
    {Plant::lock_unseen, "a held lock is not seen"},
    {Plant::orphan_unseen, "a JVM that lost its init is not seen"},
    {Plant::blind_guard_passes, "what ZooKeeper does not say is taken for good"},
    {Plant::incarnation_unchecked, "the expected incarnation is not compared"},
    {Plant::term_in_recovery, "a slow recovery gets TERM"},
    {Plant::term_is_kill, "TERM is sent as KILL"},
    {Plant::old_preparation_taken, "the answer to an old preparation is taken"},
    {Plant::timer_lost, "timers are lost"},
}};

}  // namespace ballast::sim
