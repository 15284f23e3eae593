// The rows of the command table for what concerns single nodes.
#include "coordinator/cli/command_specs.hpp"

namespace ballast::cli {
namespace {

OptionSpec reason() {
    return {.name = "reason",
            .value = value(ValueKind::text, "TEXT"),
            .help = "why, for those who look at the node later"};
}

OptionSpec force_after() {
    return {.name = "force-after",
            .value = value(ValueKind::duration, "DURATION"),
            .help =
                "KILL the JVM this long after it was told to end, 1s to 24h (default: never; "
                "a killed broker reads all its logs at its next start)"};
}

std::vector<OptionSpec> order_options(bool ends_jvm) {
    std::vector<OptionSpec> options{reason()};
    if (ends_jvm) {
        options.push_back(force_after());
    }
    options.push_back(
        {.name = "no-wait", .value = flag(), .help = "return when the node has taken the order"});
    options.push_back(timeout("10m", "how long to wait for the node to be where it should be"));
    return options;
}

std::vector<ArgumentSpec> one_or_more_nodes() {
    return {{.value = value(ValueKind::node, "NODE"),
             .help = "kafka-0, zookeeper-1, ...",
             .required = true,
             .many = true}};
}

std::vector<ExitCodeSpec> order_exit_codes(std::string_view done) {
    return {{0, done},
            {1, "the node went elsewhere (HELD, another order), or there is no such node"},
            {3, "an agent did not answer"},
            {4, "refused, with its code"},
            {5, "not done in time; the order stands"}};
}

CommandSpec node_show() {
    return {
        .path = "node show",
        .summary = "show all about a node: what is wrong, what to do, its history",
        .text =
            "State and since when, what is wrong and the next step, who has it on hold, its "
            "changes of state, how its JVM ended and why, probes, disks, the progress of log "
            "recovery, versions and when its certificate expires.",
        .arguments = {{.value = value(ValueKind::node, "NODE"), .help = "kafka-0, ..."}},
        .options = {output({"text", "json", "yaml"})},
        .examples = {{"ballast node show kafka-1", ""},
                     {"ballast node show kafka-1 -o json | jq .last_exits", "how its JVM ended"}},
        .exit_codes = {{0, "the node is ready"},
                       {1, "it is not, or there is no such node"},
                       {3, "nothing is known: its agent did not answer"}}};
}

CommandSpec node_stop() {
    return {.path = "node stop",
            .summary = "stop nodes, and keep them stopped",
            .text =
                "The JVM ends cleanly: a broker in its start-up is left to finish it first. The "
                "node stays stopped over restarts of its agent and over `ballast up`, until "
                "`ballast node start`.",
            .arguments = one_or_more_nodes(),
            .options = order_options(true),
            .examples = {{"ballast node stop kafka-1 --reason 'disk replaced'", ""},
                         {"ballast node stop kafka-1 --force-after 5m", "KILL it if need be"}},
            .exit_codes = order_exit_codes("stopped")};
}

CommandSpec node_start() {
    return {.path = "node start",
            .summary = "start nodes that are stopped or HELD",
            .text =
                "A person has looked at it: the budget of restarts is full again. Every check "
                "before a start is made all the same.",
            .arguments = one_or_more_nodes(),
            .options = order_options(false),
            .examples = {{"ballast node start kafka-1", ""}},
            .exit_codes = order_exit_codes("ready")};
}

CommandSpec node_restart() {
    return {.path = "node restart",
            .summary = "restart the JVMs of nodes, one node after the other",
            .text =
                "The next node is touched only when the one before is ready again; the first "
                "failure ends it.",
            .arguments = one_or_more_nodes(),
            .options = order_options(true),
            .examples = {{"ballast node restart kafka-0 kafka-1 kafka-2", ""}},
            .exit_codes = order_exit_codes("restarted and ready")};
}

CommandSpec node_hold() {
    return {.path = "node hold",
            .summary = "put nodes on hold: nobody acts on them, JVMs stay as they are",
            .text =
                "Until `ballast node release` nothing starts, stops or restarts the node's JVM; "
                "orders are refused with ON_HOLD.",
            .arguments = one_or_more_nodes(),
            .options = order_options(false),
            .examples = {{"ballast node hold kafka-1 --reason 'analysing a heap dump'", ""}},
            .exit_codes = order_exit_codes("on hold")};
}

CommandSpec node_release() {
    return {.path = "node release",
            .summary = "end the hold on nodes",
            .text = "A node that shall run and does not is started then.",
            .arguments = one_or_more_nodes(),
            .options = order_options(false),
            .examples = {{"ballast node release kafka-1", ""}},
            .exit_codes = order_exit_codes("released, and ready where it shall run")};
}

CommandSpec node_unit() {
    return {.path = "node unit",
            .summary = "print a systemd unit that keeps a node",
            .text =
                "With the unit, systemd starts the node at boot instead of `ballast up`. "
                "Stop the node (`ballast down`) before you enable it.",
            .arguments = {{.value = value(ValueKind::node, "NODE"), .help = "kafka-0, ..."}},
            .options = {{.name = "user",
                         .value = value(ValueKind::text, "USER"),
                         .help = "the user that the node runs as (default: you)"}},
            .examples = {{"ballast node unit kafka-0 > ballast-demo-kafka-0.service",
                          "to be copied to /etc/systemd/system"}},
            .exit_codes = {{0, "printed"}, {1, "there is no such cluster or node"}}};
}

}  // namespace

std::vector<CommandSpec> node_commands() {
    return {node_show(), node_stop(),    node_start(), node_restart(),
            node_hold(), node_release(), node_unit()};
}

CommandSpec events_command() {
    return {
        .path = "events",
        .summary = "print what happened to the nodes, in the order of time",
        .text =
            "One line for each change of state, action and refusal, with the machine code and who "
            "asked for it. Without names: all nodes. Where an agent does not answer, the node's "
            "files are read instead.",
        .arguments = {any_nodes()},
        .options = {since(),
                    follow(),
                    level(),
                    {.name = "grep",
                     .value = value(ValueKind::text, "REGEX"),
                     .help = "only lines in which this Perl expression is found"},
                    output({"text", "json"})},
        .examples = {{"ballast events --since 1h", "the last hour of the whole cluster"},
                     {"ballast events -f kafka-1", "one node as it goes"},
                     {"ballast events --grep 'by alice' -o json", "for jq, one object a line"}},
        .exit_codes = {{0, "printed (with -f: ended by Ctrl-C)"},
                       {1, "there is no such cluster or node"},
                       {3, "a node's events could not be read"}}};
}

CommandSpec agent_upgrade_command() {
    return {
        .path = "agent upgrade",
        .summary = "replace the agents' program; the JVMs go on",
        .text =
            "One node after the other; without names all of them. The node's ballast-init checks "
            "the file's SHA-256, starts the new agent and goes back to the old one when the new "
            "one does not come up. The first failure ends it: the other nodes are not touched.",
        .arguments = {any_nodes()},
        .options = {{.name = "binary",
                     .value = value(ValueKind::file, "PATH"),
                     .help = "the new ballast-agent, on the nodes' machine",
                     .required = true},
                    timeout("60s", "how long to wait for each new agent")},
        .examples = {{"ballast agent upgrade --binary ./ballast-agent", "all nodes"},
                     {"ballast agent upgrade kafka-0 --binary ./ballast-agent", "one first"}},
        .exit_codes = {{0, "every agent is the new one"},
                       {1, "a node went back to the old agent, or there is no such node or file"},
                       {3, "an agent did not answer"},
                       {4, "refused, with its code"},
                       {5, "an agent was not there again in time"}}};
}

CommandSpec support_command() {
    return {
        .path = "support",
        .summary = "collect all about a node in one archive, secrets masked",
        .text =
            "State, events, logs, GC logs, a thread dump, crash reports, configuration, versions "
            "and facts of its processes. Works with the agent dead and the node down: MANIFEST.txt "
            "says what is missing and why. Passwords, tokens and private keys are left out.",
        .arguments = {{.value = value(ValueKind::node, "NODE"), .help = "kafka-0, ..."}},
        .options = {{.name = "output",
                     .value = value(ValueKind::file, "FILE"),
                     .help = "the archive, which must not exist yet (default: "
                             "CLUSTER-NODE-TIME.tar.gz here)"}},
        .examples = {{"ballast support kafka-1", ""},
                     {"ballast support kafka-1 --output /tmp/kafka-1.tar.gz", ""}},
        .exit_codes = {{0, "written"},
                       {1, "it could not be written, or there is no such node"},
                       {4, "refused: the file exists"}}};
}

}  // namespace ballast::cli
