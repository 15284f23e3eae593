#include "coordinator/cli/args.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "common/text.hpp"
#include "common/units.hpp"
#include "coordinator/cli/values.hpp"

namespace ballast::cli {
namespace {

// Typed access to arguments whose values were checked.
class Reader {
  public:
    explicit Reader(const Arguments& arguments) : arguments_(arguments) {}

    bool flag(const char* name) const { return arguments_.options.contains(name); }

    std::optional<std::string> text(const char* name) const {
        const auto given = arguments_.options.find(name);
        if (given == arguments_.options.end()) {
            return std::nullopt;
        }
        return given->second.front();
    }

    std::vector<std::string> texts(const char* name) const {
        const auto given = arguments_.options.find(name);
        return given == arguments_.options.end() ? std::vector<std::string>() : given->second;
    }

    std::optional<int> integer(const char* name) const {
        const auto given = text(name);
        const auto number = given ? parse_integer(*given) : std::nullopt;
        return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
    }

    std::chrono::milliseconds duration(const char* name) const {
        return parse_duration(text(name).value_or("")).value_or(std::chrono::milliseconds(0));
    }

    OutputFormat output() const {
        constexpr std::array kFormats{
            std::pair{"table", OutputFormat::table}, std::pair{"wide", OutputFormat::wide},
            std::pair{"text", OutputFormat::text}, std::pair{"json", OutputFormat::json},
            std::pair{"yaml", OutputFormat::yaml}};
        const auto given = text("output");
        for (const auto& [name, format] : kFormats) {
            if (given == name) {
                return format;
            }
        }
        return OutputFormat::text;
    }

    std::map<std::string, std::string> key_values(const char* name) const {
        std::map<std::string, std::string> out;
        const auto given = arguments_.options.find(name);
        if (given != arguments_.options.end()) {
            for (const std::string& pair : given->second) {
                const std::size_t equals = pair.find('=');
                out[pair.substr(0, equals)] = pair.substr(equals + 1);
            }
        }
        return out;
    }

    std::string_view path() const { return arguments_.command->path; }
    const std::string& argument() const { return arguments_.positionals.front(); }
    const std::vector<std::string>& all_arguments() const { return arguments_.positionals; }

  private:
    const Arguments& arguments_;
};

Command up(const Reader& read) {
    return UpOptions{.file = read.text("file").value_or(""),
                     .name = read.text("name"),
                     .brokers = read.integer("brokers"),
                     .zookeepers = read.integer("zookeepers"),
                     .dir = read.text("dir").value_or(""),
                     .kafka_home = read.text("kafka-home").value_or(""),
                     .java_home = read.text("java-home").value_or(""),
                     .archive = !read.flag("no-archive"),
                     .timeout = read.duration("timeout")};
}

Command down(const Reader& read) {
    return DownOptions{.name = read.text("name").value_or(""),
                       .dir = read.text("dir").value_or(""),
                       .purge = read.flag("purge"),
                       .yes = read.flag("yes"),
                       .timeout = read.duration("timeout")};
}

Command status(const Reader& read) {
    return StatusOptions{.output = read.output(), .watch = read.flag("watch")};
}

Command logs(const Reader& read) {
    return LogsOptions{.nodes = read.all_arguments(),
                       .follow = read.flag("follow"),
                       .since = read.text("since").value_or(""),
                       .grep = read.text("grep").value_or(""),
                       .level = read.text("level").value_or(""),
                       .tail = read.integer("tail"),
                       .output = read.output()};
}

Command config_validate(const Reader& read) {
    return ConfigValidateOptions{.file = read.argument(), .output = read.output()};
}

Command config_render(const Reader& read) {
    return ConfigRenderOptions{
        .file = read.argument(), .node = read.text("node").value_or(""), .output = read.output()};
}

Command topic_create(const Reader& read) {
    return TopicCreateOptions{.topic = read.argument(),
                              .partitions = read.integer("partitions"),
                              .replication_factor = read.integer("replication-factor"),
                              .config = read.key_values("config"),
                              .output = read.output()};
}

Trouble trouble(const Reader& read) {
    return {.under_replicated = read.flag("under-replicated"),
            .at_min_isr = read.flag("at-min-isr"),
            .unavailable = read.flag("unavailable")};
}

Command topic_list(const Reader& read) {
    return TopicListOptions{.trouble = trouble(read), .output = read.output()};
}

Command topic_describe(const Reader& read) {
    return TopicDescribeOptions{
        .topic = read.argument(), .trouble = trouble(read), .output = read.output()};
}

Command topic_delete(const Reader& read) {
    return TopicDeleteOptions{
        .topic = read.argument(), .yes = read.flag("yes"), .output = read.output()};
}

Command events(const Reader& read) {
    return EventsOptions{.nodes = read.all_arguments(),
                         .follow = read.flag("follow"),
                         .since = read.text("since").value_or(""),
                         .grep = read.text("grep").value_or(""),
                         .level = read.text("level").value_or(""),
                         .output = read.output()};
}

Command node_show(const Reader& read) {
    return NodeShowOptions{.node = read.argument(), .output = read.output()};
}

Command node_order(const Reader& read) {
    const auto force_after = read.duration("force-after");
    return NodeOrderOptions{
        .verb = std::string(split(read.path(), ' ').back()),
        .nodes = read.all_arguments(),
        .reason = read.text("reason").value_or(""),
        .force_after = read.flag("force-after") ? std::optional(force_after) : std::nullopt,
        .wait = !read.flag("no-wait"),
        .timeout = read.duration("timeout")};
}

Command agent_upgrade(const Reader& read) {
    return AgentUpgradeOptions{.nodes = read.all_arguments(),
                               .binary = read.text("binary").value_or(""),
                               .timeout = read.duration("timeout")};
}

Command support(const Reader& read) {
    return SupportOptions{.node = read.argument(), .output = read.text("output").value_or("")};
}

Command node_unit(const Reader& read) {
    return NodeUnitOptions{.node = read.argument(), .user = read.text("user").value_or("")};
}

Command health(const Reader& read) {
    return HealthOptions{.output = read.output()};
}

Command top(const Reader& read) {
    return TopOptions{.watch = read.flag("watch"), .output = read.output()};
}

Command may_stop(const Reader& read) {
    return MayStopOptions{.nodes = read.all_arguments(), .output = read.output()};
}

Command plan_roll(const Reader& read) {
    return PlanRollOptions{.role = read.text("role").value_or("all"),
                           .nodes = read.texts("node"),
                           .max_parallel = read.integer("max-parallel"),  // not a number: auto
                           .spare = read.integer("spare").value_or(0),
                           .allow_unavailable = read.flag("allow-unavailable"),
                           .output = read.output()};
}

Command dashboard(const Reader& read) {
    return DashboardOptions{.output = read.output()};
}

Command log_level(const Reader& read) {
    return LogLevelOptions{.words = read.all_arguments(), .output = read.output()};
}

Command completion(const Reader& read) {
    return CompletionOptions{.shell = read.argument()};
}

Command names(const Reader& read) {
    return NamesOptions{.kind = read.argument()};
}

Command version(const Reader& read) {
    return VersionOptions{.output = read.output()};
}

struct Maker {
    std::string_view path;
    Command (*make)(const Reader&);
};

constexpr std::array kMakers{
    Maker{"up", up},
    Maker{"down", down},
    Maker{"status", status},
    Maker{"logs", logs},
    Maker{"config validate", config_validate},
    Maker{"config render", config_render},
    Maker{"topic create", topic_create},
    Maker{"topic list", topic_list},
    Maker{"topic describe", topic_describe},
    Maker{"topic delete", topic_delete},
    Maker{"events", events},
    Maker{"node show", node_show},
    Maker{"node stop", node_order},
    Maker{"node start", node_order},
    Maker{"node restart", node_order},
    Maker{"node hold", node_order},
    Maker{"node release", node_order},
    Maker{"node unit", node_unit},
    Maker{"agent upgrade", agent_upgrade},
    Maker{"support", support},
    Maker{"health", health},
    Maker{"top", top},
    Maker{"may-stop", may_stop},
    Maker{"plan roll", plan_roll},
    Maker{"dashboard", dashboard},
    Maker{"log-level", log_level},
    Maker{"completion", completion},
    Maker{"names", names},
    Maker{"version", version},
};

// Checks every value against the table, spells choices as the table does and adds the defaults.
std::optional<UsageError> settle(const OptionSpec& option, Arguments& arguments) {
    const std::string name(option.name);
    const auto given = arguments.options.find(name);
    if (given == arguments.options.end()) {
        if (option.required) {
            return UsageError{std::string(arguments.command->path),
                              fmt::format("--{} is missing", name), std::string(option.help)};
        }
        if (!option.fallback.empty()) {
            arguments.options[name] = {std::string(option.fallback)};
        }
        return std::nullopt;
    }
    for (std::string& value : given->second) {
        value = canonical_value(option.value, value);
        if (const auto problem = value_problem(option.value, value)) {
            return UsageError{std::string(arguments.command->path),
                              fmt::format("--{} {}: {}", name, value, *problem),
                              {}};
        }
    }
    return std::nullopt;
}

std::optional<UsageError> settle_positionals(Arguments& arguments) {
    const auto& specs = arguments.command->arguments;
    for (std::size_t i = 0; i < arguments.positionals.size(); ++i) {
        const ValueSpec& spec = specs[std::min(i, specs.size() - 1)].value;
        std::string& value = arguments.positionals[i];
        value = canonical_value(spec, value);
        if (const auto problem = value_problem(spec, value)) {
            return UsageError{std::string(arguments.command->path),
                              fmt::format("{} '{}': {}", spec.placeholder, value, *problem),
                              {}};
        }
    }
    return std::nullopt;
}

}  // namespace

std::variant<Invocation, HelpWanted, UsageError> parse_args(std::span<const std::string> words) {
    // What everybody types; the command is `version`.
    static const std::vector<std::string> kVersionCommand{"version"};
    if (words.size() == 1 && words.front() == "--version") {
        words = kVersionCommand;
    }
    auto parsed = parse_arguments(words);
    if (auto* help = std::get_if<HelpWanted>(&parsed)) {
        return std::move(*help);
    }
    if (auto* error = std::get_if<UsageError>(&parsed)) {
        return std::move(*error);
    }
    auto& arguments = std::get<Arguments>(parsed);
    for (const auto options : {global_options(), std::span(arguments.command->options)}) {
        for (const OptionSpec& option : options) {
            if (auto error = settle(option, arguments)) {
                return *std::move(error);
            }
        }
    }
    if (auto error = settle_positionals(arguments)) {
        return *std::move(error);
    }
    const Reader read(arguments);
    Invocation invocation{.name = read.text("name").value_or(""),
                          .dir = read.text("dir").value_or(""),
                          .no_colour = read.flag("no-color"),
                          .command = {}};
    for (const Maker& maker : kMakers) {
        if (maker.path == arguments.command->path) {
            invocation.command = maker.make(read);
        }
    }
    return invocation;
}

}  // namespace ballast::cli
