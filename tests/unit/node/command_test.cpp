#include "agent/node/command.hpp"

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
        {R"({"id":"a","verb":"Stop"})",
         "/verb: 'Stop' is not one of start, stop, restart, shutdown, hold"},
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

TEST(Command, AnUpgradeNamesItsBinaryAndSum) {
    const std::string sum(64, 'a');
    const auto good = parse_command(fmt::format(
        R"({{"id":"u","verb":"upgrade_agent","binary":"/opt/agent","sha256":"{}"}})", sum));
    ASSERT_TRUE(good) << good.error().message;
    EXPECT_EQ(good->binary, "/opt/agent");
    EXPECT_EQ(good->sha256, sum);
    for (const auto* bad :
         {R"({"id":"u","verb":"upgrade_agent"})",
          R"({"id":"u","verb":"upgrade_agent","binary":"agent","sha256":"00"})",
          R"({"id":"u","verb":"upgrade_agent","binary":"/opt/agent","sha256":"00"})",
          R"({"id":"u","verb":"start","binary":"/opt/agent"})"}) {
        EXPECT_FALSE(parse_command(bad)) << bad;
    }
}

TEST(Command, EpochsStartAtOne) {
    EXPECT_EQ(parse_command(R"({"id":"a","verb":"stop","epoch":3})")->epoch, 3U);
    EXPECT_FALSE(parse_command(R"({"id":"a","verb":"stop","epoch":0})"));
    EXPECT_FALSE(parse_command(R"({"id":"a","verb":"stop","epoch":-1})"));
}

TEST(Command, DigestsDifferWhereCommandsDo) {
    const Command one{.id = "a", .verb = Verb::stop, .reason = "x"};
    auto other = one;
    EXPECT_EQ(digest(one), digest(other));
    other.reason = "y";
    EXPECT_NE(digest(one), digest(other));
    other = one;
    other.epoch = 1;
    EXPECT_NE(digest(one), digest(other));
    other = one;
    other.force_after = 30s;
    EXPECT_NE(digest(one), digest(other));
    other = one;
    other.expected_incarnation = "";
    EXPECT_NE(digest(one), digest(other));
}

struct AdmissionCase {
    const char* name;
    Command command;
    Caller caller;
    const char* code;  // empty: admitted
};

TEST(Admission, IsATable) {
    Journal journal{.epoch = 5};
    journal.add({.id = "old", .verb = "stop", .digest = digest({.id = "old", .verb = Verb::stop})});
    const Caller person{.name = "ops"};
    const Caller coordinator{.name = "coordinator", .coordinator = true};
    const AdmissionCase cases[] = {
        {"a person's command", {.id = "a", .verb = Verb::stop}, person, ""},
        {"for this JVM",
         {.id = "a", .verb = Verb::stop, .expected_incarnation = "jvm"},
         person,
         ""},
        {"for another JVM",
         {.id = "a", .verb = Verb::stop, .expected_incarnation = "gone"},
         person,
         "WRONG_INCARNATION"},
        {"a person with an epoch", {.id = "a", .epoch = 9}, person, "EPOCH_NOT_YOURS"},
        {"a coordinator without one", {.id = "a"}, coordinator, "NO_EPOCH"},
        {"the epoch of before", {.id = "a", .epoch = 4}, coordinator, "STALE_EPOCH"},
        {"the epoch of now", {.id = "a", .epoch = 5}, coordinator, ""},
        {"a later epoch", {.id = "a", .epoch = 6}, coordinator, ""},
        {"the id of another", {.id = "old", .verb = Verb::start}, person, "ID_REUSED"},
    };
    for (const auto& one : cases) {
        const auto admission = admit(one.command, one.caller, journal, "jvm");
        EXPECT_EQ(admission.has_value(), std::string_view(one.code).empty()) << one.name;
        if (!admission) {
            EXPECT_EQ(admission.error().code, one.code) << one.name;
            EXPECT_EQ(admission.error().kind, ErrorKind::refused) << one.name;
        }
    }
    EXPECT_EQ(*admit({.id = "old", .verb = Verb::stop}, person, journal, ""), Admission::repeated);
}

TEST(Admission, OnHoldOnlyWhatDoesNotActOnTheJvm) {
    const Journal journal{.hold = OnHold{.by = "alice", .reason = "debugging", .since = {}}};
    for (const auto verb : {Verb::start, Verb::stop, Verb::restart}) {
        const auto admission = admit({.id = "a", .verb = verb}, {.name = "bob"}, journal, "");
        ASSERT_FALSE(admission) << to_string(verb);
        EXPECT_EQ(admission.error().code, "ON_HOLD");
        EXPECT_THAT(admission.error().message, HasSubstr("alice: debugging"));
    }
    for (const auto verb :
         {Verb::shutdown, Verb::hold, Verb::release, Verb::thread_dump, Verb::upgrade_agent}) {
        EXPECT_TRUE(admit({.id = "a", .verb = verb}, {.name = "bob"}, journal, ""))
            << to_string(verb);
    }
}

}  // namespace
}  // namespace ballast::agent
