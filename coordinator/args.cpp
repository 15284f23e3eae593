#include "coordinator/args.hpp"

#include <CLI/CLI.hpp>

namespace ballast::coordinator {

std::expected<RunVerb, int> parse_arguments(int argc, char** argv) {
    CLI::App app("Watches the agents of one cluster, says what is safe, and plans.");
    app.set_version_flag("--version", "ballast-coordinator " BALLAST_VERSION);
    app.require_subcommand(1);
    app.footer("Exit codes: 0 ended in order, 1 failed, 2 usage or wrong input.");
    RunVerb run;
    auto* const command =
        app.add_subcommand("run", "watch the cluster that coordinator.json names");
    command->add_option("--node-dir", run.node_dir, "the folder with coordinator.json")->required();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return std::unexpected(app.exit(error) == 0 ? 0 : 2);
    }
    return run;
}

}  // namespace ballast::coordinator
