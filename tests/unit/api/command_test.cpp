#include "agent/api/command.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST(Command, IsRead) {
    const auto least = parse_command(R"({"id":"a","verb":"start"})");
    ASSERT_TRUE(least) << least.error().message;
    EXPECT_EQ(*least, (Command{.id = "a", .verb = Verb::start}));
    const auto most = parse_command(
        R"({"id":"0-Za_.9","verb":"stop","reason":"Wartung \u00fcber Nacht",
            "expected_incarnation":"7/1","force_after_seconds":30})");
    ASSERT_TRUE(most) << most.error().message;
    EXPECT_EQ(*most, (Command{.id = "0-Za_.9",
                              .verb = Verb::stop,
                              .reason = "Wartung über Nacht",
                              .expected_incarnation = "7/1",
                              .force_after = 30s}));
}

TEST(Command, TakesWhatIsJustWithinTheLimits) {
    const auto id = std::string(64, 'x');
    const auto reason = std::string(1000, 'x');
    for (const auto* seconds : {"1", "86400", "null"}) {
        const auto json =
            fmt::format(R"({{"id":"{}","verb":"shutdown","reason":"{}","force_after_seconds":{}}})",
                        id, reason, seconds);
        EXPECT_TRUE(parse_command(json)) << json;
    }
}

TEST(Command, ErrorsNameTheMember) {
    const std::pair<std::string, const char*> cases[] = {
        {"", "not JSON"},
        {"stop", "not JSON"},
        {"[]", "an object is wanted"},
        {"{}", "/id: a string is wanted"},
        {R"({"id":"a"})", "/verb: a string is wanted"},
        {R"({"verb":"stop"})", "/id: a string is wanted"},
        {R"({"id":null,"verb":"stop"})", "/id: a string is wanted"},
        {R"({"id":7,"verb":"stop"})", "/id: a string is wanted"},
        {R"({"id":"","verb":"stop"})", "/id: 1 to 64 of"},
        {R"({"id":")" + std::string(65, 'x') + R"(","verb":"stop"})", "/id: 1 to 64 of"},
        {R"({"id":"a b","verb":"stop"})", "/id: 1 to 64 of"},
        {R"({"id":"../a","verb":"stop"})", "/id: 1 to 64 of"},
        {R"({"id":"\u0000","verb":"stop"})", "/id: 1 to 64 of"},
        {R"({"id":"ü","verb":"stop"})", "/id: 1 to 64 of"},
        {R"({"id":"a","verb":"Stop"})", "/verb: 'Stop' is not one of start, stop and shutdown"},
        {R"({"id":"a","verb":"kill"})", "/verb: 'kill'"},
        {R"({"id":"a","verb":""})", "/verb: ''"},
        {R"({"id":"a","verb":["stop"]})", "/verb: a string is wanted"},
        {R"({"id":"a","verb":"stop","reason":1})", "/reason: a string is wanted"},
        {R"({"id":"a","verb":"stop","reason":")" + std::string(1001, 'x') + R"("})",
         "/reason: one line of at most 1000 bytes"},
        {R"({"id":"a","verb":"stop","reason":"x\nSERVING -> STOPPED"})", "/reason: one line"},
        {R"({"id":"a","verb":"stop","reason":"\u001b[2J"})", "/reason: one line"},
        {R"({"id":"a","verb":"stop","expected_incarnation":7})", "/expected_incarnation: a string"},
        {R"({"id":"a","verb":"stop","force_after_seconds":"30"})",
         "/force_after_seconds: an integer"},
        {R"({"id":"a","verb":"stop","force_after_seconds":1.0})",
         "/force_after_seconds: an integer"},
        {R"({"id":"a","verb":"stop","force_after_seconds":0})", "/force_after_seconds: 1 to 86400"},
        {R"({"id":"a","verb":"stop","force_after_seconds":-1})",
         "/force_after_seconds: 1 to 86400"},
        {R"({"id":"a","verb":"stop","force_after_seconds":86401})",
         "/force_after_seconds: 1 to 86400"},
        {R"({"id":"a","verb":"stop","force_after_seconds":9223372036854775807})",
         "/force_after_seconds: 1 to 86400"},
        {R"({"id":"a","verb":"stop","force_after_seconds":1e300})",
         "/force_after_seconds: an integer"},
        {R"({"id":"a","verb":"stop","force":true})", "/force: unknown member"},
        {R"({"id":"a","id":"b","verb":"stop"})", "not JSON"},
    };
    for (const auto& [json, message] : cases) {
        const auto command = parse_command(json);
        ASSERT_FALSE(command) << json;
        EXPECT_EQ(command.error().kind, ErrorKind::invalid) << json;
        EXPECT_THAT(command.error().message, HasSubstr(message)) << json;
    }
}

TEST(Command, VerbsHaveNames) {
    EXPECT_EQ(to_string(Verb::start), "start");
    EXPECT_EQ(to_string(Verb::stop), "stop");
    EXPECT_EQ(to_string(Verb::shutdown), "shutdown");
}

TEST(Command, OnlyAStopOutlivesTheAgentAndOnlyAShutdownLeaves) {
    Command command{.id = "a", .verb = Verb::stop, .reason = "why", .force_after = 30s};
    const auto stop = stop_order(command, "alice");
    EXPECT_TRUE(stop.persist);
    EXPECT_FALSE(stop.leave);
    EXPECT_EQ(stop.reason, "why");
    EXPECT_EQ(stop.by, "alice");
    EXPECT_EQ(stop.force_after, 30s);
    command.verb = Verb::shutdown;
    const auto shutdown = stop_order(command, "alice");
    EXPECT_FALSE(shutdown.persist);
    EXPECT_TRUE(shutdown.leave);
}

TEST(CommandLedger, KeepsTheLastCommands) {
    CommandLedger ledger;
    EXPECT_EQ(ledger.find("0"), nullptr);
    for (std::size_t i = 0; i < CommandLedger::kMost; ++i) {
        ledger.add({.id = std::to_string(i), .reason = "of " + std::to_string(i)});
    }
    ASSERT_NE(ledger.find("0"), nullptr);
    EXPECT_EQ(ledger.find("0")->reason, "of 0");
    ledger.add({.id = "one more"});
    EXPECT_EQ(ledger.find("0"), nullptr);
    EXPECT_NE(ledger.find("1"), nullptr);
    EXPECT_NE(ledger.find("one more"), nullptr);
    EXPECT_EQ(ledger.find(""), nullptr);
}

}  // namespace
}  // namespace ballast::agent
