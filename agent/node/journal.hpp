// All that an agent must know after a crash and cannot see: one small file on the node's volume,
// replaced whole at each change. What can be seen (the JVM, the volume, ZooKeeper) is not in it.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "agent/node/node_report.hpp"
#include "common/files.hpp"
#include "common/result.hpp"

namespace ballast::agent {

// What the node is meant to do.
struct Intent {
    bool run = true;
    std::string reason;  // the words of the one who stopped it
    std::string by;      // certificate name

    bool operator==(const Intent&) const = default;
};

// A command that was taken, so that its repetition gets the first answer.
struct CommandRecord {
    std::string id;
    std::string verb;
    std::string digest;  // of the whole command: another one with this id is told apart
    std::string by;
    std::string incarnation;         // of the JVM when it came; empty: none ran
    std::string state = "accepted";  // "done", "failed" where that was decided at once
    std::string message;

    bool operator==(const CommandRecord&) const = default;
};

// An order that outlives the agent that took it: it is carried out again unless it is done.
struct PendingStop {
    std::string command_id;
    bool leave = false;       // `shutdown`; without it a restart
    std::string incarnation;  // the JVM that shall end; another one is not meant
    std::string init;         // a shutdown is this init's, and nothing to the next
    std::string reason;
    std::string by;
    std::optional<std::chrono::seconds> force_after;

    bool operator==(const PendingStop&) const = default;
};

// Unplanned ends, on the steady clock of one boot: a jump of the wall clock changes nothing.
struct RestartHistory {
    std::string boot_id;
    std::string revision;  // of the document that the JVM ran with: a new one starts afresh
    std::vector<std::int64_t> ends_ms;
    std::vector<std::int64_t> excused_ms;  // ends that say nothing about the node
    std::int64_t not_before_ms = 0;        // the next start

    bool operator==(const RestartHistory&) const = default;
};

struct Journal {
    static constexpr std::size_t kCommands = 64;

    Intent intent;
    std::optional<OnHold> hold;
    std::uint64_t epoch = 0;
    std::uint64_t restarts = 0;  // starts after an unplanned end, over the node's life
    std::deque<CommandRecord> commands;
    std::optional<PendingStop> pending;
    RestartHistory history;
    std::optional<Finding> held;  // an end that no other start would mend; a new revision might
    std::string incarnation;      // of the JVM that was started and whose end was not seen yet
    std::string last_end_code;

    const CommandRecord* find_command(std::string_view id) const;
    void add(CommandRecord record);
    bool operator==(const Journal&) const = default;
};

// A missing file is an empty journal. Errors: invalid (code JOURNAL_DAMAGED, names the file), io.
Result<Journal> load_journal(const std::filesystem::path& file);
// Durable when it returns. Errors: io.
Result<void> save_journal(const std::filesystem::path& file, const Journal& journal,
                          FileCalls& calls = system_files());

}  // namespace ballast::agent
