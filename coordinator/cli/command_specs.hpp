// What the command table is put together from.
#pragma once

#include "coordinator/cli/command_table.hpp"

namespace ballast::cli {

ValueSpec flag();
ValueSpec value(ValueKind kind, std::string_view placeholder);
ValueSpec choice(std::string_view placeholder, std::vector<std::string_view> choices);
ValueSpec integer(std::string_view placeholder, std::int64_t smallest, std::int64_t largest);
// A number, or the word in its place.
ValueSpec integer_or(std::string_view placeholder, std::int64_t smallest, std::int64_t largest,
                     std::string_view word);
ValueSpec odd_integer(std::string_view placeholder, std::int64_t smallest, std::int64_t largest);

// Options that several commands have.
OptionSpec output(std::vector<std::string_view> formats);
OptionSpec timeout(std::string_view fallback, std::string_view help);
OptionSpec since();
OptionSpec follow();
OptionSpec level();
ArgumentSpec any_nodes();

// `events`, `node ...`, `agent upgrade` and `support`, in the table's order.
CommandSpec events_command();
// `health`, `top`, `may-stop`, `plan roll` and `dashboard`.
std::vector<CommandSpec> overview_commands();
// `log-level`.
std::vector<CommandSpec> jvm_commands();
std::vector<CommandSpec> node_commands();
CommandSpec agent_upgrade_command();
CommandSpec support_command();

}  // namespace ballast::cli
