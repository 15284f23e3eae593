// What a real server answered.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <charconv>
#include <fstream>
#include <map>

#include "common/zookeeper/messages.hpp"

namespace ballast::zookeeper {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

std::string from_hex(const std::string& hex) {
    std::string bytes;
    for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
        unsigned value = 0;
        std::from_chars(hex.data() + at, hex.data() + at + 2, value, 16);
        bytes += static_cast<char>(value);
    }
    return bytes;
}

class Recorded : public ::testing::Test {
  protected:
    void SetUp() override {
        std::ifstream file(FIXTURES "/frames_3_8_4.txt");
        std::string comment;
        std::getline(file, comment);
        for (std::string name, hex; file >> name >> hex;) {
            const auto bytes = from_hex(hex);
            ASSERT_EQ(decode_frame_size(bytes.substr(0, 4)).value(), bytes.size() - 4) << name;
            frames_[name] = bytes.substr(4);
        }
        ASSERT_EQ(frames_.size(), 10U);
    }
    // Behind the header of a reply without an error.
    JuteReader body(const std::string& name, std::int32_t xid) const {
        JuteReader reader(frames_.at(name));
        const auto header = decode_reply_header(reader);
        EXPECT_EQ(header.value().xid, xid);
        EXPECT_EQ(header.value().error, 0);
        return reader;
    }
    Znode znode(const std::string& name, std::int32_t xid) const {
        auto reader = body(name, xid);
        auto znode = decode_znode(reader);
        EXPECT_EQ(reader.remaining(), 0U) << name;
        return znode.value();
    }

    std::map<std::string, std::string> frames_;
};

TEST_F(Recorded, AnAnswerToAConnect) {
    const auto answer = decode_connect(frames_["connect"]);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->timeout_ms, 10'000);
    EXPECT_EQ(answer->session, 0x100013073220001U);
}

TEST_F(Recorded, RepliesWithoutABody) {
    auto sync = body("sync", 1);
    EXPECT_EQ(sync.text(), "/brokers");
    EXPECT_EQ(sync.remaining(), 0U);
    EXPECT_EQ(body("ping", kPingXid).remaining(), 0U);
    EXPECT_EQ(body("close", 8).remaining(), 0U);
    JuteReader none(frames_["no_node"]);
    EXPECT_EQ(decode_reply_header(none).value().error, kNoNode);
}

TEST_F(Recorded, ZnodesWithAndWithoutAnOwner) {
    const auto cluster = znode("cluster_id", 2);
    EXPECT_EQ(cluster.data, R"({"version":"1","id":"04y-Row5Q8OURBDrMwrFaA"})");
    EXPECT_EQ(cluster.stat.owner_session, 0U);
    EXPECT_EQ(cluster.stat.created_zxid, 0x100000018);
    const auto broker = znode("registration", 3);
    EXPECT_THAT(broker.data, StartsWith(R"({"features":{},"listener_security_protocol_map")"));
    EXPECT_EQ(broker.stat.owner_session, 0x100013073220000U);
    EXPECT_EQ(broker.stat.version, 1);
    EXPECT_EQ(znode("state", 7).data,
              R"({"controller_epoch":1,"leader":0,"version":1,"leader_epoch":0,"isr":[0]})");
    EXPECT_EQ(znode("assignment", 6).stat.children, 1);
}

TEST_F(Recorded, Children) {
    auto reader = body("topics", 5);
    EXPECT_THAT(decode_children(reader).value(), ElementsAre("orders"));
    EXPECT_EQ(reader.remaining(), 0U);
}

}  // namespace
}  // namespace ballast::zookeeper
