#include "coordinator/cli/loggers/log_level_words.hpp"

#include <gmock/gmock.h>

#include "coordinator/cli/loggers/broker_loggers.hpp"
#include "coordinator/cli/loggers/logger_output.hpp"
#include "tests/unit/cli/fake_terminal.hpp"

namespace ballast::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(LogLevelWords, AreANodeALoggerAndALevel) {
    const std::pair<std::vector<std::string>, LogLevelOrder> cases[] = {
        {{}, {}},
        {{"kafka-0"}, {.node = "kafka-0"}},
        {{"kafka.controller"}, {.logger = "kafka.controller"}},
        {{"kafka"}, {.logger = "kafka"}},
        {{"kafka-"}, {.logger = "kafka-"}},
        {{"kafka-x"}, {.logger = "kafka-x"}},
        {{"zookeeper-1", "root"}, {.node = "zookeeper-1", .logger = "root"}},
        {{"root", "debug"}, {.logger = "root", .level = "DEBUG"}},
        {{"kafka-12", "state.change.logger", "Default"},
         {.node = "kafka-12", .logger = "state.change.logger", .level = "DEFAULT"}},
    };
    for (const auto& [words, order] : cases) {
        const auto read = read_log_level_words(words);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(*read, order) << ::testing::PrintToString(words);
    }
}

TEST(LogLevelWords, ThatAreNoneAreToldWithThoseThatThereAre) {
    const auto level = read_log_level_words({"root", "LOUD"});
    ASSERT_FALSE(level);
    EXPECT_EQ(level.error().kind, ErrorKind::invalid);
    EXPECT_THAT(level.error().message, HasSubstr("'LOUD' is no level; there are TRACE, DEBUG"));
    EXPECT_THAT(read_log_level_words({"kafka-0", "kafka-1"})->logger, "kafka-1");
    EXPECT_THAT(read_log_level_words({"root", "INFO", "kafka-1"}).error().message,
                HasSubstr("'kafka-1' is too much"));
}

TEST(LoggersMeant, AreTheOneOrThoseBelowIt) {
    const Loggers loggers{
        {"kafka", "INFO"}, {"kafka.log.Log", "INFO"}, {"kafka.log.LogManager", "INFO"}};
    EXPECT_THAT(loggers_meant(loggers, "kafka"), ElementsAre("kafka"));
    EXPECT_THAT(loggers_meant(loggers, "kafka.log"),
                ElementsAre("kafka.log.Log", "kafka.log.LogManager"));
    EXPECT_THAT(loggers_meant(loggers, "kafka.lo"), IsEmpty());
}

TEST(LoggerOutput, ShowsWhatWasBeforeOnlyWhereSomethingChanged) {
    const std::vector<LoggerRow> shown{{"kafka-0", "root", "INFO", ""}};
    const std::vector<LoggerRow> changed{{"kafka-0", "root", "DEBUG", "INFO"}};
    test::FakeTerminal fake;
    EXPECT_THAT(render_loggers(shown, OutputFormat::table, fake.make()), Not(HasSubstr("BEFORE")));
    EXPECT_THAT(render_loggers(changed, OutputFormat::table, fake.make()),
                HasSubstr("kafka-0  root    DEBUG  INFO"));
    EXPECT_THAT(render_loggers(changed, OutputFormat::json, fake.make()),
                HasSubstr("\"before\": \"INFO\""));
}

}  // namespace
}  // namespace ballast::cli
