#include "coordinator/cli/cluster/preflight.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ballast::cli {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kGibibyte = 1LL << 30;

MachineFacts good_machine() {
    return {.available_memory = 8 * kGibibyte,
            .open_files_limit = 1U << 20U,
            .disks = {{"/data", 1, 100 * kGibibyte, 6}}};
}

constexpr Demand kDemand{.memory = 4 * kGibibyte, .nodes = 6};

auto fatal(const std::string& text) {
    return AllOf(Field(&Finding::fatal, true), Field(&Finding::message, HasSubstr(text)));
}
auto warning(const std::string& text) {
    return AllOf(Field(&Finding::fatal, false), Field(&Finding::message, HasSubstr(text)));
}

TEST(Preflight, FindsNothingOnAGoodMachine) {
    EXPECT_THAT(judge_machine(good_machine(), kDemand), IsEmpty());
}

TEST(Preflight, RefusesTooLittleMemoryAndSaysWhatToDo) {
    auto facts = good_machine();
    facts.available_memory = 3 * kGibibyte;
    EXPECT_THAT(judge_machine(facts, kDemand),
                ElementsAre(AllOf(fatal("4096 MiB"), fatal("3072 MiB"), fatal("--brokers"))));
}

TEST(Preflight, OnlyWarnsOfMemoryThatCannotBeMeasured) {
    auto facts = good_machine();
    facts.available_memory = 0;
    facts.memory_known = false;
    EXPECT_THAT(judge_machine(facts, kDemand), ElementsAre(warning("memory")));
}

TEST(Preflight, AddsUpTheNodesOfOneFileSystem) {
    auto facts = good_machine();
    facts.disks = {
        {"/a", 1, 5 * kGibibyte, 3}, {"/b", 1, 5 * kGibibyte, 3}, {"/c", 2, 3 * kGibibyte, 3}};
    EXPECT_THAT(judge_machine(facts, kDemand), ElementsAre(AllOf(fatal("/a, /b"), fatal("--dir"))));
}

TEST(Preflight, JudgesTheLimitOfOpenFilesInTwoSteps) {
    auto facts = good_machine();
    facts.open_files_limit = 20000;
    EXPECT_THAT(judge_machine(facts, kDemand), ElementsAre(warning("20000")));
    facts.open_files_limit = 1024;
    EXPECT_THAT(judge_machine(facts, kDemand), ElementsAre(fatal("limits.conf")));
}

TEST(Preflight, NamesWhoHasAPort) {
    auto facts = good_machine();
    facts.busy_ports = {
        {"kafka-0", "127.10.2.1", 9092, "clients", "Address already in use", "java (process 12)"},
        {"kafka-1", "127.10.2.2", 9092, "clients", "Address already in use", ""}};
    EXPECT_THAT(judge_machine(facts, kDemand),
                ElementsAre(AllOf(fatal("127.10.2.1:9092"), fatal("java (process 12)")),
                            AllOf(fatal("kafka-1"), fatal("ss -ltnp"))));
}

TEST(Preflight, SaysAllAtOnce) {
    EXPECT_EQ(
        judge_machine({.disks = {{"/", 1, 0, 1}},
                       .busy_ports = {{"kafka-0", "127.10.2.1", 9092, "clients", "used", ""}}},
                      kDemand)
            .size(),
        4U);
}

TEST(Preflight, JudgesTheVersionOfJava) {
    EXPECT_THAT(judge_java({"/java", 17, "JAVA_HOME"}), IsEmpty());
    EXPECT_THAT(judge_java({"/java", 11, "JAVA_HOME"}), IsEmpty());
    EXPECT_THAT(judge_java({"/java", 8, "JAVA_HOME"}),
                ElementsAre(AllOf(fatal("JAVA_HOME"), fatal("openjdk-17"))));
    EXPECT_THAT(judge_java({"/java", 25, "PATH"}), ElementsAre(warning("25")));
    EXPECT_THAT(judge_java({"/java", 0, "PATH"}), ElementsAre(fatal("java -version")));
}

TEST(Preflight, RefusesAbsoluteFoldersThatBrokersWouldShare) {
    document::Document document;
    document.kafka.storage_dirs = {"data", "/mnt/disk"};
    EXPECT_THAT(judge_storage(document), ElementsAre(fatal("/mnt/disk")));
    document.kafka.replicas = 1;
    EXPECT_THAT(judge_storage(document), IsEmpty());
}

TEST(Preflight, TakesTheMemoryOfANodeFromTheDocument) {
    document::Document document;
    EXPECT_EQ(memory_of_node(document, Role::kafka), 768LL << 20);
    EXPECT_EQ(memory_of_node(document, Role::zookeeper), 384LL << 20);
    document.kafka.jvm.heap = kGibibyte;
    EXPECT_EQ(memory_of_node(document, Role::kafka), kGibibyte * 3 / 2);
    document.kafka.memory = 4 * kGibibyte;
    EXPECT_EQ(memory_of_node(document, Role::kafka), 4 * kGibibyte);
}

}  // namespace
}  // namespace ballast::cli
