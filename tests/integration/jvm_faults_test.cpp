// JVMs that refuse to start or that run out of memory, in a real cluster.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <optional>

#include "common/files.hpp"
#include "tests/integration/support/broken_machine.hpp"
#include "tests/integration/support/fault_fixture.hpp"

namespace ballast::test {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kMebi = std::int64_t{1} << 20U;

constexpr std::string_view kDocument = R"(apiVersion: ballast/v1
name: jvms
kafka:
  replicas: 3
  jvm: {heap: 256Mi}
zookeeper:
  replicas: 1
)";

class JvmFaults : public FaultFixture<JvmFaults> {
  protected:
    static void SetUpTestSuite() {
        const auto document = fs::temp_directory_path() / fmt::format("jvms-{}.yaml", getpid());
        ASSERT_TRUE(write_file_durably(document, kDocument));
        start_cluster("jvms", {"--file", document});
        fs::remove(document);
    }
    // `up` gives the node its own document, Java and environment back. Only a changed document is a
    // reason to leave HELD by itself.
    void TearDown() override {
        if (!faults().up()) {
            return;
        }
        EXPECT_TRUE(leave(cluster(), "kafka-1"));
        group_.reset();
        if (cluster().ballast("up").exit_code != 0) {
            EXPECT_TRUE(faults().start("kafka-1"));
        }
        EXPECT_TRUE(faults().all_ready());
        EXPECT_THAT(faults().lost(), IsEmpty());
        EXPECT_TRUE(eventually([] { return faults().all_in_sync(); }));
    }

    static Json::Value node() { return cluster().node("kafka-1"); }
    static bool relaunch(const Launch& how = {}) { return launch(cluster(), "kafka-1", how); }
    // The node runs with another document, the cluster without it meanwhile.
    static bool relaunch_with(const std::string& from, const std::string& to,
                              const Launch& how = {}) {
        if (!leave(cluster(), "kafka-1")) {
            return false;
        }
        const auto accepted = accept(cluster(), "kafka-1", from, to);
        EXPECT_EQ(accepted.exit_code, 0) << accepted.out << accepted.err;
        return relaunch(how);
    }
    // HELD at once, after one try.
    static void expect_held_after(int tries, int restarts_before) {
        const auto held = node();
        EXPECT_EQ(held["state"], "HELD");
        EXPECT_EQ(held["pid"].asInt(), 0);
        EXPECT_EQ(held["restarts"].asInt() - restarts_before, tries - 1);
        EXPECT_NE(shown(cluster(), "kafka-1")["next_step"].asString(), "");
        faults().produce_some();
    }

    std::optional<MemoryGroup> group_;
};

TEST_F(JvmFaults, AnOptionThatTheJvmDoesNotKnowHoldsTheNode) {
    const auto before = node()["restarts"].asInt();
    ASSERT_TRUE(relaunch_with("options: []", "options: [-XX:+NoSuchFlag]"));
    EXPECT_THAT(faults().see("kafka-1", "JVM_OPTION_REFUSED"), HasSubstr("'NoSuchFlag"));
    expect_held_after(1, before);
}

TEST_F(JvmFaults, AConfigurationThatKafkaRefusesHoldsTheNode) {
    const auto before = node()["restarts"].asInt();
    ASSERT_TRUE(relaunch_with("  config:", "  config:\n    log.message.timestamp.type: Sometimes"));
    EXPECT_THAT(faults().see("kafka-1", "CONFIG_REFUSED"),
                AllOf(HasSubstr("log.message.timestamp.type"), HasSubstr("Sometimes")));
    expect_held_after(1, before);
}

TEST_F(JvmFaults, AJavaThatIsTooOldHoldsTheNode) {
    const auto before = node()["restarts"].asInt();
    const auto folder = cluster().node_folder("kafka-1");
    const auto real = read_json(folder / "node.json")["java_home"].asString();
    const auto fake = folder / "java";
    ASSERT_TRUE(leave(cluster(), "kafka-1"));
    fs::create_directories(fake / "bin");
    ASSERT_TRUE(write_file_durably(fake / "release", "JAVA_VERSION=\"1.8.0_401\"\n"));
    // What a Java 8 says of Kafka's classes if it gets that far.
    ASSERT_TRUE(write_file_durably(
        fake / "bin" / "java",
        "#!/bin/sh\n"
        "echo 'Error: LinkageError occurred while loading main class kafka.Kafka' >&2\n"
        "printf '\\tjava.lang.UnsupportedClassVersionError: kafka/Kafka has been compiled by a "
        "more "
        "recent version of the Java Runtime (class file version 55.0), this version of the Java "
        "Runtime only recognizes class file versions up to 52.0\\n' >&2\n"
        "exit 1\n",
        0700));
    ASSERT_TRUE(replace_in(folder / "node.json", real, fake.string()));
    ASSERT_TRUE(relaunch());
    EXPECT_THAT(faults().see("kafka-1", "WRONG_JAVA"), HasSubstr("1.8.0_401"));
    expect_held_after(1, before);

    // The release file says 17, the classes say otherwise.
    ASSERT_TRUE(write_file_durably(fake / "release", "JAVA_VERSION=\"17.0.1\"\n"));
    EXPECT_TRUE(eventually([] { return node()["reason"].asString().contains("needs Java 11"); }));
    EXPECT_EQ(node()["code"], "WRONG_JAVA");
    EXPECT_THAT(node()["reason"].asString(), HasSubstr("this is Java 8"));
    expect_held_after(1, before);
}

TEST_F(JvmFaults, AHeapAboveTheMemoryLimitHoldsTheNodeAndTheKernelsKillIsTold) {
    if (auto group = MemoryGroup::make("heap")) {
        group_.emplace(*std::move(group));
    }
    if (!group_) {
        GTEST_SKIP() << "a memory group of its own needs root and cgroup v1";
    }
    const auto before = node()["restarts"].asInt();
    ASSERT_TRUE(group_->limit(280 * kMebi));
    ASSERT_TRUE(leave(cluster(), "kafka-1"));
    ASSERT_TRUE(relaunch({.environment = {}, .group = group_->processes()}));
    EXPECT_THAT(faults().see("kafka-1", "HEAP_ABOVE_LIMIT"),
                AllOf(HasSubstr("256 MiB"), HasSubstr("280 MiB")));
    expect_held_after(1, before);

    ASSERT_TRUE(group_->limit(1024 * kMebi));
    EXPECT_TRUE(faults().ready("kafka-1")) << "the limit fits: it starts by itself";
    EXPECT_EQ(node()["restarts"].asInt(), before);

    // Now too low for the JVM as it is: what can be taken back from it is, then it is killed.
    const auto pid = faults().jvm("kafka-1");
    auto limit = group_->used();
    bool killed = false;
    eventually(
        [&] {
            limit -= group_->limit(limit) ? 2 * kMebi : -kMebi;
            faults().produce_some();
            killed = faults().jvm("kafka-1") != pid;
            return killed;
        },
        Seconds{60});
    group_->limit(-1);
    ASSERT_TRUE(killed);
    EXPECT_TRUE(faults().ready("kafka-1"));
    EXPECT_THAT(faults().events("kafka-1"), HasSubstr("KERNEL_OUT_OF_MEMORY"));
    EXPECT_EQ(node()["restarts"].asInt(), before + 1);
}

TEST_F(JvmFaults, AHeapThatIsFarTooSmallEndsWithinTheBudget) {
    const auto before = node()["restarts"].asInt();
    ASSERT_TRUE(relaunch_with("heap: 256Mi", "heap: 64Mi"));
    EXPECT_THAT(faults().see("kafka-1", "CRASH_LOOP", Seconds{150}),
                HasSubstr("ran out of memory"));
    EXPECT_THAT(faults().events("kafka-1"), HasSubstr("OUT_OF_MEMORY"));
    expect_held_after(5, before);
}

}  // namespace
}  // namespace ballast::test
