#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <thread>

#include "coordinator/cli/log_inbox.hpp"
#include "coordinator/cli/node_log_reader.hpp"

namespace ballast::cli {
namespace {

using testing::ElementsAre;

LogLine line(const std::string& ts, const std::string& message) {
    return {.ts = ts, .level = "INFO", .logger = "l", .message = message, .stack = {}};
}

std::string ndjson(const std::string& ts, const std::string& message) {
    return R"({"ts":")" + ts + R"(","level":"INFO","logger":"l","message":")" + message + "\"}";
}

std::vector<std::string> drain_merged(LogInbox& inbox) {
    std::vector<std::string> out;
    while (const auto item = inbox.next_merged()) {
        out.push_back(item->note.empty() ? item->line.message : "note: " + item->note);
    }
    return out;
}

TEST(LogInbox, MergesLanesByTime) {
    LogInbox inbox(3);
    inbox.push(0, line("1", "a"));
    inbox.push(0, line("4", "d"));
    inbox.push(2, line("2", "b"));
    inbox.push(2, line("3", "c"));
    inbox.push(2, line("5", "e"));
    for (std::size_t lane = 0; lane < 3; ++lane) {
        inbox.end(lane);
    }
    EXPECT_THAT(drain_merged(inbox), ElementsAre("a", "b", "c", "d", "e"));
}

TEST(LogInbox, WaitsForALaneThatIsSlow) {
    LogInbox inbox(2);
    inbox.push(0, line("2", "b"));
    inbox.end(0);
    const std::jthread late([&] {
        inbox.push(1, line("1", "a"));
        inbox.end(1);
    });
    EXPECT_THAT(drain_merged(inbox), ElementsAre("a", "b"));
}

TEST(LogInbox, HoldsAFastReaderBack) {
    LogInbox inbox(2);
    constexpr std::size_t kLines = LogInbox::kMaxLane * 4;
    const std::jthread fast([&] {
        for (std::size_t i = 0; i < kLines; ++i) {
            inbox.push(0, line("1", "x"));
        }
        inbox.end(0);
    });
    inbox.end(1);
    EXPECT_EQ(drain_merged(inbox).size(), kLines);
}

TEST(LogInbox, CloseFreesReadersAndPrinter) {
    LogInbox inbox(1);
    const std::jthread reader([&] {
        while (inbox.push(0, line("1", "x"))) {
        }
    });
    EXPECT_TRUE(inbox.next_available());
    inbox.close();
    EXPECT_FALSE(inbox.next_available());
    EXPECT_FALSE(inbox.next_merged());
}

TEST(LogInbox, GivesWhatThereIsWhenFollowing) {
    LogInbox inbox(2);
    inbox.push(1, line("2", "b"));
    EXPECT_EQ(inbox.next_available()->line.message, "b");
    inbox.note(0, "gone");
    EXPECT_EQ(inbox.next_available()->note, "gone");
}

// Each call of read() is answered by the next script: lines, then an end.
class ScriptedSource final : public LogSource {
  public:
    struct Script {
        std::vector<std::string> lines;
        Result<void> end;
    };
    std::deque<Script> scripts;
    std::vector<LogQuery> asked;

    Result<void> read(const NodeIdentity& /*node*/, const LogQuery& query, const OnLine& on_line,
                      std::stop_token /*stop*/) override {
        asked.push_back(query);
        if (scripts.empty()) {
            return fail(ErrorKind::unreachable, "connection refused");
        }
        const Script script = std::move(scripts.front());
        scripts.pop_front();
        for (const std::string& text : script.lines) {
            if (!on_line(text)) {
                break;
            }
        }
        return script.end;
    }
};

struct ReaderTest : testing::Test {
    ScriptedSource agent;
    ScriptedSource files;
    LogInbox inbox{1};
    std::stop_source stop;
    int pauses = 0;

    Result<void> run(LogQuery query, int allowed_pauses = 0) {
        NodeLogReader reader(
            {}, std::move(query), {.agent = agent, .offline = &files}, inbox, 0,
            [this, allowed_pauses](auto, const auto&) { return ++pauses <= allowed_pauses; });
        return reader.run(stop.get_token());
    }
};

TEST_F(ReaderTest, ReadsTheAgentOnce) {
    agent.scripts = {{{ndjson("1", "a"), ndjson("2", "b")}, {}}};
    EXPECT_TRUE(run({.since = "5m", .grep = "x", .level = "WARN", .tail = 7}));
    EXPECT_THAT(drain_merged(inbox), ElementsAre("a", "b"));
    ASSERT_EQ(agent.asked.size(), 1U);
    EXPECT_EQ(agent.asked[0].since, "5m");
    EXPECT_EQ(agent.asked[0].tail, 7);
    EXPECT_TRUE(files.asked.empty());
}

TEST_F(ReaderTest, ReadsTheFilesWhenTheAgentIsSilentAndSaysSo) {
    files.scripts = {{{ndjson("1", "a")}, {}}};
    EXPECT_TRUE(run({.tail = 3}));
    EXPECT_THAT(
        drain_merged(inbox),
        ElementsAre("note: its agent does not answer (connection refused); reading its files",
                    "a"));
    EXPECT_EQ(files.asked.at(0).tail, 3);
}

TEST_F(ReaderTest, IsUnknownWithoutAgentAndFiles) {
    NodeLogReader reader({}, {}, {.agent = agent, .offline = nullptr}, inbox, 0, pause_for);
    const auto result = reader.run(stop.get_token());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::unreachable);
    EXPECT_THAT(drain_merged(inbox), testing::IsEmpty());
}

TEST_F(ReaderTest, GoesOnAfterABrokenConnectionWithoutRepeating) {
    agent.scripts = {{{ndjson("1", "a"), ndjson("2", "b")}, fail(ErrorKind::unreachable, "closed")},
                     {{ndjson("2", "b"), ndjson("2", "c"), ndjson("3", "d")}, {}}};
    EXPECT_TRUE(run({.since = "5m", .tail = 10}));
    EXPECT_THAT(drain_merged(inbox), ElementsAre("a", "b", "c", "d"));
    ASSERT_EQ(agent.asked.size(), 2U);
    EXPECT_EQ(agent.asked[1].since, "2");
    EXPECT_FALSE(agent.asked[1].tail);
}

TEST_F(ReaderTest, GivesUpAConnectionThatBreaksAgainAndAgain) {
    for (int i = 0; i < 20; ++i) {
        agent.scripts.push_back({{ndjson("1", "a")}, fail(ErrorKind::unreachable, "closed")});
    }
    files.scripts = {{{ndjson("1", "a"), ndjson("2", "b")}, {}}};
    EXPECT_TRUE(run({}));
    EXPECT_LT(agent.asked.size(), 10U);
    EXPECT_THAT(drain_merged(inbox), testing::Contains("b"));
}

TEST_F(ReaderTest, FollowsThroughAnAgentsRestart) {
    agent.scripts = {{{ndjson("1", "a")}, {}},  // it left
                     {{}, fail(ErrorKind::unreachable, "refused")},
                     {{ndjson("1", "a"), ndjson("2", "b")}, {}}};
    files.scripts = {{{ndjson("1", "a")}, {}}};
    EXPECT_TRUE(run({.follow = true}, 2));
    EXPECT_THAT(drain_merged(inbox),
                ElementsAre("note: its agent does not answer (refused); reading its files",
                            "note: waiting for its agent", "a", "b"));
    EXPECT_TRUE(agent.asked.at(2).follow);
    EXPECT_FALSE(files.asked.at(0).follow);
}

TEST_F(ReaderTest, TellsAWrongQuery) {
    agent.scripts = {{{}, fail(ErrorKind::invalid, "grep: missing )")}};
    const auto result = run({.grep = "(", .follow = true}, 5);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::invalid);
    EXPECT_TRUE(files.asked.empty());
}

TEST_F(ReaderTest, LeavesOutWhatIsNoEntry) {
    agent.scripts = {{{"garbage", ndjson("1", "a"), "[]"}, {}}};
    EXPECT_TRUE(run({}));
    EXPECT_THAT(drain_merged(inbox),
                ElementsAre("note: a line that is no log entry was left out", "a"));
}

TEST(LineSplitter, TakesAnyChunks) {
    const std::string text = "one\ntwo\n\nthree\n";
    for (std::size_t size = 1; size <= text.size(); ++size) {
        LineSplitter splitter;
        std::vector<std::string> lines;
        for (std::size_t i = 0; i < text.size(); i += size) {
            EXPECT_TRUE(splitter.feed(text.substr(i, size), [&](std::string_view each) {
                lines.emplace_back(each);
                return true;
            }));
        }
        EXPECT_THAT(lines, ElementsAre("one", "two", "three"));
    }
}

TEST(LineSplitter, StopsWhenNoMoreIsWanted) {
    LineSplitter splitter;
    int lines = 0;
    EXPECT_FALSE(splitter.feed("a\nb\nc\n", [&](std::string_view) { return ++lines < 2; }));
    EXPECT_EQ(lines, 2);
}

}  // namespace
}  // namespace ballast::cli
