#include "tests/integration/support/kafka_admin.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <stdlib.h>

#include <algorithm>

#include "common/files.hpp"
#include "common/kafka/topic_visibility.hpp"

namespace ballast::test {

using namespace kafka;

namespace {

std::string source_name(ConfigSource source) {
    switch (source) {
        case ConfigSource::topic:
            return "DYNAMIC_TOPIC_CONFIG";
        case ConfigSource::dynamic_broker:
            return "DYNAMIC_BROKER_CONFIG";
        case ConfigSource::dynamic_broker_default:
            return "DYNAMIC_DEFAULT_BROKER_CONFIG";
        case ConfigSource::static_broker:
            return "STATIC_BROKER_CONFIG";
        case ConfigSource::built_in:
            return "DEFAULT_CONFIG";
        default:
            return "UNKNOWN";
    }
}

}  // namespace

std::string kafka_version() {
    const char* wanted = getenv("BALLAST_KAFKA");
    return wanted == nullptr ? "3.9.2" : wanted;
}

Metadata metadata_of(const std::string& address) {
    return on_broker<Metadata>(address, [](Connection& connection) {
        return connection.metadata({.all = true, .names = {}}, kKafkaLimit);
    });
}

const Topic& find_topic(const Metadata& metadata, const std::string& name) {
    const auto topic = std::ranges::find(metadata.topics, name, &Topic::name);
    if (topic == metadata.topics.end()) {
        throw std::runtime_error("no topic " + name);
    }
    return *topic;
}

std::map<std::string, std::string> as_tool(const std::string& topic, const Partition& partition) {
    return {{"Topic", topic},
            {"Partition", std::to_string(partition.index)},
            {"Leader", std::to_string(partition.leader)},
            {"Replicas", fmt::format("{}", fmt::join(partition.replicas, ","))},
            {"Isr", fmt::format("{}", fmt::join(partition.isr, ","))}};
}

std::string as_tool(const ConfigEntry& entry) {
    Lines synonyms;
    for (const auto& synonym : entry.synonyms) {
        synonyms.push_back(fmt::format("{}:{}={}", source_name(synonym.source), synonym.name,
                                       synonym.value.value_or("null")));
    }
    return fmt::format("{}={} sensitive={} synonyms={{{}}}", entry.name,
                       entry.value.value_or("null"), entry.sensitive, fmt::join(synonyms, ", "));
}

Lines as_tool(const ResourceConfig& config) {
    Lines lines;
    for (const auto& entry : config.entries) {
        lines.push_back(as_tool(entry));
    }
    std::ranges::sort(lines);
    return lines;
}

std::unique_ptr<TestCluster> KafkaAdmin::cluster;
std::unique_ptr<KafkaTools> KafkaAdmin::tools;
Lines KafkaAdmin::addresses;

void KafkaAdmin::SetUpTestSuite() {
    const auto problem = fetch_kafka(kafka_version());
    ASSERT_EQ(problem, "");
    cluster = std::make_unique<TestCluster>("kadmin");
    const auto document = cluster->folder().parent_path() / "cluster.yaml";
    ASSERT_TRUE(write_file_durably(
        document, fmt::format("apiVersion: ballast/v1\nname: kadmin\nkafka:\n  version: {}\n",
                              kafka_version())));
    const auto file = document.string();
    ASSERT_EQ(cluster->up({"--file", file, "--brokers", "2", "--zookeepers", "1"}).exit_code, 0);
    tools = std::make_unique<KafkaTools>(kafka_version(), cluster->bootstrap());
    for (const auto* node : {"kafka-0", "kafka-1"}) {
        addresses.push_back(cluster->node(node)["address"].asString());
    }
}
void KafkaAdmin::TearDownTestSuite() {
    tools.reset();
    cluster.reset();
    addresses.clear();
}

CreatedTopic KafkaAdmin::create(CreatableTopic topic) {
    CreateTopics request{.timeout = kKafkaLimit};
    const auto name = topic.name;
    request.topics.push_back(std::move(topic));
    const auto created = ask(address(controller()), ApiKey::create_topics,
                             encode_create_topics(request), decode_create_topics);
    if (created.at(0).error == 0) {
        EXPECT_TRUE(wait_for(name, true));
    }
    return created.at(0);
}

ResourceConfig KafkaAdmin::config_of(std::int32_t broker, ConfigResource resource,
                                     std::optional<Lines> keys) {
    DescribeConfigs request{.synonyms = true};
    request.resources.push_back({std::move(resource), std::move(keys)});
    return ask(address(broker), ApiKey::describe_configs, encode_describe_configs(request),
               decode_describe_configs)
        .at(0);
}

AlterConfigsResult KafkaAdmin::alter(std::int32_t broker, ConfigResource resource,
                                     std::vector<ConfigChange> changes, bool validate_only) {
    IncrementalAlterConfigs request{.validate_only = validate_only};
    request.resources.push_back({std::move(resource), std::move(changes)});
    return ask(address(broker), ApiKey::incremental_alter_configs,
               encode_incremental_alter_configs(request), decode_incremental_alter_configs)
        .at(0);
}

bool KafkaAdmin::wait_for(const std::string& topic, bool wanted) {
    return wait_for_topic({{addresses[0]}, {addresses[1]}}, topic, wanted, kKafkaLimit).has_value();
}

}  // namespace ballast::test
