#include "agent/config/jvm_command.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "common/text.hpp"
#include "tests/unit/config/golden.hpp"
#include "tests/unit/config/support.hpp"

namespace ballast::agent {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kMebi = 1 << 20;

class JvmCommand : public ::testing::Test {
  protected:
    document::Document document_;
    NodeIdentity broker_ = test::example_node(Role::kafka, 0);
    NodeIdentity server_ = test::example_node(Role::zookeeper, 1);
    JvmInputs in_{.document = &document_,
                  .identity = &broker_,
                  .paths = test::example_paths(),
                  .jars = {"/opt/kafka/libs/a.jar", "/opt/kafka/libs/b.jar"}};

    JvmCommandLine built() {
        auto command = build_jvm_command(in_);
        if (!command) {
            ADD_FAILURE() << command.error().message;
            return {};
        }
        return *std::move(command);
    }

    // The options about the heap, in their order.
    std::string heap_options() {
        std::vector<std::string> found;
        for (const auto& word : built().argv) {
            if (word.starts_with("-Xm") || word.contains("Heap") || word.contains("RAM")) {
                if (!word.contains("Occupancy")) {
                    found.push_back(word);
                }
            }
        }
        return join(found, " ");
    }
};

TEST_F(JvmCommand, OfABroker) {
    const auto lines = join(built().argv, "\n") + "\n";
    test::expect_golden(lines, document_, "jvm.kafka.txt");
}

TEST_F(JvmCommand, OfAZooKeeperServer) {
    in_.identity = &server_;
    in_.archive = "/archives/zookeeper.jsa";
    const auto lines = join(built().argv, "\n") + "\n";
    test::expect_golden(lines, document_, "jvm.zookeeper.txt");
}

TEST_F(JvmCommand, HeapIsSmallWithoutALimit) {
    EXPECT_EQ(built().heap_bytes, 512 * kMebi);
    EXPECT_EQ(heap_options(), "-Xms524288k -Xmx524288k");
    in_.identity = &server_;
    EXPECT_EQ(built().heap_bytes, 256 * kMebi);
}

TEST_F(JvmCommand, HeapFollowsTheLimit) {
    in_.memory_limit = 4096 * kMebi;
    EXPECT_EQ(built().heap_bytes, 2048 * kMebi);
    document_.kafka.memory = 2048 * kMebi;
    EXPECT_EQ(built().heap_bytes, 1024 * kMebi);
    document_.kafka.jvm.heap = 700 * kMebi;
    EXPECT_EQ(built().heap_bytes, 700 * kMebi);
}

TEST_F(JvmCommand, HeapOfALimitHasBounds) {
    EXPECT_EQ(heap_for_memory(Role::kafka, 64LL << 30), 6LL << 30);
    EXPECT_EQ(heap_for_memory(Role::zookeeper, 64LL << 30), 4LL << 30);
    EXPECT_EQ(heap_for_memory(Role::kafka, 400 * kMebi), 256 * kMebi);
    EXPECT_EQ(heap_for_memory(Role::kafka, 128 * kMebi), 96 * kMebi);
    EXPECT_EQ(heap_for_memory(Role::zookeeper, 200 * kMebi), 128 * kMebi);
    EXPECT_EQ(heap_for_memory(Role::kafka, std::numeric_limits<std::int64_t>::max()), 6LL << 30);
}

TEST_F(JvmCommand, TheDocumentsHeapWinsOverTheEnvironment) {
    in_.environment["KAFKA_HEAP_OPTS"] = "-Xmx1g -Xms1g";
    EXPECT_EQ(heap_options(), "-Xmx1g -Xms1g");
    EXPECT_EQ(built().heap_bytes, 1024 * kMebi);
    document_.kafka.jvm.heap = 512 * kMebi;
    in_.environment["KAFKA_OPTS"] = "-Xmx3g";
    EXPECT_EQ(heap_options(), "-Xmx3g -Xms524288k -Xmx524288k");
    EXPECT_EQ(built().heap_bytes, 512 * kMebi);
}

TEST_F(JvmCommand, ADefaultHeapNeverStandsAgainstTheUsers) {
    document_.kafka.jvm.options = {"-Xmx256m"};
    EXPECT_EQ(heap_options(), "-Xmx256m");
    EXPECT_EQ(built().heap_bytes, 256 * kMebi);
    document_.kafka.jvm.options = {"-XX:MaxRAMPercentage=40"};
    EXPECT_EQ(heap_options(), "-XX:MaxRAMPercentage=40");
    EXPECT_EQ(built().heap_bytes, 0);
    document_.kafka.jvm.options = {"-XX:MaxHeapSize=1G"};
    EXPECT_EQ(built().heap_bytes, 1024 * kMebi);
    document_.kafka.jvm.options = {};
    in_.environment["KAFKA_OPTS"] = "-Xms128m";
    EXPECT_EQ(heap_options(), "-Xms128m");
}

TEST_F(JvmCommand, ABlankVariableIsAsNone) {
    in_.environment = {
        {"KAFKA_HEAP_OPTS", " "}, {"KAFKA_JVM_PERFORMANCE_OPTS", ""}, {"JMX_PORT", ""}};
    EXPECT_EQ(heap_options(), "-Xms524288k -Xmx524288k");
    EXPECT_THAT(built().argv, Contains("-XX:+UseG1GC"));
}

TEST_F(JvmCommand, ZooKeepersVariablesAreItsScripts) {
    in_.identity = &server_;
    in_.environment = {{"ZK_SERVER_HEAP", "300"},
                       {"SERVER_JVMFLAGS", "-Da=1"},
                       {"JVMFLAGS", "-Db='2 3'"},
                       {"KAFKA_HEAP_OPTS", "-Xmx9g"},
                       {"KAFKA_OPTS", "-Dkafka=only"}};
    const auto command = built();
    EXPECT_EQ(command.heap_bytes, 300 * kMebi);
    EXPECT_THAT(command.argv, Contains("-Da=1"));
    EXPECT_THAT(command.argv, Contains("-Db=2 3"));
    EXPECT_THAT(command.argv, Not(Contains("-Dkafka=only")));
    in_.environment["ZK_SERVER_HEAP"] = "1g";
    EXPECT_FALSE(build_jvm_command(in_));
}

TEST_F(JvmCommand, UsersOptionsComeLast) {
    in_.environment = {{"KAFKA_OPTS", "-Dfrom=environment"}, {"KAFKA_LOG4J_OPTS", "-Dlog=x"}};
    document_.kafka.jvm.options = {"-XX:MaxGCPauseMillis=50", "-Dfrom=document"};
    in_.more_options = {"-XX:ArchiveClassesAtExit=/x"};
    const auto argv = built().argv;
    const auto at = [&](const std::string& word) { return std::ranges::find(argv, word); };
    EXPECT_LT(at("-XX:MaxGCPauseMillis=20"), at("-XX:MaxGCPauseMillis=50"));
    EXPECT_LT(at("-Dlog=x"), at("-Dfrom=environment"));
    EXPECT_LT(at("-Dfrom=environment"), at("-Dfrom=document"));
    EXPECT_LT(at("-Dfrom=document"), at("-XX:ArchiveClassesAtExit=/x"));
    EXPECT_LT(at("-XX:ArchiveClassesAtExit=/x"), at("-cp"));
    EXPECT_EQ(argv.back(), "/node/config/server.properties");
    EXPECT_EQ(argv[argv.size() - 2], "kafka.Kafka");
}

TEST_F(JvmCommand, TheEnvironmentTakesNoGuardAway) {
    in_.identity = &server_;
    in_.environment["SERVER_JVMFLAGS"] =
        "-XX:-ExitOnOutOfMemoryError -Dzookeeper.db.autocreate=true";
    const auto argv = built().argv;
    const auto at = [&](const std::string& word) { return std::ranges::find(argv, word); };
    EXPECT_LT(at("-XX:-ExitOnOutOfMemoryError"), at("-XX:+ExitOnOutOfMemoryError"));
    EXPECT_LT(at("-Dzookeeper.db.autocreate=true"), at("-Dzookeeper.db.autocreate=false"));
    EXPECT_NE(at("-Dzookeeper.db.autocreate=false"), argv.end());
}

TEST_F(JvmCommand, PerformanceAndGcLogMayBeReplaced) {
    in_.environment = {{"KAFKA_JVM_PERFORMANCE_OPTS", "-XX:+UseZGC"},
                       {"KAFKA_GC_LOG_OPTS", "-Xlog:disable"}};
    const auto argv = built().argv;
    EXPECT_THAT(argv, Contains("-XX:+UseZGC"));
    EXPECT_THAT(argv, Not(Contains("-XX:+UseG1GC")));
    EXPECT_THAT(argv, Not(Contains(HasSubstr("gc.log"))));
    EXPECT_THAT(argv, Contains("-XX:+ExitOnOutOfMemoryError"));
}

TEST_F(JvmCommand, JmxHasNoPortUnlessAskedAndThenOnLoopback) {
    EXPECT_THAT(built().argv, Not(Contains(HasSubstr("jmxremote."))));
    in_.environment["JMX_PORT"] = "9999";
    EXPECT_THAT(built().argv, Contains("-Dcom.sun.management.jmxremote.port=9999"));
    EXPECT_THAT(built().argv, Contains("-Dcom.sun.management.jmxremote.host=127.10.2.1"));
    EXPECT_THAT(built().argv, Contains("-Djava.rmi.server.hostname=127.10.2.1"));
    broker_.address = "192.0.2.7";
    EXPECT_THAT(built().argv, Contains("-Dcom.sun.management.jmxremote.host=127.0.0.1"));
    for (const char* port : {"x", "0", "65536", "9999 -Dx=y"}) {
        in_.environment["JMX_PORT"] = port;
        const auto command = build_jvm_command(in_);
        ASSERT_FALSE(command) << port;
        EXPECT_THAT(command.error().message, HasSubstr("JMX_PORT"));
    }
}

TEST_F(JvmCommand, AnOpenQuoteNamesItsVariable) {
    in_.environment["KAFKA_OPTS"] = "-Dx='a";
    const auto command = build_jvm_command(in_);
    ASSERT_FALSE(command);
    EXPECT_THAT(command.error().message, HasSubstr("KAFKA_OPTS"));
    EXPECT_EQ(command.error().kind, ErrorKind::invalid);
}

TEST_F(JvmCommand, OddPathsAreWrittenAsTheJvmReadsThem) {
    in_.paths.config = "/a b/100%/ü#";
    in_.paths.log = "/l,o:g";
    EXPECT_THAT(built().argv,
                Contains("-Dlog4j.configuration=file:/a%20b/100%25/%C3%BC%23/log4j.properties"));
    EXPECT_THAT(built().argv,
                Contains("-Xlog:gc*:file=\"/l,o:g/gc.log\":time,tags:filecount=5,filesize=10M"));
    in_.jars = {"/a:b/x.jar"};
    const auto command = build_jvm_command(in_);
    ASSERT_FALSE(command);
    EXPECT_THAT(command.error().message, HasSubstr("/a:b/x.jar"));
}

}  // namespace
}  // namespace ballast::agent
