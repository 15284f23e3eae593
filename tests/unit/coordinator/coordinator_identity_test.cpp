#include "coordinator/coordinator_identity.hpp"

#include <gmock/gmock.h>

namespace ballast::coordinator {
namespace {

using ::testing::HasSubstr;

std::string with_nodes(const std::string& nodes) {
    return R"({"cluster":"demo","address":"127.10.0.1","nodes":[)" + nodes + "]}";
}

constexpr const char* kBroker =
    R"({"name":"kafka-0","role":"kafka","id":0,"address":"127.10.2.1"})";

TEST(CoordinatorIdentity, IsRead) {
    const auto identity = parse_coordinator_identity(
        with_nodes(std::string(kBroker) +
                   R"(,{"name":"zookeeper-1","role":"zookeeper","id":1,"address":"127.10.1.1"})"));
    ASSERT_TRUE(identity) << identity.error().message;
    EXPECT_EQ(identity->cluster, "demo");
    EXPECT_EQ(identity->address, "127.10.0.1");
    EXPECT_EQ(identity->pki, "pki");
    ASSERT_EQ(identity->nodes.size(), 2U);
    EXPECT_EQ(identity->nodes[1].name, "zookeeper-1");
    EXPECT_EQ(identity->nodes[1].role, Role::zookeeper);
    EXPECT_EQ(identity->nodes[1].address, "127.10.1.1");
}

TEST(CoordinatorIdentity, SaysWhatIsWrong) {
    const std::pair<std::string, const char*> cases[] = {
        {"", "JSON"},
        {R"({"cluster":"demo","nodes":[]})", "/address"},
        {R"({"cluster":"demo","address":"127.0.0.1","nodes":[],"port":1})", "port"},
        {with_nodes(R"({"name":"a","role":"broker","id":0,"address":"127.0.0.1"})"), "broker"},
        {with_nodes(R"({"name":"a","role":"kafka","id":"0","address":"127.0.0.1"})"),
         "/nodes/0/id"},
        {with_nodes(std::string(kBroker) + "," + kBroker), "kafka-0, kafka 0, is there twice"}};
    for (const auto& [json, wanted] : cases) {
        const auto identity = parse_coordinator_identity(json);
        ASSERT_FALSE(identity) << json;
        EXPECT_EQ(identity.error().kind, ErrorKind::invalid);
        EXPECT_THAT(identity.error().message, HasSubstr(wanted));
    }
}

}  // namespace
}  // namespace ballast::coordinator
