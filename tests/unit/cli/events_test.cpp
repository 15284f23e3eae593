#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "coordinator/cli/event_file_source.hpp"
#include "coordinator/cli/event_line.hpp"
#include "coordinator/cli/line_pattern.hpp"
#include "tests/unit/cli/fake_agents.hpp"
#include "tests/unit/cli/fake_terminal.hpp"

namespace ballast::cli {
namespace {

using testing::ElementsAre;

std::string entry(const std::string& ts, const std::string& level, const std::string& message) {
    return R"({"ts":")" + ts + R"(","level":")" + level +
           R"(","logger":"ballast","node":"kafka-0","message":")" + message +
           R"(","fields":{"kind":"transition","state":"HELD","code":"WRONG_JAVA","by":"alice"}})";
}

LogLine held() {
    return parse_log_line(entry("2026-01-31T09:00:00.123Z", "ERROR", "Java 11")).value();
}

TEST(EventLine, IsReadableWithoutColour) {
    test::FakeTerminal fake;
    const Terminal terminal = fake.make();
    EXPECT_EQ(event_text(held(), "kafka-0", 11, terminal),
              "2026-01-31T09:00:00.123Z kafka-0      HELD        WRONG_JAVA  Java 11 (by alice)");
    LogLine command = held();
    command.kind = "command";
    command.code.clear();
    command.by.clear();
    command.message = "stop\x1b[2J";
    EXPECT_EQ(event_text(command, "kafka-0", 7, terminal),
              "2026-01-31T09:00:00.123Z kafka-0  command     stop\xEF\xBF\xBD[2J");
    const Terminal colours = fake.make(test::kColourTerminal);
    EXPECT_TRUE(event_text(held(), "kafka-0", 7, colours).contains("\x1b[31mHELD"));
}

TEST(EventLine, IsOneObjectForPrograms) {
    EXPECT_EQ(event_json(held(), "kafka-0"),
              R"({"ts":"2026-01-31T09:00:00.123Z","node":"kafka-0","level":"ERROR",)"
              R"("kind":"transition","state":"HELD","code":"WRONG_JAVA","message":"Java 11",)"
              R"("by":"alice"})"
              "\n");
}

TEST(LinePattern, IsSearchedAnywhere) {
    EXPECT_TRUE(LinePattern::make("")->found_in("x"));
    EXPECT_TRUE(LinePattern::make("by al")->found_in("a (by alice)"));
    EXPECT_FALSE(LinePattern::make("^by")->found_in("a (by alice)"));
    const auto wrong = LinePattern::make("(");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().kind, ErrorKind::invalid);
    EXPECT_TRUE(wrong.error().message.starts_with("--grep: '(' is not a regular expression"));
}

class EventFiles : public testing::Test {
  protected:
    std::filesystem::path folder_;
    test::StillClock clock_;

    void SetUp() override {
        std::string name = testing::TempDir() + "ballast-events-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
        std::filesystem::create_directories(log());
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path log() const { return ClusterFolder{folder_}.node("kafka-0").log(); }
    void write(const std::string& name, const std::vector<std::string>& lines) const {
        std::ofstream file(log() / name);
        for (const std::string& line : lines) {
            file << line << '\n';
        }
    }

    Result<std::vector<std::string>> read(const LogQuery& query) {
        std::vector<std::string> out;
        EventFileSource source({folder_}, clock_);
        TRY_VOID(source.read(test::broker(0), query,
                             [&](std::string_view line) {
                                 const auto parsed = parse_log_line(line);
                                 out.push_back(parsed ? parsed->message : "?");
                                 return out.size() < 100;
                             },
                             {}));
        return out;
    }
};

TEST_F(EventFiles, AreReadOldestFirst) {
    write("events.log", {entry("2026-01-31T09:09:00.000Z", "INFO", "d")});
    write("events.log.1", {entry("2026-01-31T09:00:00.000Z", "WARN", "c"), "torn {"});
    write("events.log.2", {entry("2026-01-31T07:00:00.000Z", "INFO", "b")});
    write("events.log.10", {entry("2026-01-31T06:00:00.000Z", "INFO", "a")});
    write("events.log.old", {entry("2026-01-31T06:00:00.000Z", "INFO", "x")});
    EXPECT_THAT(read({}).value(), ElementsAre("a", "b", "c", "?", "d"));
    EXPECT_THAT(read({.since = "1h"}).value(), ElementsAre("c", "?", "d"));
    EXPECT_THAT(read({.since = "2026-01-31T09:00:00Z"}).value(), ElementsAre("c", "?", "d"));
    EXPECT_THAT(read({.level = "WARN"}).value(), ElementsAre("c", "?"));
    EXPECT_THAT(read({.tail = 2}).value(), ElementsAre("?", "d"));
}

TEST_F(EventFiles, OfANodeWithoutEventsAreEmpty) {
    EXPECT_THAT(read({}).value(), testing::IsEmpty());
    std::filesystem::remove_all(log());
    EXPECT_THAT(read({}).value(), testing::IsEmpty());
    EXPECT_FALSE(read({.since = "never"}));
}

}  // namespace
}  // namespace ballast::cli
