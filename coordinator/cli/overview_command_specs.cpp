// The rows of the command table for what the coordinator sees and plans.
#include "coordinator/cli/command_specs.hpp"

namespace ballast::cli {
namespace {

constexpr std::int64_t kMaxBrokers = 99;
constexpr std::int64_t kMaxSpare = 30;

constexpr std::string_view kNoCoordinator = "the coordinator did not answer, or does not know";

CommandSpec health() {
    return {.path = "health",
            .summary = "is the cluster well? what is wrong, what blocks a restart",
            .text =
                "OK, DEGRADED (something is missing, nothing is at risk now), UNSAFE (data cannot "
                "be written or read, or the next failure may lose some), UNKNOWN (not enough is "
                "known). Each finding has a code, its words and the next step.",
            .options = {output({"text", "json", "yaml"})},
            .examples = {{"ballast health", ""},
                         {"ballast health -o json | jq -r '.findings[].code'", "for an alert"}},
            .exit_codes = {{0, "OK"}, {1, "DEGRADED or UNSAFE"}, {3, kNoCoordinator}}};
}

CommandSpec top() {
    return {.path = "top",
            .summary = "brokers and ZooKeeper: leaders, partitions, ISR, latency, disk",
            .text =
                "How old each node's facts are is in HEARD, in seconds; what is not known is a "
                "dash.",
            .options = {output({"table", "json", "yaml"}),
                        {.letter = 'w',
                         .name = "watch",
                         .value = flag(),
                         .help = "look again each second, until Ctrl-C"}},
            .examples = {{"ballast top --watch", ""}},
            .exit_codes = {{0, "printed"}, {3, kNoCoordinator}}};
}

CommandSpec may_stop() {
    return {
        .path = "may-stop",
        .summary = "may these nodes be stopped now, together? if not, why",
        .text =
            "Yes only where every partition keeps min.insync.replicas and ZooKeeper its "
            "majority, by the word of Kafka and of the agents. What is not known is never a "
            "yes.",
        .arguments = {{.value = value(ValueKind::node, "NODE"),
                       .help = "kafka-0, zookeeper-1, ...",
                       .required = true,
                       .many = true}},
        .options = {output({"text", "json", "yaml"})},
        .examples = {{"ballast may-stop kafka-1", ""},
                     {"ballast may-stop kafka-1 && ballast node stop kafka-1", "a script's way"}},
        .exit_codes = {{0, "yes"},
                       {1, "there is no such node"},
                       {3, kNoCoordinator},
                       {4, "no: partitions or servers forbid it"}}};
}

CommandSpec plan_roll() {
    return {
        .path = "plan roll",
        .summary = "in which batches a roll would go, and why each is safe",
        .text =
            "Nothing is done. Brokers go together where every partition can spare all of them at "
            "once, the controller last; ZooKeeper servers one at a time, the leader last; never "
            "both. Nodes that cannot be spared are refused, and their partitions named.",
        .options = {{.name = "role",
                     .value = choice("ROLE", {"kafka", "zookeeper", "all"}),
                     .fallback = "all",
                     .help = "which nodes: kafka, zookeeper or all"},
                    {.name = "node",
                     .value = value(ValueKind::node, "NODE"),
                     .help = "only this node; may be given several times",
                     .repeatable = true},
                    {.name = "max-parallel",
                     .value = integer_or("N|auto", 1, kMaxBrokers, "auto"),
                     .fallback = "auto",
                     .help = "at most so many brokers at once; auto: as many as is safe"},
                    {.name = "spare",
                     .value = integer("K", 0, kMaxSpare),
                     .help = "every partition must survive K more failures meanwhile (default: 0)"},
                    {.name = "allow-unavailable",
                     .value = flag(),
                     .help = "also nodes whose partitions can never spare a replica (one replica, "
                             "or no more than min.insync.replicas); what that costs is listed"},
                    output({"text", "json", "yaml"})},
        .examples = {{"ballast plan roll", "all nodes"},
                     {"ballast plan roll --role kafka --max-parallel 1", "one by one"},
                     {"ballast plan roll --node kafka-1 --node kafka-2 -o json", ""}},
        .exit_codes = {{0, "every node has its place"},
                       {1, "there is no such node"},
                       {3, kNoCoordinator},
                       {4, "some node is refused"}}};
}

CommandSpec dashboard() {
    return {.path = "dashboard",
            .summary = "print a link to the cluster's page, good for one browser",
            .text =
                "The page shows the map of the cluster, the verdict and partitions in trouble, "
                "live. It is served on this machine only.",
            .options = {output({"text", "json", "yaml"})},
            .examples = {{"xdg-open \"$(ballast dashboard)\"", "open it"}},
            .exit_codes = {{0, "printed"}, {3, kNoCoordinator}}};
}

}  // namespace

std::vector<CommandSpec> overview_commands() {
    return {health(), top(), may_stop(), plan_roll(), dashboard()};
}

}  // namespace ballast::cli
