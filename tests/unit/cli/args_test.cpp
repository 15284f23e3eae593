#include "coordinator/cli/args.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "common/text.hpp"

namespace ballast::cli {
namespace {

// Words as a shell would give them for a text without quotes.
Invocation parsed(const std::string& line) {
    std::vector<std::string> words;
    for (const auto word : split(line, ' ')) {
        words.emplace_back(word);
    }
    auto result = parse_args(words);
    if (const auto* error = std::get_if<UsageError>(&result)) {
        ADD_FAILURE() << line << ": " << error->message;
    }
    return std::get<Invocation>(std::move(result));
}

template <class T>
T command(const std::string& line) {
    return std::get<T>(parsed(line).command);
}

TEST(Args, TakesEveryOptionOfUp) {
    const auto up = command<UpOptions>(
        "up --file c.yaml --name demo --brokers 5 --zookeepers=3 --dir /d --kafka-home /k "
        "--java-home /j --no-archive --timeout 5m");
    EXPECT_EQ(up.file, "c.yaml");
    EXPECT_EQ(up.name, "demo");
    EXPECT_EQ(up.brokers, 5);
    EXPECT_EQ(up.zookeepers, 3);
    EXPECT_EQ(up.dir, "/d");
    EXPECT_EQ(up.kafka_home, "/k");
    EXPECT_EQ(up.java_home, "/j");
    EXPECT_FALSE(up.archive);
    EXPECT_EQ(up.timeout, std::chrono::minutes(5));
}

TEST(Args, LeavesOutWhatWasNotGiven) {
    const auto up = command<UpOptions>("up");
    const UpOptions defaults;
    EXPECT_TRUE(up.file.empty());
    EXPECT_FALSE(up.name);
    EXPECT_FALSE(up.brokers);
    EXPECT_TRUE(up.archive);
    EXPECT_EQ(up.timeout, defaults.timeout);
    EXPECT_EQ(command<DownOptions>("down").timeout, DownOptions{}.timeout);
}

TEST(Args, TakesGlobalOptionsBeforeAndAfterTheCommand) {
    for (const char* line : {"--name demo --dir /d --no-color status",
                             "status --name demo --dir "
                             "/d --no-color",
                             "--name=demo status --no-color --dir=/d"}) {
        const Invocation invocation = parsed(line);
        EXPECT_EQ(invocation.name, "demo") << line;
        EXPECT_EQ(invocation.dir, "/d") << line;
        EXPECT_TRUE(invocation.no_colour) << line;
    }
    const Invocation topics = parsed("topic --name a list --no-color");
    EXPECT_EQ(topics.name, "a");
    EXPECT_TRUE(topics.no_colour);
}

TEST(Args, TakesFormatsInAnyCase) {
    EXPECT_EQ(command<StatusOptions>("status").output, OutputFormat::table);
    EXPECT_EQ(command<StatusOptions>("status -o wide").output, OutputFormat::wide);
    EXPECT_EQ(command<StatusOptions>("status -ojson").output, OutputFormat::json);
    EXPECT_EQ(command<StatusOptions>("status --output YAML --watch").output, OutputFormat::yaml);
    EXPECT_EQ(command<VersionOptions>("version -o json").output, OutputFormat::json);
}

TEST(Args, TakesEveryOptionOfLogs) {
    const auto logs = command<LogsOptions>(
        "logs kafka-0 -f zookeeper-1 --since 5m --grep [a-z]+ --level warn --tail 10 -o json");
    EXPECT_THAT(logs.nodes, testing::ElementsAre("kafka-0", "zookeeper-1"));
    EXPECT_TRUE(logs.follow);
    EXPECT_EQ(logs.since, "5m");
    EXPECT_EQ(logs.grep, "[a-z]+");
    EXPECT_EQ(logs.level, "WARN");
    EXPECT_EQ(logs.tail, 10);
    EXPECT_EQ(logs.output, OutputFormat::json);
}

TEST(Args, TakesAListInBracketsAsAnExpression) {
    EXPECT_EQ(command<LogsOptions>("logs --grep [abc]").grep, "[abc]");
    EXPECT_EQ(command<LogsOptions>("logs --grep=-x").grep, "-x");
    EXPECT_EQ(command<LogsOptions>("logs --grep a,b").grep, "a,b");
}

TEST(Args, TakesEveryOptionOfTopics) {
    const auto create = command<TopicCreateOptions>(
        "topic create orders --partitions 12 --replication-factor 3 --config a=1 --config b=x=y");
    EXPECT_EQ(create.topic, "orders");
    EXPECT_EQ(create.partitions, 12);
    EXPECT_EQ(create.replication_factor, 3);
    EXPECT_THAT(create.config,
                testing::ElementsAre(testing::Pair("a", "1"), testing::Pair("b", "x=y")));
    EXPECT_EQ(command<TopicDescribeOptions>("topic describe t -o yaml").output, OutputFormat::yaml);
    EXPECT_TRUE(command<TopicDeleteOptions>("topic delete t -y").yes);
    EXPECT_EQ(command<TopicListOptions>("topic list").output, OutputFormat::table);
}

TEST(Args, TakesATopicNamedLikeACommand) {
    EXPECT_EQ(command<TopicCreateOptions>("topic create list").topic, "list");
    EXPECT_EQ(command<TopicDescribeOptions>("topic describe status").topic, "status");
    EXPECT_EQ(command<TopicDeleteOptions>("topic delete -y -- -dash").topic, "-dash");
}

TEST(Args, TakesTheOtherCommands) {
    EXPECT_EQ(command<ConfigValidateOptions>("config validate c.yaml").file, "c.yaml");
    EXPECT_EQ(command<ConfigRenderOptions>("config render c.yaml --node kafka-0").node, "kafka-0");
    EXPECT_EQ(command<NodeUnitOptions>("node unit kafka-0 --user kafka").user, "kafka");
    EXPECT_EQ(command<CompletionOptions>("completion bash").shell, "bash");
    const auto down = command<DownOptions>("down --name demo --purge --yes --timeout 1m");
    EXPECT_EQ(down.name, "demo");
    EXPECT_TRUE(down.purge);
    EXPECT_TRUE(down.yes);
    EXPECT_EQ(down.timeout, std::chrono::minutes(1));
}

// Every command of the table becomes its own kind of options.
TEST(Args, TakesOrdersToNodes) {
    const auto stop = command<NodeOrderOptions>(
        "node stop kafka-0 kafka-1 --reason disk --force-after 5m --no-wait --timeout 1m");
    EXPECT_EQ(stop.verb, "stop");
    EXPECT_EQ(stop.nodes, (std::vector<std::string>{"kafka-0", "kafka-1"}));
    EXPECT_EQ(stop.reason, "disk");
    EXPECT_EQ(stop.force_after, std::chrono::minutes(5));
    EXPECT_FALSE(stop.wait);
    EXPECT_EQ(stop.timeout, std::chrono::minutes(1));
    const auto hold = command<NodeOrderOptions>("node hold kafka-0");
    EXPECT_EQ(hold.verb, "hold");
    EXPECT_EQ(hold.force_after, std::nullopt);
    EXPECT_TRUE(hold.wait);
    EXPECT_EQ(hold.timeout, std::chrono::minutes(10));
}

TEST(Args, TakesEventsUpgradesAndSupport) {
    const auto events =
        command<EventsOptions>("events kafka-0 --since 1h -f --level warn --grep x -o json");
    EXPECT_EQ(events.nodes, std::vector<std::string>{"kafka-0"});
    EXPECT_EQ(events.since, "1h");
    EXPECT_TRUE(events.follow);
    EXPECT_EQ(events.level, "WARN");
    EXPECT_EQ(events.grep, "x");
    EXPECT_EQ(events.output, OutputFormat::json);
    const auto upgrade = command<AgentUpgradeOptions>("agent upgrade --binary /a");
    EXPECT_TRUE(upgrade.nodes.empty());
    EXPECT_EQ(upgrade.binary, "/a");
    EXPECT_EQ(upgrade.timeout, std::chrono::minutes(1));
    EXPECT_EQ(command<SupportOptions>("support kafka-0 --output f").output, "f");
    EXPECT_EQ(command<NodeShowOptions>("node show kafka-0 -o yaml").output, OutputFormat::yaml);
}

TEST(Args, KnowsEveryCommandOfTheTable) {
    std::set<std::pair<std::size_t, std::string>> kinds;
    std::set<std::size_t> types;
    for (const CommandSpec& spec : command_table()) {
        std::string line(spec.path);
        for (const ArgumentSpec& argument : spec.arguments) {
            line += argument.value.choices.empty()
                        ? " kafka-0"
                        : " " + std::string(argument.value.choices.front());
        }
        for (const OptionSpec& option : spec.options) {
            line += option.required ? " --" + std::string(option.name) + " x" : "";
        }
        const Command command = parsed(line).command;
        // The orders to nodes share one type.
        const auto* order = std::get_if<NodeOrderOptions>(&command);
        kinds.emplace(command.index(), order == nullptr ? "" : order->verb);
        types.insert(command.index());
    }
    EXPECT_EQ(kinds.size(), command_table().size());
    EXPECT_EQ(types.size(), std::variant_size_v<Command>);
}

}  // namespace
}  // namespace ballast::cli
