#include "agent/args.hpp"

#include <CLI/CLI.hpp>

namespace ballast::agent {

std::expected<AgentVerb, int> parse_arguments(int argc, char** argv) {
    CLI::App app(
        "Looks after one Kafka broker or ZooKeeper server. Started by ballast-init; the "
        "other verbs are what `ballast` calls.");
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 done, 1 failed, 2 usage or wrong input, 3 unreachable, 4 refused, "
        "5 timed out.");
    std::optional<AgentVerb> verb;

    RunVerb run;
    auto* command = app.add_subcommand("run", "keep a node; for ballast-init");
    command->add_option("--node-dir", run.node_dir, "the node's folder")->required();
    command->callback([&] { verb = run; });

    AcceptVerb accept;
    command = app.add_subcommand("accept", "check a document and keep it as the node's revision");
    command->add_option("--node-dir", accept.node_dir, "the node's folder")->required();
    command->add_option("--document", accept.document, "cluster.yaml")->required();
    command->callback([&] { verb = accept; });

    RenderVerb render;
    render.output = "-";
    command = app.add_subcommand("render", "the node's configuration files from a document");
    command->add_option("--node-dir", render.node_dir, "the node's folder")->required();
    command->add_option("--document", render.document, "default: the accepted revision");
    command->add_option("--output", render.output, "a folder, or - for standard output");
    command->callback([&] { verb = render; });

    CheckVerb check;
    command = app.add_subcommand("check", "all that is wrong with a document");
    command->add_option("--document", check.document, "cluster.yaml")->required();
    command->callback([&] { verb = check; });

    ArchiveVerb archive;
    command = app.add_subcommand("archive", "make a role's class-data archive, if none fits");
    command->add_option("--role", archive.role, "kafka or zookeeper")->required();
    command->add_option("--kafka-home", archive.kafka_home, "has libs/*.jar")->required();
    command->add_option("--java-home", archive.java_home, "has bin/java")->required();
    command->add_option("--output", archive.output, "folder of the archives")->required();
    command->add_option("--address", archive.address, "a free loopback address")->required();
    command->callback([&] { verb = archive; });

    LogsVerb logs;
    command = app.add_subcommand("logs", "a node's kept log, read from its files");
    command->add_option("--node-dir", logs.node_dir, "the node's folder")->required();
    for (const std::string name : {"since", "grep", "level", "tail"}) {
        command->add_option_function<std::string>(
            "--" + name, [&logs, name](const std::string& value) { logs.query[name] = value; },
            "as in `ballast logs`");
    }
    command->add_option("--output", logs.output, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
    command->callback([&] { verb = logs; });

    EventsVerb events;
    command = app.add_subcommand("events", "a node's events, read from its files");
    command->add_option("--node-dir", events.node_dir, "the node's folder")->required();
    for (const std::string name : {"since", "grep", "level", "tail"}) {
        command->add_option_function<std::string>(
            "--" + name, [&events, name](const std::string& value) { events.query[name] = value; },
            "as in `ballast events`");
    }
    command->add_option("--output", events.output, "text or json")
        ->check(CLI::IsMember({"text", "json"}));
    command->callback([&] { verb = events; });

    ProbeVerb probe;
    command = app.add_subcommand("probe", "asks a running agent; for exec probes: 0 yes, 1 no");
    command->add_option("probe", probe.probe, "startup, live or ready")
        ->required()
        ->check(CLI::IsMember({"startup", "live", "ready"}));
    auto* const node_dir = command->add_option("--node-dir", probe.node_dir, "the node's folder");
    auto* const where = command->add_option("--address", probe.address, "the node's address");
    node_dir->excludes(where);
    command->add_flag("--verbose", probe.verbose, "each check on its own line");
    command->callback([&] {
        if (probe.node_dir.empty() && probe.address.empty()) {
            throw CLI::RequiredError("--node-dir or --address");
        }
        verb = probe;
    });

    app.add_subcommand("states", "the table of states as a mermaid diagram")->callback([&] {
        verb = StatesVerb{};
    });
    app.add_subcommand("version", "the version")->callback([&] { verb = VersionVerb{}; });

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return std::unexpected(app.exit(error) == 0 ? 0 : 2);
    }
    return *verb;
}

}  // namespace ballast::agent
