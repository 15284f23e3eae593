// The rows of the command table for what looks into the JVMs.
#include "coordinator/cli/command_specs.hpp"

namespace ballast::cli {
namespace {

ArgumentSpec optional_text(std::string_view placeholder, std::string_view help) {
    return {.value = value(ValueKind::text, placeholder), .help = help, .required = false};
}

CommandSpec log_level() {
    return {.path = "log-level",
            .summary = "show or change the log levels of running brokers",
            .text =
                "Without LEVEL: the logger and those below it. With LEVEL (TRACE, DEBUG, INFO, "
                "WARN, ERROR, FATAL, or DEFAULT for what the loggers above it say) it is changed "
                "at once, without a restart, and lasts until the broker restarts; where the broker "
                "has no logger of that name, all below it are changed. Without NODE: all brokers.",
            .arguments = {optional_text("NODE", "kafka-0, ...; all brokers where it is left out"),
                          optional_text("LOGGER", "kafka.controller, root, ..."),
                          optional_text("LEVEL", "the new level")},
            .options = {output({"table", "json", "yaml"})},
            .examples = {{"ballast log-level kafka-0", "all that it has"},
                         {"ballast log-level kafka.controller DEBUG", "on all brokers"},
                         {"ballast log-level kafka-0 kafka.request.logger DEFAULT", "back"}},
            .exit_codes = {{0, "printed, or changed"},
                           {1, "there is no such node or logger"},
                           {3, "an agent or its broker did not answer"},
                           {4, "refused"}}};
}

}  // namespace

std::vector<CommandSpec> jvm_commands() {
    return {log_level()};
}

}  // namespace ballast::cli
