#include "common/node_identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ballast {
namespace {

using ::testing::HasSubstr;

NodeIdentity example() {
    NodeIdentity node;
    node.cluster = "demo";
    node.role = Role::zookeeper;
    node.id = 2;
    node.name = "zookeeper-2";
    node.address = "127.10.1.2";
    node.kafka_home = "/opt/kafka \"q\"";
    node.java_home = "/opt/java";
    node.zookeepers = {{1, "127.10.1.1"}, {2, "127.10.1.2"}};
    node.birth = true;
    node.archive_dir = "/archives";
    node.secrets_dir = "/dev/shm/ballast-0/demo/zookeeper-2";
    return node;
}

TEST(NodeIdentity, ComesBackFromItsJson) {
    const auto node = example();
    const auto again = parse_node_identity(to_json(node));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(to_json(*again), to_json(node));
    EXPECT_EQ(again->role, Role::zookeeper);
    EXPECT_EQ(again->id, 2);
    EXPECT_EQ(again->kafka_home, node.kafka_home);
    ASSERT_EQ(again->zookeepers.size(), 2U);
    EXPECT_EQ(again->zookeepers[1].address, "127.10.1.2");
    EXPECT_TRUE(again->birth);
}

TEST(NodeIdentity, TakesTheFormOfTheContract) {
    const auto node = parse_node_identity(
        R"({"cluster":"demo","role":"kafka","id":0,"name":"kafka-0","address":"127.10.2.1",
            "kafka_home":"/abs","java_home":"/abs","zookeepers":[{"id":1,"address":"127.10.1.1"}],
            "birth":false,"archive_dir":"","secrets_dir":"/dev/shm/ballast-0/demo/kafka-0"})");
    ASSERT_TRUE(node) << node.error().message;
    EXPECT_EQ(node->role, Role::kafka);
    EXPECT_FALSE(node->birth);
    EXPECT_TRUE(node->archive_dir.empty());
}

std::string with(const std::string& from, const std::string& to) {
    auto json = to_json(example());
    const auto at = json.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return json.replace(at, from.size(), to);
}

TEST(NodeIdentity, ErrorsNameTheMember) {
    const std::pair<std::string, const char*> cases[] = {
        {with("\"cluster\"", "\"clusters\""), "/clusters: unknown member"},
        {with("\"zookeeper\"", "\"controller\""), "'controller' is not a role"},
        {with(": 2,", ": \"2\","), "/id: an integer"},
        {with("\"id\" : 1", "\"id\" : true"), "/zookeepers/0/id: an integer"},
        {with("\"birth\" : true", "\"birth\" : 1"), "/birth: true or false"},
        {"[]", "an object is wanted"},
        {"{}", "/cluster: a string"},
        {"nonsense", "not JSON"},
    };
    for (const auto& [json, message] : cases) {
        const auto node = parse_node_identity(json);
        ASSERT_FALSE(node) << json;
        EXPECT_EQ(node.error().kind, ErrorKind::invalid);
        EXPECT_THAT(node.error().message, HasSubstr(message));
    }
}

TEST(NodeIdentity, RolesHaveNames) {
    for (const auto role : {Role::kafka, Role::zookeeper}) {
        EXPECT_EQ(parse_role(to_string(role)), role);
    }
    EXPECT_FALSE(parse_role("Kafka"));
    EXPECT_FALSE(parse_role(""));
}

}  // namespace
}  // namespace ballast
