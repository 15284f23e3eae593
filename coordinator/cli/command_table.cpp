#include "coordinator/cli/command_table.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "coordinator/cli/command_specs.hpp"

namespace ballast::cli {
namespace {

constexpr std::int64_t kMaxBrokers = 99;  // these two as the document's
constexpr std::int64_t kMaxServers = 9;
constexpr std::int64_t kMaxTail = 100'000;    // as the agent's
constexpr std::int64_t kMaxReplicas = 32767;  // INT16 in CreateTopics

CommandSpec up() {
    return {
        .path = "up",
        .summary = "start a cluster on this machine and wait until it is ready",
        .text =
            "Makes what is missing (folders, keys, addresses), starts every node under its own "
            "ballast-init and ballast-agent and returns when all are ready. The nodes outlive "
            "the command and its terminal. The name is --name, else the document's, else "
            "$BALLAST_CLUSTER, else the only cluster there is, else demo.\n"
            "Run again, it reports what already runs and starts what does not. Options win "
            "over the file; a running cluster is never changed into another size or document. "
            "Ctrl-C stops what was started; a second one forces.",
        .options = {{.letter = 'f',
                     .name = "file",
                     .value = value(ValueKind::file, "FILE"),
                     .help = "the cluster's document (default: the cluster's own, else 3 brokers "
                             "and 3 ZooKeeper servers)"},
                    {.name = "brokers",
                     .value = integer("N", 1, kMaxBrokers),
                     .help = "number of Kafka brokers (default: the document's, else 3)"},
                    {.name = "zookeepers",
                     .value = odd_integer("N", 1, kMaxServers),
                     .help = "number of ZooKeeper servers, odd (default: the document's, else 3)"},
                    {.name = "kafka-home",
                     .value = value(ValueKind::folder, "DIR"),
                     .help = "Kafka's folder, with libs/*.jar (default: the one that ./quickstart "
                             "fetched)"},
                    {.name = "java-home",
                     .value = value(ValueKind::folder, "DIR"),
                     .help = "Java's folder (default: jvm.home of the document, else JAVA_HOME, "
                             "else Java 17 of the machine)"},
                    {.name = "no-archive",
                     .value = flag(),
                     .help = "do not make class-data archives; starts take a second longer"},
                    timeout("10m", "how long to wait for all nodes to be ready")},
        .examples = {{"ballast up", "3 brokers and 3 ZooKeeper servers, named demo"},
                     {"ballast up --name small --brokers 1 --zookeepers 1", "a second, small one"},
                     {"ballast up --file cluster.yaml", "as the document says"}},
        .exit_codes = {{0, "all nodes are ready"},
                       {1, "a node is not ready"},
                       {4, "refused: the cluster runs with another document or size"},
                       {5, "not all nodes were ready in time"}}};
}

CommandSpec status() {
    return {
        .path = "status",
        .summary = "show every node: state, reason, address, since when",
        .text =
            "Asks all agents at once, each for at most 2 seconds. A node whose agent does "
            "not answer is shown as UNKNOWN and never counts as ready.",
        .options = {output({"table", "wide", "json", "yaml"}),
                    {.letter = 'w',
                     .name = "watch",
                     .value = flag(),
                     .help = "keep showing it until Ctrl-C: redrawn on a terminal, else printed "
                             "when something changes"}},
        .examples = {{"ballast status", "the nodes of the only cluster"},
                     {"ballast status -o json | jq -r .bootstrap", "the bootstrap address"},
                     {"ballast status --name demo --watch", "watch it start"}},
        .exit_codes = {{0, "all nodes are ready (with --watch: ended by Ctrl-C)"},
                       {1, "some node is not ready, or there is no such cluster"},
                       {3, "nothing is known: no agent answered"}}};
}

CommandSpec logs() {
    return {
        .path = "logs",
        .summary = "print the nodes' logs, merged by time",
        .text =
            "Without names: all nodes. A stack trace belongs to its entry and counts with it. "
            "Where an agent does not answer, the node's files are read instead; with -f the "
            "agent is asked again until it is back.",
        .arguments = {any_nodes()},
        .options = {follow(),
                    since(),
                    {.name = "grep",
                     .value = value(ValueKind::text, "REGEX"),
                     .help = "only entries in which this Perl expression is found (logger, message "
                             "or stack)"},
                    level(),
                    {.letter = 'n',
                     .name = "tail",
                     .value = integer("N", 0, kMaxTail),
                     .help = "only the last N entries of each node"},
                    output({"text", "json"})},
        .examples = {{"ballast logs --since 5m --level WARN", "the last five minutes' warnings"},
                     {"ballast logs -f kafka-0 kafka-1", "two brokers as they go"},
                     {"ballast logs --grep 'Shrinking ISR' -o json", "for jq, one object a line"}},
        .exit_codes = {{0, "printed (with -f: ended by Ctrl-C)"},
                       {1, "there is no such cluster or node"},
                       {3, "a node's log could not be read"}}};
}

CommandSpec down() {
    return {
        .path = "down",
        .summary = "stop a cluster: brokers first, then ZooKeeper",
        .text =
            "Each broker hands over its partitions and closes its logs before it ends. The "
            "data stays and the next `ballast up` goes on with it, unless --purge deletes "
            "everything that Ballast made for the cluster.",
        .options =
            {{.name = "purge",
              .value = flag(),
              .help = "delete the cluster's data and keys, after a typed confirmation"},
             {.letter = 'y', .name = "yes", .value = flag(), .help = "do not ask before --purge"},
             timeout("10m", "how long to wait for the nodes to stop")},
        .examples = {{"ballast down", "stop the only cluster"},
                     {"ballast down --name demo --purge --yes", "and delete it, without asking"}},
        .exit_codes = {{0, "all nodes are down"},
                       {1, "a node did not stop cleanly, or there is no such cluster"},
                       {4, "refused: the deletion was not confirmed"},
                       {5, "not all nodes stopped in time"}}};
}

CommandSpec config_validate() {
    return {.path = "config validate",
            .summary = "check a cluster's document and list its problems",
            .text =
                "Prints each problem as file:line:column: key: message, with what would be "
                "right. Changes nothing and needs no cluster.",
            .arguments = {{.value = value(ValueKind::file, "FILE"), .help = "cluster.yaml"}},
            .options = {output({"text", "json", "yaml"})},
            .examples = {{"ballast config validate cluster.yaml", ""}},
            .exit_codes = {{0, "the document is valid"}, {1, "it is not, or cannot be read"}}};
}

CommandSpec config_render() {
    return {.path = "config render",
            .summary = "show the files that a document makes for each node",
            .text =
                "Prints server.properties, zoo.cfg and the like as the nodes would get them. "
                "Changes nothing; needs no running cluster. Secrets are not in them.",
            .arguments = {{.value = value(ValueKind::file, "FILE"), .help = "cluster.yaml"}},
            .options = {{.name = "node",
                         .value = value(ValueKind::node, "NODE"),
                         .help = "only this node (default: all)"},
                        output({"text", "json", "yaml"})},
            .examples = {{"ballast config render cluster.yaml --node kafka-0", ""}},
            .exit_codes = {{0, "printed"}, {1, "the document is not valid or cannot be read"}}};
}

CommandSpec topic_create() {
    return {.path = "topic create",
            .summary = "make a topic",
            .text = "The broker's defaults apply to what is not given.",
            .arguments = {{.value = value(ValueKind::topic, "NAME"), .help = "the topic's name"}},
            .options = {{.name = "partitions",
                         .value = integer("N", 1, 1'000'000),
                         .help = "number of partitions (default: the broker's num.partitions)"},
                        {.name = "replication-factor",
                         .value = integer("R", 1, kMaxReplicas),
                         .help = "copies of each (default: default.replication.factor)"},
                        {.name = "config",
                         .value = value(ValueKind::key_value, "KEY=VALUE"),
                         .help = "a setting of the topic; may be given several times",
                         .repeatable = true},
                        output({"text", "json", "yaml"})},
            .examples = {{"ballast topic create orders --partitions 12", ""},
                         {"ballast topic create audit --config retention.ms=-1", "kept for ever"}},
            .exit_codes = {{0, "made"}, {3, "no broker answered"}, {4, "the broker refused"}}};
}

// What narrows a list down to what needs a look, and the options given.
std::vector<OptionSpec> trouble_options(std::vector<OptionSpec> more) {
    std::vector<OptionSpec> options{
        {.name = "under-replicated",
         .value = flag(),
         .help = "only with replicas that are not in sync"},
        {.name = "at-min-isr",
         .value = flag(),
         .help = "only with no in-sync replica to spare, or fewer than min.insync.replicas"},
        {.name = "unavailable", .value = flag(), .help = "only without a leader"}};
    std::ranges::move(more, std::back_inserter(options));
    return options;
}

CommandSpec topic_list() {
    return {
        .path = "topic list",
        .summary = "list the topics",
        .text =
            "One row a topic; internal ones are marked. With any of the filters the coordinator "
            "is asked, which knows each topic's min.insync.replicas.",
        .options = trouble_options({output({"table", "json", "yaml"})}),
        .examples = {{"ballast topic list", ""},
                     {"ballast topic list --unavailable", "what has no leader now"}},
        .exit_codes = {{0, "printed"}, {3, "no broker, or no coordinator, answered"}}};
}

CommandSpec topic_describe() {
    return {
        .path = "topic describe",
        .summary = "show a topic's partitions, replicas and settings",
        .text = "Partitions that have no leader, or replicas out of sync, are marked.",
        .arguments = {{.value = value(ValueKind::topic, "NAME"), .help = "the topic's name"}},
        .options = trouble_options({output({"table", "json", "yaml"})}),
        .examples = {{"ballast topic describe orders", ""},
                     {"ballast topic describe orders --under-replicated", "what is missing"}},
        .exit_codes = {{0, "printed"}, {1, "there is no such topic"}, {3, "no broker answered"}}};
}

CommandSpec topic_delete() {
    return {.path = "topic delete",
            .summary = "delete a topic and its records",
            .text = "Asks for the topic's name before it does.",
            .arguments = {{.value = value(ValueKind::topic, "NAME"), .help = "the topic's name"}},
            .options = {{.letter = 'y', .name = "yes", .value = flag(), .help = "do not ask"},
                        output({"text", "json", "yaml"})},
            .examples = {{"ballast topic delete orders --yes", ""}},
            .exit_codes = {{0, "deleted"},
                           {1, "there is no such topic"},
                           {3, "no broker answered"},
                           {4, "refused: not confirmed, or the broker refused"}}};
}

CommandSpec completion() {
    return {.path = "completion",
            .summary = "print a completion script for a shell",
            .text =
                "Completes commands, options and their values, and the names of clusters, "
                "nodes and topics.",
            .arguments = {{.value = choice("SHELL", {"bash", "zsh", "fish"}),
                           .help = "bash, zsh or fish"}},
            .examples = {{"source <(ballast completion bash)", "for this shell"},
                         {"ballast completion fish > ~/.config/fish/completions/ballast.fish",
                          "for all later ones"}},
            .exit_codes = {{0, "printed"}}};
}

CommandSpec names() {
    return {.path = "names",
            .summary = "print names, one a line, for completion scripts",
            .text = "Prints nothing where nothing is known; asks a cluster for 2 seconds at most.",
            .arguments = {{.value = choice("KIND", {"clusters", "nodes", "topics"}),
                           .help = "clusters, nodes or topics"}},
            .examples = {{"ballast names nodes --name demo", ""}},
            .exit_codes = {{0, "printed"}},
            .hidden = true};
}

CommandSpec version() {
    return {.path = "version",
            .summary = "print the version",
            .text = "The version of this program; agents may have another.",
            .options = {output({"text", "json", "yaml"})},
            .examples = {{"ballast version", ""}},
            .exit_codes = {{0, "printed"}}};
}

}  // namespace

std::span<const CommandSpec> command_table() {
    static const std::vector<CommandSpec> kTable = [] {
        std::vector<CommandSpec> table{
            up(),         status(),          logs(),          events_command(),
            down(),       config_validate(), config_render(), topic_create(),
            topic_list(), topic_describe(),  topic_delete()};
        std::ranges::move(overview_commands(), std::back_inserter(table));
        std::ranges::move(jvm_commands(), std::back_inserter(table));
        std::ranges::move(node_commands(), std::back_inserter(table));
        std::ranges::move(std::vector{agent_upgrade_command(), support_command(), completion(),
                                      names(), version()},
                          std::back_inserter(table));
        return table;
    }();
    return kTable;
}

std::span<const GroupSpec> command_groups() {
    static constexpr std::array kGroups{
        GroupSpec{"config", "check and render a cluster's document"},
        GroupSpec{"topic", "create, list, describe and delete topics"},
        GroupSpec{"plan", "what would be done to the cluster, and why"},
        GroupSpec{"node", "show, stop, start, restart and hold single nodes"},
        GroupSpec{"agent", "what concerns the nodes' agents"}};
    return kGroups;
}

std::span<const OptionSpec> global_options() {
    static const std::vector<OptionSpec> kOptions{
        {.name = "name",
         .value = value(ValueKind::cluster, "NAME"),
         .help = "the cluster (default: $BALLAST_CLUSTER, else the only one there is)"},
        {.name = "dir",
         .value = value(ValueKind::folder, "DIR"),
         .help = "the cluster's folder (default: ${XDG_DATA_HOME:-~/.local/share}/ballast/NAME)"},
        {.name = "no-color",
         .value = flag(),
         .help = "no colours (as with NO_COLOR set, or when the output is no terminal)"},
        {.letter = 'h', .name = "help", .value = flag(), .help = "print this help"}};
    return kOptions;
}

const CommandSpec* find_command(std::string_view path) {
    const auto table = command_table();
    const auto found = std::ranges::find(table, path, &CommandSpec::path);
    return found == table.end() ? nullptr : &*found;
}

}  // namespace ballast::cli
