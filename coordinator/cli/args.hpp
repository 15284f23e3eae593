// A command line as plain structs, checked.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "coordinator/cli/arguments.hpp"
#include "coordinator/cli/cluster/options.hpp"

namespace ballast::cli {

enum class OutputFormat : std::uint8_t { table, wide, text, json, yaml };

struct StatusOptions {
    OutputFormat output = OutputFormat::table;
    bool watch = false;
};

struct LogsOptions {
    std::vector<std::string> nodes;  // empty: all
    bool follow = false;
    std::string since;  // "5m" or RFC 3339; empty: from the start
    std::string grep;
    std::string level;  // upper case; empty: all
    std::optional<int> tail;
    OutputFormat output = OutputFormat::text;
};

struct ConfigValidateOptions {
    std::filesystem::path file;
    OutputFormat output = OutputFormat::text;
};

struct ConfigRenderOptions {
    std::filesystem::path file;
    std::string node;  // empty: all
    OutputFormat output = OutputFormat::text;
};

struct TopicCreateOptions {
    std::string topic;
    std::optional<int> partitions;
    std::optional<int> replication_factor;
    std::map<std::string, std::string> config;
    OutputFormat output = OutputFormat::text;
};

// Only topics, or partitions of one, that have any of these; none: all.
struct Trouble {
    bool under_replicated = false;
    bool at_min_isr = false;
    bool unavailable = false;

    bool any() const { return under_replicated || at_min_isr || unavailable; }
};

struct TopicListOptions {
    Trouble trouble;
    OutputFormat output = OutputFormat::table;
};

struct TopicDescribeOptions {
    std::string topic;
    Trouble trouble;
    OutputFormat output = OutputFormat::table;
};

struct TopicDeleteOptions {
    std::string topic;
    bool yes = false;
    OutputFormat output = OutputFormat::text;
};

struct EventsOptions {
    std::vector<std::string> nodes;  // empty: all
    bool follow = false;
    std::string since;  // as in LogsOptions
    std::string grep;
    std::string level;
    OutputFormat output = OutputFormat::text;
};

struct NodeShowOptions {
    std::string node;
    OutputFormat output = OutputFormat::text;
};

struct NodeOrderOptions {
    std::string verb;  // stop, start, restart, hold or release
    std::vector<std::string> nodes;
    std::string reason;
    std::optional<std::chrono::milliseconds> force_after;
    bool wait = true;
    std::chrono::milliseconds timeout{0};
};

struct AgentUpgradeOptions {
    std::vector<std::string> nodes;  // empty: all
    std::filesystem::path binary;
    std::chrono::milliseconds timeout{0};
};

struct SupportOptions {
    std::string node;
    std::filesystem::path output;  // empty: a name made from the node's and the time
};

struct NodeUnitOptions {
    std::string node;
    std::string user;  // empty: the user of this process
};

struct CompletionOptions {
    std::string shell;  // bash, zsh or fish
};

struct NamesOptions {
    std::string kind;  // clusters, nodes or topics
};

struct VersionOptions {
    OutputFormat output = OutputFormat::text;
};

struct HealthOptions {
    OutputFormat output = OutputFormat::text;
};

struct TopOptions {
    bool watch = false;
    OutputFormat output = OutputFormat::table;
};

struct MayStopOptions {
    std::vector<std::string> nodes;
    OutputFormat output = OutputFormat::text;
};

struct PlanRollOptions {
    std::string role;                 // kafka, zookeeper or all
    std::vector<std::string> nodes;   // empty: all of the role
    std::optional<int> max_parallel;  // empty: as many as is safe
    int spare = 0;
    bool allow_unavailable = false;
    OutputFormat output = OutputFormat::text;
};

struct DashboardOptions {
    OutputFormat output = OutputFormat::text;
};

struct LogLevelOptions {
    std::vector<std::string> words;  // see loggers/log_level_words.hpp
    OutputFormat output = OutputFormat::table;
};

using Command =
    std::variant<UpOptions, StatusOptions, LogsOptions, DownOptions, ConfigValidateOptions,
                 ConfigRenderOptions, TopicCreateOptions, TopicListOptions, TopicDescribeOptions,
                 TopicDeleteOptions, NodeUnitOptions, CompletionOptions, NamesOptions,
                 VersionOptions, EventsOptions, NodeShowOptions, NodeOrderOptions,
                 AgentUpgradeOptions, SupportOptions, HealthOptions, TopOptions, MayStopOptions,
                 PlanRollOptions, DashboardOptions, LogLevelOptions>;

struct Invocation {
    std::string name;           // --name; empty: not given
    std::filesystem::path dir;  // --dir; empty: not given
    bool no_colour = false;
    Command command;
};

// `words` without the program's name.
std::variant<Invocation, HelpWanted, UsageError> parse_args(std::span<const std::string> words);

}  // namespace ballast::cli
