#include <gtest/gtest.h>

#include "common/text.hpp"
#include "coordinator/cli/args.hpp"
#include "coordinator/cli/help.hpp"

namespace ballast::cli {
namespace {

struct WrongLine {
    std::vector<std::string> words;
    std::string says;  // part of the message or of the hint
};

// What each answer must hold: the wrong word, and what would be right.
const WrongLine kWrongLines[] = {
    {{}, "a command is missing"},
    {{},
     "there are: up, status, logs, events, down, config, topic, health, top, may-stop, plan, "
     "dashboard, log-level, node, agent, support, "
     "completion, version"},
    {{""}, "unknown command ''"},
    {{"stauts"}, "did you mean status?"},
    {{"dow"}, "did you mean down?"},
    {{"log"}, "did you mean logs?"},
    {{"topics", "list"}, "did you mean topic?"},
    {{"frobnicate"}, "there are: up, status"},
    {{"UP!"}, "unknown command 'UP!'"},
    {{"--brokers", "3"}, "unknown option --brokers"},
    {{"--brokers", "3"}, "--brokers is an option of `ballast up`"},
    {{"--nmae", "demo", "status"}, "did you mean --name?"},
    {{"-x"}, "unknown option -x"},
    {{"up", "now"}, "unexpected argument 'now'"},
    {{"up", "--brokrs", "3"}, "did you mean --brokers?"},
    {{"up", "--brokrs=3"}, "unknown option --brokrs"},
    {{"up", "--brokers"}, "--brokers needs a value"},
    {{"up", "--brokers", "--name", "x"}, "--brokers needs a value"},
    {{"up", "--brokers", "0"}, "--brokers 0: must be a number from 1 to 99"},
    {{"up", "--brokers", "-1"}, "--brokers"},
    {{"up", "--zookeepers", "2"}, "--zookeepers 2: must be an odd number from 1 to 9"},
    {{"up", "--brokers=-1"}, "must be a number from 1 to 99"},
    {{"up", "--brokers", "100"}, "must be a number from 1 to 99"},
    {{"up", "--brokers", "3x"}, "must be a number"},
    {{"up", "--brokers", "99999999999999999999"}, "must be a number"},
    {{"up", "--brokers", "three"}, "must be a number"},
    {{"up", "--brokers="}, "--brokers has an empty value"},
    {{"up", "--brokers", ""}, "must not be empty"},
    {{"up", "--brokers", "3", "--brokers", "5"}, "--brokers is given twice"},
    {{"up", "--zookeepers", "0"}, "must be an odd number from 1"},
    {{"up", "--zookeeper", "3"}, "did you mean --zookeepers?"},
    {{"up", "--timeout", "5"}, "must be a duration like 30s"},
    {{"up", "--timeout", "0s"}, "above 0"},
    {{"up", "--timeout", "soon"}, "must be a duration"},
    {{"up", "--timeout", "-5m"}, "--timeout"},
    {{"up", "--no-archive=false"}, "--no-archive takes no value"},
    {{"up", "--name", "../x"}, "a folder goes to --dir"},
    {{"up", "--name", ""}, "must not be empty"},
    {{"up", "--name="}, "--name has an empty value"},
    {{"up", "--name", "a", "--name", "b"}, "--name is given twice"},
    {{"--name", "a", "up", "--name", "b"}, "--name is given twice"},
    {{"up", "--name", "\xff"}, "must be valid UTF-8"},
    {{"up", "--purge"}, "--purge is an option of `ballast down`"},
    {{"status", "kafka-0"}, "unexpected argument 'kafka-0'"},
    {{"status", "-o"}, "--output needs a value"},
    {{"status", "-o", "xml"}, "must be one of table, wide, json, yaml"},
    {{"status", "-o", "jsn"}, "did you mean json?"},
    {{"status", "-o", "text"}, "must be one of table, wide, json, yaml"},
    {{"status", "--wtach"}, "did you mean --watch?"},
    {{"status", "--watch=5"}, "--watch takes no value"},
    {{"status", "--watch", "5"}, "unexpected argument '5'"},
    {{"status", "--follow"}, "--follow is an option of `ballast logs`"},
    {{"status", "-z"}, "unknown option -z"},
    {{"logs", "kafka"}, "must be a node's name like kafka-0"},
    {{"logs", "kafka-0", "Kafka-1"}, "NODE 'Kafka-1'"},
    {{"logs", "kafka-"}, "must be a node's name"},
    {{"logs", ""}, "must not be empty"},
    {{"logs", "--since", "yesterday"}, "must be a duration like 5m or a time like"},
    {{"logs", "--since", "2026-13-01T00:00:00Z"}, "or a time like"},
    {{"logs", "--level", "WARM"}, "did you mean WARN?"},
    {{"logs", "--level", "loud"}, "must be one of TRACE, DEBUG, INFO, WARN, ERROR, FATAL"},
    {{"logs", "--tail", "-5"}, "--tail"},
    {{"logs", "--tail", "100001"}, "must be a number from 0 to 100000"},
    {{"logs", "--grep"}, "--grep needs a value"},
    {{"logs", "-o", "yaml"}, "must be one of text, json"},
    {{"down", "--name", "--purge"}, "--name needs a value"},
    {{"down", "demo"}, "unexpected argument 'demo'"},
    {{"down", "--prge"}, "did you mean --purge?"},
    {{"down", "--force"}, "unknown option --force"},
    {{"config"}, "a command of config is missing"},
    {{"config"}, "there are: validate, render"},
    {{"config", "check", "x"}, "unknown command 'config check'"},
    {{"config", "validat", "x"}, "did you mean validate?"},
    {{"config", "validate"}, "FILE is missing"},
    {{"config", "validate", "a", "b"}, "unexpected argument 'b'"},
    {{"config", "render", "c.yaml", "--node", "0"}, "must be a node's name"},
    {{"topic"}, "there are: create, list, describe, delete"},
    {{"topic", "make", "t"}, "unknown command 'topic make'"},
    {{"topic", "delte", "t"}, "did you mean delete?"},
    {{"topic", "create"}, "NAME is missing"},
    {{"topic", "create", "a b"}, "must be a topic's name"},
    {{"topic", "create", ".."}, "must be a topic's name"},
    {{"topic", "create", std::string(250, 'x')}, "1 to 249"},
    {{"topic", "create", "t", "--partitions", "0"}, "must be a number from 1 to 1000000"},
    {{"topic", "create", "t", "--replication-factor", "99999"}, "from 1 to 32767"},
    {{"topic", "create", "t", "--config", "retention.ms"}, "must be KEY=VALUE"},
    {{"topic", "create", "t", "--config", "=1"}, "must be KEY=VALUE"},
    {{"topic", "create", "t", "--partition", "1"}, "did you mean --partitions?"},
    {{"topic", "list", "orders"}, "unexpected argument 'orders'"},
    {{"topic", "describe"}, "NAME is missing"},
    {{"topic", "delete", "a", "b"}, "unexpected argument 'b'"},
    {{"node"}, "there are: show, stop, start, restart, hold, release, unit"},
    {{"node", "kill", "kafka-0"}, "unknown command 'node kill'"},
    {{"node", "restrat", "kafka-0"}, "did you mean restart?"},
    {{"node", "show"}, "NODE is missing"},
    {{"node", "show", "kafka-0", "kafka-1"}, "unexpected argument 'kafka-1'"},
    {{"node", "show", "kafka-0", "-o", "table"}, "must be one of text, json, yaml"},
    {{"node", "stop"}, "NODE is missing"},
    {{"node", "stop", "kafka-0", "one"}, "must be a node's name like kafka-0"},
    {{"node", "stop", "kafka-0", "--force-after", "5"}, "must be a duration like 30s"},
    {{"node", "stop", "kafka-0", "--reason"}, "--reason needs a value"},
    {{"node", "stop", "kafka-0", "--timeout", "0s"}, "above 0"},
    {{"node", "start", "kafka-0", "--force-after", "5m"},
     "--force-after is an option of `ballast node stop`"},
    {{"node", "hold", "kafka-0", "--no-wait=false"}, "--no-wait takes no value"},
    {{"node", "release"}, "NODE is missing"},
    {{"events", "kafka"}, "must be a node's name like kafka-0"},
    {{"events", "--since", "yesterday"}, "must be a duration like 5m or a time like"},
    {{"events", "--level", "WARM"}, "did you mean WARN?"},
    {{"events", "--tail", "5"}, "--tail is an option of `ballast logs`"},
    {{"events", "-o", "yaml"}, "must be one of text, json"},
    {{"agent"}, "there are: upgrade"},
    {{"agent", "upgrade"}, "--binary is missing"},
    {{"agent", "upgrade", "--binary"}, "--binary needs a value"},
    {{"agent", "upgrade", "0", "--binary", "x"}, "must be a node's name"},
    {{"agent", "upgrade", "--binary", "x", "--timeout", "soon"}, "must be a duration"},
    {{"support"}, "NODE is missing"},
    {{"support", "kafka-0", "kafka-1"}, "unexpected argument 'kafka-1'"},
    {{"support", "kafka-0", "-o", "x"}, "unknown option -o"},
    {{"node", "unit"}, "NODE is missing"},
    {{"node", "unit", "42"}, "must be a node's name"},
    {{"completion"}, "SHELL is missing"},
    {{"completion", "powershell"}, "must be one of bash, zsh, fish"},
    {{"completion", "bsh"}, "did you mean bash?"},
    {{"version", "1"}, "unexpected argument '1'"},
    {{"version", "-o", "table"}, "must be one of text, json, yaml"},
};

class WrongCommandLine : public testing::TestWithParam<WrongLine> {};

TEST_P(WrongCommandLine, IsToldWithWhatWouldBeRight) {
    const auto result = parse_args(GetParam().words);
    const auto* error = std::get_if<UsageError>(&result);
    ASSERT_NE(error, nullptr) << "was taken";
    const std::string told = error->message + "; " + error->hint;
    EXPECT_TRUE(told.contains(GetParam().says)) << told;
    EXPECT_TRUE(short_usage(error->path).contains("usage: ballast")) << short_usage(error->path);
    EXPECT_TRUE(short_usage(error->path).contains("--help"));
}

INSTANTIATE_TEST_SUITE_P(Table, WrongCommandLine, testing::ValuesIn(kWrongLines));

TEST(WrongCommandLine, TableIsLargeEnough) {
    EXPECT_GE(std::size(kWrongLines), 60U);
}

}  // namespace
}  // namespace ballast::cli
