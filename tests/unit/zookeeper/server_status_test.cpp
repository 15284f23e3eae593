#include "common/zookeeper/server_status.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/files.hpp"

namespace ballast::zookeeper {
namespace {

// Answers recorded from ZooKeeper 3.8.4; those to mntr without most of their metrics.
std::string fixture(const std::string& name) {
    return read_file(std::filesystem::path(FIXTURES) / name).value();
}

TEST(Srvr, ReadsAFollower) {
    const auto status = parse_srvr(fixture("srvr_follower.txt")).value();
    EXPECT_TRUE(status.serving);
    EXPECT_EQ(status.mode, Mode::follower);
    EXPECT_TRUE(status.version.starts_with("3.8.4-9316c2a7"));
    EXPECT_EQ(status.zxid, 0x100000000U);
    EXPECT_EQ(status.received, 1);
    EXPECT_EQ(status.sent, 0);
    EXPECT_EQ(status.connections, 1);
    EXPECT_EQ(status.node_count, 5);
    EXPECT_FALSE(status.synced_followers);
}

TEST(Srvr, ReadsALeader) {
    EXPECT_EQ(parse_srvr(fixture("srvr_leader.txt"))->mode, Mode::leader);
}

TEST(Srvr, ReadsTheOtherModesAndLatencies) {
    for (const auto mode : {Mode::observer, Mode::standalone, Mode::read_only}) {
        const auto text =
            "Latency min/avg/max: 0/1.2634/37\nMode: " + std::string(to_string(mode)) + "\n";
        const auto status = parse_srvr(text).value();
        EXPECT_EQ(status.mode, mode);
        EXPECT_DOUBLE_EQ(status.latency_avg_ms, 1.2634);
        EXPECT_DOUBLE_EQ(status.latency_max_ms, 37);
    }
}

TEST(Mntr, ReadsALeader) {
    const auto status = parse_mntr(fixture("mntr_leader.txt")).value();
    EXPECT_TRUE(status.serving);
    EXPECT_EQ(status.mode, Mode::leader);
    EXPECT_EQ(status.synced_followers, 2);
    EXPECT_EQ(status.pending_syncs, 0);
    EXPECT_EQ(status.node_count, 5);
    EXPECT_EQ(status.received, 2);
    EXPECT_EQ(status.connections, 1);
}

TEST(Mntr, ReadsAFollower) {
    const auto status = parse_mntr(fixture("mntr_follower.txt")).value();
    EXPECT_EQ(status.mode, Mode::follower);
    EXPECT_FALSE(status.synced_followers);
}

TEST(Words, TellAServerWithoutAQuorum) {
    for (const auto& status :
         {parse_srvr(fixture("not_serving.txt")), parse_mntr(fixture("not_serving.txt"))}) {
        ASSERT_TRUE(status);
        EXPECT_FALSE(status->serving);
        EXPECT_EQ(status->mode, Mode::unknown);
    }
}

TEST(Words, SayWhatToAllow) {
    const auto status = parse_srvr(fixture("not_allowed.txt"));
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, "NOT_ALLOWED");
    EXPECT_TRUE(status.error().message.contains("4lw.commands.whitelist"));
}

TEST(Words, RefuseOtherAnswers) {
    for (const auto* text : {"", "\n", "HTTP/1.1 400 Bad Request\r\n", "Mode: king\n",
                             "Mode leader\n", "zk_server_state leader\n"}) {
        const auto srvr = parse_srvr(text);
        ASSERT_FALSE(srvr) << text;
        EXPECT_EQ(srvr.error().code, "BAD_ANSWER");
        EXPECT_FALSE(parse_mntr(text)) << text;
    }
}

TEST(Words, TakeNumbersThatMakeNoSenseAsZero) {
    const auto status = parse_srvr(
        "Received: many\nSent: 99999999999999999999\nZxid: 0xzz\nLatency min/avg/max: a/nan/inf\n"
        "Mode: leader\n");
    ASSERT_TRUE(status);
    EXPECT_EQ(status->received, 0);
    EXPECT_EQ(status->sent, 0);
    EXPECT_EQ(status->zxid, 0U);
    EXPECT_EQ(status->latency_avg_ms, 0);
    EXPECT_EQ(status->latency_max_ms, 0);
}

}  // namespace
}  // namespace ballast::zookeeper
