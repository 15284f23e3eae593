// What a broker says about an end that it chose itself.
#pragma once

#include <string_view>

#include "agent/recovery/exit_facts.hpp"

namespace ballast::agent {

// The entry with which kafka.Kafka gives up before it serves, its exception in the stack (Kafka
// 2.x to 3.9); null: it did not end so, or is no broker.
const LogEntry* startup_failure(const ExitFacts& facts);

// The same, where the exception says `text`.
const LogEntry* startup_failure_saying(const ExitFacts& facts, std::string_view text);

}  // namespace ballast::agent
