#include "agent/events/event.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include "agent/logs/log_reader.hpp"

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

TEST(Event, OfAnyBytesAndLengthIsReadBack) {
    const auto entry = to_entry({.at = {},
                                 .kind = EventKind::refusal,
                                 .state = "HELD",
                                 .code = "DIRECTORY_NOT_WRITABLE",
                                 .message = "/data/\xFF\n" + std::string(100'000, 'x'),
                                 .by = "\xC3("});
    EXPECT_TRUE(entry.message.starts_with("/data/\xEF\xBF\xBD\n"));
    EXPECT_EQ(entry.message.size(), 16U << 10U);
    EXPECT_EQ(entry.fields.at("by"), "\xEF\xBF\xBD(");
    auto line = to_json_line(entry);
    line.pop_back();
    EXPECT_EQ(parse_json_line(line), entry);
}

TEST(Event, KindsHaveTheNamesOfTheApi) {
    std::string names;
    for (const auto kind : {EventKind::transition, EventKind::action, EventKind::refusal,
                            EventKind::command, EventKind::warning, EventKind::agent}) {
        names += std::string(to_string(kind)) + " ";
    }
    EXPECT_EQ(names, "transition action refusal command warning agent ");
}

class EventStore : public ::testing::Test {
  public:
    EventStore() : folder_(::testing::TempDir() + "ballast-events-XXXXXX") {
        mkdtemp(folder_.data());
    }
    ~EventStore() override { std::filesystem::remove_all(folder_); }

  protected:
    LogReader reader(const LogFilter& filter) const {
        return {log_files(folder_, "events"), LogMatcher::make(filter).value()};
    }
    static NodeEvent event(int i) {
        return {.at = WallTime{} + std::chrono::seconds{i},
                .kind = EventKind::action,
                .state = "SERVING",
                .code = "C" + std::to_string(i),
                .message = std::string(1000, 'm'),
                .by = {}};
    }
    std::string folder_;
};

TEST_F(EventStore, KeepsFieldsAndOutlivesTheAgent) {
    LogStore(event_store(folder_, "kafka-0")).append(to_entry(event(1)));
    LogStore(event_store(folder_, "kafka-0")).append(to_entry(event(2)));
    auto all = reader({});
    EXPECT_EQ(all.next().value(), to_entry(event(1)));
    EXPECT_EQ(all.next().value(), to_entry(event(2)));
    EXPECT_FALSE(all.next().value());
    auto chosen = reader({.since = {}, .level = {}, .grep = "^C2$", .tail = {}});
    EXPECT_EQ(chosen.next().value(), to_entry(event(2)));
}

TEST_F(EventStore, TakesAtMostFourFilesOfOneMebibyte) {
    LogStore store(event_store(folder_, "kafka-0"));
    for (int i = 0; i < 6000; ++i) {
        store.append(to_entry(event(i)));
    }
    const auto files = log_files(folder_, "events");
    EXPECT_EQ(files.size(), 4U);
    for (const auto& file : files) {
        EXPECT_LE(std::filesystem::file_size(file), 1U << 20U) << file;
    }
    EXPECT_EQ(store.dropped(), 0U);
    auto last = reader({.since = {}, .level = {}, .grep = {}, .tail = 1});
    EXPECT_EQ(last.next().value(), to_entry(event(5999)));
}

TEST_F(EventStore, GivesFollowersTheFields) {
    LogStore store(event_store(folder_, "kafka-0"));
    const auto follower = store.follow(
        LogMatcher::make({.since = {}, .level = {}, .grep = "C7", .tail = {}}).value());
    store.append(to_entry(event(6)));
    store.append(to_entry(event(7)));
    EXPECT_EQ(follower->pop(), to_entry(event(7)));
    EXPECT_FALSE(follower->pop());
}

}  // namespace
}  // namespace ballast::agent
