// Finding what a JVM wrote about its end.
#pragma once

#include <string>
#include <string_view>

#include "agent/recovery/exit_facts.hpp"

namespace ballast::agent {

bool says(const LogEntry& entry, std::string_view text);
// The newest entry with `text` in its message or stack trace; null: there is none.
const LogEntry* find_entry(const ExitFacts& facts, std::string_view text);
// The first line with `text`, without the exception's class before it; at most 300 bytes.
std::string sentence_with(const LogEntry& entry, std::string_view text);
// The newest entry at ERROR or FATAL, of log4j where it wrote one; null: there is none.
const LogEntry* last_complaint(const ExitFacts& facts);
// What it is about, in one line of at most 200 bytes: its exception and the root cause of that,
// else its message.
std::string complaint_of(const LogEntry& entry);
// Printed by the JVM itself, not by log4j.
bool is_native(const LogEntry& entry);

}  // namespace ballast::agent
