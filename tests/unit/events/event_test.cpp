#include "agent/events/event.hpp"

#include <gtest/gtest.h>

namespace ballast::agent {
namespace {

TEST(Event, BecomesAnEntryThatIsReadBack) {
    const auto entry = to_entry({.at = WallTime{} + std::chrono::hours{5},
                                 .kind = EventKind::command,
                                 .state = "SERVING",
                                 .code = {},
                                 .message = "stop: disk \"swap\"",
                                 .by = "alice"});
    EXPECT_EQ(entry.fields.at("kind"), "command");
    EXPECT_EQ(entry.fields.at("by"), "alice");
    EXPECT_FALSE(entry.fields.contains("code"));
    auto line = to_json_line(entry, "kafka-0");
    line.pop_back();
    EXPECT_EQ(parse_json_line(line), entry);
}

TEST(Event, LevelsFollowWhatItMeans) {
    const auto level = [](EventKind kind, const char* state) {
        return to_entry(
                   {.at = {}, .kind = kind, .state = state, .code = {}, .message = {}, .by = {}})
            .level;
    };
    EXPECT_EQ(level(EventKind::transition, "SERVING"), LogLevel::info);
    EXPECT_EQ(level(EventKind::transition, "HELD"), LogLevel::error);
    EXPECT_EQ(level(EventKind::transition, "FROZEN"), LogLevel::error);
    EXPECT_EQ(level(EventKind::warning, "SERVING"), LogLevel::warn);
    EXPECT_EQ(level(EventKind::refusal, "HELD"), LogLevel::warn);
    EXPECT_EQ(level(EventKind::action, "HELD"), LogLevel::info);
}

TEST(Event, FieldsOfAnEntryAreBounded) {
    std::string line =
        R"({"level":"INFO","logger":"x","message":"m","ts":"1970-01-01T00:00:00.000Z","fields":{)";
    for (int i = 0; i < 17; ++i) {
        line += (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":\"v\"";
    }
    EXPECT_FALSE(parse_json_line(line + "}}"));
    EXPECT_FALSE(parse_json_line(
        R"({"fields":{"a":1},"level":"INFO","logger":"x","message":"m","ts":"1970-01-01T00:00:00.000Z"})"));
    EXPECT_FALSE(parse_json_line(
        R"({"fields":[],"level":"INFO","logger":"x","message":"m","ts":"1970-01-01T00:00:00.000Z"})"));
}

}  // namespace
}  // namespace ballast::agent
