// Every way we know to write a cluster.yaml wrong, each with the line, the key and the words that
// its writer gets.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/document/document.hpp"

namespace ballast::document {
namespace {

using ::testing::HasSubstr;

struct Wrong {
    const char* name;
    const char* body;  // after "apiVersion: ballast/v1\n", unless `whole`
    int line;
    const char* key;
    const char* message;
    const char* hint;
    bool whole = false;
};

std::ostream& operator<<(std::ostream& out, const Wrong& wrong) {
    return out << wrong.name;
}

class WrongDocument : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongDocument, SaysWhereAndWhatWouldBeRight) {
    const auto& wrong = GetParam();
    const std::string text =
        wrong.whole ? wrong.body : std::string("apiVersion: ballast/v1\n") + wrong.body;
    const auto document = read(text, "cluster.yaml");
    ASSERT_FALSE(document);
    const auto& problem = document.error().front();
    EXPECT_EQ(problem.file, "cluster.yaml");
    EXPECT_EQ(problem.line, wrong.line) << to_string(problem);
    EXPECT_EQ(problem.key, wrong.key) << to_string(problem);
    EXPECT_THAT(problem.message, HasSubstr(wrong.message));
    EXPECT_THAT(problem.hint, HasSubstr(wrong.hint));
    EXPECT_FALSE(problem.hint.empty());
    EXPECT_THAT(to_string(problem), HasSubstr("cluster.yaml:"));
}

constexpr Wrong kForm[] = {
    {"Empty", "", 1, "", "empty", "apiVersion", true},
    {"OnlyComment", "# nothing\n", 1, "", "empty", "apiVersion", true},
    {"AList", "- a\n- b\n", 1, "", "not a map", "apiVersion", true},
    {"AWord", "hello\n", 1, "", "not a map", "apiVersion", true},
    {"NoApiVersion", "name: demo\n", 1, "apiVersion", "is missing", "ballast/v1", true},
    {"OtherApiVersion", "apiVersion: ballast/v2\n", 1, "apiVersion", "'ballast/v2'", "ballast/v1",
     true},
    {"ApiVersionMap", "apiVersion: {v: 1}\n", 1, "apiVersion", "not known", "ballast/v1", true},
    {"BrokenYaml", "name: [a\n", 3, "", "", "YAML", false},
    {"Tab", "kafka:\n\treplicas: 3\n", 3, "", "", "YAML"},
    {"DuplicateKey", "name: a\nname: b\n", 3, "", "stands twice (first at line 2)", "keep one"},
    {"DuplicateDeepKey", "kafka:\n  replicas: 3\n  racks: [a]\n  replicas: 5\n", 5, "",
     "'replicas' stands twice (first at line 3)", "keep one"},
    {"Anchor", "name: &x demo\n", 2, "", "anchors", "leave the anchor out"},
    {"Alias", "kafka: *x\n", 2, "", "", "YAML"},
    {"AnchorOfAMap", "kafka: &k {replicas: 3}\nzookeeper: *k\n", 2, "", "anchors", "leave"},
    {"Tag", "name: !secret demo\n", 2, "", "tags (!secret)", "leave the tag out"},
    {"SecondDocument", "name: a\n---\nname: b\n", 4, "", "second document", "one file holds one"},
    {"KeyIsAList", "[a, b]: c\n", 2, "", "plain word", "write key: value"},
    {"NotUtf8", "name: \xff\n", 1, "", "not UTF-8", "save the file"},
    {"EndOfTransmission", "name: demo\n  \x04kafka: no\n", 3, "", "control character (0x04)",
     "in quotes"},
    {"LoneCarriageReturn", "name: demo\rkafka: {}\n", 2, "", "control character (0x0d)",
     "leave it"},
    {"Escape", "name: \x1b[31mdemo\n", 2, "", "control character (0x1b)", "leave it out"},
};

constexpr Wrong kKeys[] = {
    {"UnknownTop", "kafak:\n  replicas: 3\n", 2, "kafak", "unknown key", "kafka?"},
    {"UnknownInKafka", "kafka:\n  replica: 3\n", 3, "kafka.replica", "unknown key",
     "kafka.replicas?"},
    {"UnknownInJvm", "kafka:\n  jvm:\n    heep: 1Gi\n", 4, "kafka.jvm.heep", "unknown key",
     "kafka.jvm.heap?"},
    {"WrongPlace", "replicas: 3\n", 2, "replicas", "unknown key", "kafka.replicas"},
    {"HeapAtKafka", "kafka:\n  heap: 1Gi\n", 3, "kafka.heap", "unknown key", "kafka.jvm.heap"},
    {"PropertyAtTop", "num.partitions: 6\n", 2, "num.partitions", "unknown key", "kafka.config"},
    {"FarOff", "colour: blue\n", 2, "colour", "unknown key", "here are known: apiVersion"},
    {"UpperCase", "Name: demo\n", 2, "Name", "unknown key", "name?"},
    {"GroupIsAWord", "kafka: 3\n", 2, "kafka", "a map is wanted", "replicas"},
    {"GroupIsAList", "logging: [INFO]\n", 2, "logging", "a map is wanted", "level"},
    {"NoValue", "name:\n", 2, "name", "has no value", "leave the key out"},
    {"NullValue", "kafka:\n  replicas: null\n", 3, "kafka.replicas", "has no value", "integer"},
};

constexpr Wrong kTypes[] = {
    {"ReplicasWord", "kafka:\n  replicas: three\n", 3, "kafka.replicas", "'three'", "like 3"},
    {"ReplicasQuoted", "kafka:\n  replicas: \"3\"\n", 3, "kafka.replicas", "in quotes",
     "without quotes"},
    {"ReplicasFraction", "kafka:\n  replicas: 2.5\n", 3, "kafka.replicas", "'2.5'", "like 3"},
    {"ReplicasOctal", "kafka:\n  replicas: 03\n", 3, "kafka.replicas", "'03'", "like 3"},
    {"ReplicasYes", "kafka:\n  replicas: yes\n", 3, "kafka.replicas", "'yes'", "like 3"},
    {"ReplicasList", "kafka:\n  replicas: [3]\n", 3, "kafka.replicas", "not a list", "like 3"},
    {"ReplicasHuge", "kafka:\n  replicas: 99999999999999999999\n", 3, "kafka.replicas",
     "not a whole number", "like 3"},
    {"RacksWord", "kafka:\n  racks: a\n", 3, "kafka.racks", "a list is wanted", "[a, b]"},
    {"RacksOfMaps", "kafka:\n  racks: [{a: 1}]\n", 3, "kafka.racks[0]", "a single value",
     "each element"},
    {"HeapWord", "kafka:\n  jvm: {heap: big}\n", 3, "kafka.jvm.heap", "'big'", "512Mi"},
    {"HeapNoUnit", "kafka:\n  jvm: {heap: 512Megs}\n", 3, "kafka.jvm.heap", "'512Megs'", "512Mi"},
    {"HeapNegative", "kafka:\n  jvm: {heap: -1Gi}\n", 3, "kafka.jvm.heap", "'-1Gi'", "512Mi"},
    {"ConfigList", "kafka:\n  config: [a, b]\n", 3, "kafka.config", "a map is wanted",
     "key: value"},
    {"ConfigValueList", "kafka:\n  config:\n    log.cleanup.policy: [a]\n", 4,
     "kafka.config.log.cleanup.policy", "not a list", "commas"},
    {"ConfigValueMap", "kafka:\n  config:\n    log: {retention: 3}\n", 4, "kafka.config.log",
     "not a map", "dots"},
    {"ConfigValueEmpty", "kafka:\n  config:\n    log.retention.ms:\n", 4,
     "kafka.config.log.retention.ms", "has no value", "leave the key out"},
    {"NameList", "name: [a]\n", 2, "name", "not a list", "name: value"},
};

constexpr Wrong kValues[] = {
    {"NameUpper", "name: Demo\n", 2, "name", "'Demo'", "a-z"},
    {"NameUnderscore", "name: my_cluster\n", 2, "name", "'my_cluster'", "a-z"},
    {"NameDash", "name: -demo\n", 2, "name", "'-demo'", "both ends"},
    {"NameSlash", "name: ../x\n", 2, "name", "'../x'", "a-z"},
    {"NameLong", "name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", 2, "name", "no name", "40"},
    {"VersionTwoParts", "kafka:\n  version: 3.9\n", 3, "kafka.version", "'3.9'", "3.9.2"},
    {"VersionWord", "kafka:\n  version: latest\n", 3, "kafka.version", "'latest'", "3.9.2"},
    {"VersionFour", "kafka:\n  version: 4.0.0\n", 3, "kafka.version", "does not run with ZooKeeper",
     "3.9"},
    {"NoBrokers", "kafka:\n  replicas: 0\n", 3, "kafka.replicas", "0 brokers", "1 to 99"},
    {"NegativeBrokers", "kafka:\n  replicas: -1\n", 3, "kafka.replicas", "-1 brokers", "1 to 99"},
    {"ManyBrokers", "kafka:\n  replicas: 100\n", 3, "kafka.replicas", "100 brokers", "1 to 99"},
    {"EvenEnsemble", "zookeeper:\n  replicas: 4\n", 3, "zookeeper.replicas", "even", "3 or 5"},
    {"NoServers", "zookeeper:\n  replicas: 0\n", 3, "zookeeper.replicas", "0 servers", "1, 3, 5"},
    {"ManyServers", "zookeeper:\n  replicas: 11\n", 3, "zookeeper.replicas", "11 servers",
     "1, 3, 5"},
    {"EmptyRack", "kafka:\n  racks: [a, \"\"]\n", 3, "kafka.racks[1]", "empty rack", "name it"},
    {"RackBlank", "kafka:\n  racks: [\"a \"]\n", 3, "kafka.racks[0]", "blanks", "name it"},
    {"SmallHeap", "kafka:\n  jvm:\n    heap: 16Mi\n", 4, "kafka.jvm.heap", "too small", "64Mi"},
    {"SmallServerHeap", "zookeeper:\n  jvm:\n    heap: 1Mi\n", 4, "zookeeper.jvm.heap", "too small",
     "64Mi"},
    {"HeapFillsMemory", "kafka:\n  memory: 1Gi\n  jvm:\n    heap: 1Gi\n", 5, "kafka.jvm.heap",
     "leaves nothing", "half"},
    {"SmallMemory", "kafka:\n  memory: 64Mi\n", 3, "kafka.memory", "too small", "128Mi"},
    {"RelativeHome", "kafka:\n  jvm:\n    home: jdk\n", 4, "kafka.jvm.home", "not an absolute path",
     "bin/java"},
    {"OptionNoDash", "kafka:\n  jvm:\n    options: [Xmx1g]\n", 4, "kafka.jvm.options[0]",
     "not an option", "begins with -"},
    {"OptionHeapTwice", "kafka:\n  jvm:\n    heap: 1Gi\n    options: [-Xmx2g]\n", 5,
     "kafka.jvm.options[0]", "contradicts", "one place"},
    {"OptionClassPath", "kafka:\n  jvm:\n    options: [-cp]\n", 4, "kafka.jvm.options[0]",
     "not taken", "class path"},
    {"OptionLog4j", "kafka:\n  jvm:\n    options: ['-Dlog4j.configuration=file:x']\n", 4,
     "kafka.jvm.options[0]", "not taken", "logging.level"},
    {"OptionSurvivesOom", "zookeeper:\n  jvm:\n    options: ['-XX:-ExitOnOutOfMemoryError']\n", 4,
     "zookeeper.jvm.options[0]", "not taken", "harms"},
    {"OptionMaxHeapSize", "kafka:\n  jvm: {heap: 1Gi, options: ['-XX:MaxHeapSize=2g']}\n", 3,
     "kafka.jvm.options[0]", "contradicts", "one place"},
    {"OptionsInOne", "kafka:\n  jvm:\n    options: [-Xlog:gc -ea]\n", 4, "kafka.jvm.options[0]",
     "several options", "element of its own"},
    {"OptionArchive", "kafka:\n  jvm:\n    options: ['-XX:SharedArchiveFile=/x']\n", 4,
     "kafka.jvm.options[0]", "not taken", "archive"},
    {"OptionNewline", "kafka:\n  jvm:\n    options: [\"-ea\\n\"]\n", 4, "kafka.jvm.options[0]",
     "not an option", "begins with -"},
    {"OptionAutocreate", "zookeeper:\n  jvm:\n    options: ['-Dzookeeper.db.autocreate=true']\n", 4,
     "zookeeper.jvm.options[0]", "not taken", "wiped member"},
    {"NoStorage", "kafka:\n  storage: {dirs: []}\n", 3, "kafka.storage.dirs", "needs a log",
     "[data]"},
    {"StorageClimbs", "kafka:\n  storage: {dirs: [../x]}\n", 3, "kafka.storage.dirs[0]", "'../x'",
     "no '..'"},
    {"StorageComma", "kafka:\n  storage: {dirs: [\"a,b\"]}\n", 3, "kafka.storage.dirs[0]", "'a,b'",
     "no ','"},
    {"StorageTwice", "kafka:\n  storage: {dirs: [a, ./a]}\n", 3, "kafka.storage.dirs[1]", "twice",
     "leave one out"},
    {"StorageInEachOther", "kafka:\n  storage: {dirs: [a, a/b]}\n", 3, "kafka.storage.dirs[1]",
     "'a/b' and 'a' lie in each other", "side by side"},
    {"StorageIsVolume", "kafka:\n  storage: {dirs: [./]}\n", 3, "kafka.storage.dirs[0]", "'./'",
     "like data"},
    {"StorageIsRoot", "kafka:\n  storage: {dirs: [/]}\n", 3, "kafka.storage.dirs[0]", "'/'",
     "like data"},
    {"StorageBlank", "kafka:\n  storage: {dirs: [\"data \"]}\n", 3, "kafka.storage.dirs[0]",
     "'data '", "like data"},
    {"StorageNewline", "kafka:\n  storage: {dirs: [\"a\\nb\"]}\n", 3, "kafka.storage.dirs[0]",
     "no log directory", "like data"},
    {"StorageProvider", "kafka:\n  storage: {dirs: ['${env:HOME}']}\n", 3, "kafka.storage.dirs[0]",
     "no log directory", "absolute path"},
    {"StorageInState", "kafka:\n  storage: {dirs: [state/x]}\n", 3, "kafka.storage.dirs[0]",
     "agent", "another name"},
    {"StorageIsState", "kafka:\n  storage: {dirs: [state]}\n", 3, "kafka.storage.dirs[0]", "agent",
     "another name"},
    {"Level", "logging: {level: LOUD}\n", 2, "logging.level", "'LOUD'", "WARN"},
    {"LevelLower", "logging: {level: info}\n", 2, "logging.level", "'info'", "INFO"},
    {"RulesNotAbsolute", "metrics:\n  rules:\n    kafka: rules.yml\n", 4, "metrics.rules.kafka",
     "'rules.yml' is not an absolute path", "from / on"},
    {"Web", "metrics: {web: web.yml}\n", 2, "metrics.web", "'web.yml'", "whole path"},
    {"Format", "logging: {format: xml}\n", 2, "logging.format", "'xml'", "json"},
};

constexpr Wrong kConfig[] = {
    {"BrokerId", "kafka:\n  config:\n    broker.id: 7\n", 4, "kafka.config.broker.id",
     "Ballast sets", "leave it out"},
    {"Listeners", "kafka:\n  config: {listeners: 'X://:1'}\n", 3, "kafka.config.listeners",
     "Ballast sets", "leave it out"},
    {"LogDirs", "kafka:\n  config: {log.dirs: /x}\n", 3, "kafka.config.log.dirs", "Ballast sets",
     "kafka.storage.dirs"},
    {"Rack", "kafka:\n  config: {broker.rack: a}\n", 3, "kafka.config.broker.rack", "Ballast sets",
     "kafka.racks"},
    {"AgentListener", "kafka:\n  config: {listener.name.agent.x: y}\n", 3,
     "kafka.config.listener.name.agent.x", "agent's own", "leave it out"},
    {"KraftRoles", "kafka:\n  config: {process.roles: broker}\n", 3, "kafka.config.process.roles",
     "ZooKeeper", "leave it out"},
    {"KraftVoters", "kafka:\n  config: {controller.quorum.voters: x}\n", 3,
     "kafka.config.controller.quorum.voters", "KRaft", "leave it out"},
    {"ZooKeeperServers", "zookeeper:\n  config: {server.1: x}\n", 3, "zookeeper.config.server.1",
     "Ballast sets", "zookeeper.replicas"},
    {"DataDir", "zookeeper:\n  config: {dataDir: /x}\n", 3, "zookeeper.config.dataDir", "volume",
     "leave it out"},
    {"SkipAcl", "zookeeper:\n  config: {skipACL: 'yes'}\n", 3, "zookeeper.config.skipACL",
     "everybody", "leave it out"},
    {"RfAboveBrokers", "kafka:\n  replicas: 1\n  config:\n    default.replication.factor: 3\n", 5,
     "kafka.config.default.replication.factor", "3 replicas do not fit on 1 broker", "at most 1"},
    {"OffsetsRf", "kafka:\n  config:\n    offsets.topic.replication.factor: 4\n", 4,
     "kafka.config.offsets.topic.replication.factor", "do not fit", "at most 3"},
    {"MinIsrAboveRf", "kafka:\n  config:\n    min.insync.replicas: 4\n", 4,
     "kafka.config.min.insync.replicas", "never be in sync", "at most 3"},
    {"TransactionMinIsr", "kafka:\n  config:\n    transaction.state.log.min.isr: 9\n", 4,
     "kafka.config.transaction.state.log.min.isr", "never be in sync", "at most 3"},
    {"DefaultIsrAboveOffsetsRf", "kafka:\n  config: {offsets.topic.replication.factor: 1}\n", 3,
     "kafka.config.offsets.topic.replication.factor", "no consumer's offset",
     "write 2 or more, or lower min.insync.replicas"},
    {"TransactionRf", "kafka:\n  config: {transaction.state.log.replication.factor: 5}\n", 3,
     "kafka.config.transaction.state.log.replication.factor", "do not fit", "at most 3"},
    {"RfTooGreatForItsType", "kafka:\n  config: {default.replication.factor: 40000}\n", 3,
     "kafka.config.default.replication.factor", "'40000'", "at most 32767"},
    {"NoFetchers", "kafka:\n  config: {num.replica.fetchers: 0}\n", 3,
     "kafka.config.num.replica.fetchers", "'0'", "1 or more"},
    {"RetentionZero", "kafka:\n  config: {log.retention.hours: 0}\n", 3,
     "kafka.config.log.retention.hours", "does not start with 0", "-1 to keep"},
    {"PartitionsZero", "kafka:\n  config:\n    num.partitions: 0\n", 4,
     "kafka.config.num.partitions", "'0'", "1 or more"},
    {"PartitionsWord", "kafka:\n  config:\n    num.partitions: six\n", 4,
     "kafka.config.num.partitions", "'six'", "1 or more"},
    {"BooleanWord", "kafka:\n  config:\n    auto.create.topics.enable: maybe\n", 4,
     "kafka.config.auto.create.topics.enable", "neither true nor false", "true or false"},
    {"ConfigNul", "kafka:\n  config: {a: \"x\\0y\"}\n", 3, "kafka.config.a", "NUL", "leave it"},
    {"ConfigKeyBlank", "kafka:\n  config: {\" a\": x}\n", 3, "kafka.config. a", "blanks",
     "key's name"},
    {"ConfigProviders", "kafka:\n  config: {config.providers.file.class: x}\n", 3,
     "kafka.config.config.providers.file.class", "Ballast sets", "leave it out"},
    {"AdminServer", "zookeeper:\n  config: {admin.enableServer: true}\n", 3,
     "zookeeper.config.admin.enableServer", "no authentication", "leave it out"},
    {"ServersOwnPort", "zookeeper:\n  config: {secureClientPortAddress: x}\n", 3,
     "zookeeper.config.secureClientPortAddress", "Ballast sets", "leave it out"},
    {"InitLimitZero", "zookeeper:\n  config: {initLimit: 0}\n", 3, "zookeeper.config.initLimit",
     "'0'", "1 or more"},
    {"SessionBound", "zookeeper:\n  config: {maxSessionTimeout: 10000}\n", 3,
     "zookeeper.config.maxSessionTimeout", "outside the 4000 to 10000 ms", "maxSessionTimeout"},
    {"TickWord", "zookeeper:\n  config: {tickTime: fast}\n", 3, "zookeeper.config.tickTime",
     "'fast'", "1 or more"},
    {"SnapRetain", "zookeeper:\n  config: {autopurge.snapRetainCount: 1}\n", 3,
     "zookeeper.config.autopurge.snapRetainCount", "'1'", "3 or more"},
    {"SessionTooLong", "kafka:\n  config:\n    zookeeper.session.timeout.ms: 60000\n", 4,
     "kafka.config.zookeeper.session.timeout.ms", "60000 ms", "2 to 20 ticks"},
    {"TickTooShort", "zookeeper:\n  config:\n    tickTime: 100\n", 4, "zookeeper.config.tickTime",
     "18000 ms", "2 to 20 ticks"},
};

constexpr auto kName = [](const auto& info) { return std::string(info.param.name); };

INSTANTIATE_TEST_SUITE_P(Form, WrongDocument, ::testing::ValuesIn(kForm), kName);
INSTANTIATE_TEST_SUITE_P(Keys, WrongDocument, ::testing::ValuesIn(kKeys), kName);
INSTANTIATE_TEST_SUITE_P(Types, WrongDocument, ::testing::ValuesIn(kTypes), kName);
INSTANTIATE_TEST_SUITE_P(Values, WrongDocument, ::testing::ValuesIn(kValues), kName);
INSTANTIATE_TEST_SUITE_P(Config, WrongDocument, ::testing::ValuesIn(kConfig), kName);

TEST(WrongDocuments, AllProblemsComeAtOnceInTheirOrder) {
    const auto document = read(
        "apiVersion: ballast/v1\nname: Demo\nkafka:\n  replicas: 0\nzookeeper:\n  replicas: 2\n",
        "f");
    ASSERT_FALSE(document);
    ASSERT_EQ(document.error().size(), 3U);
    EXPECT_EQ(document.error()[0].line, 2);
    EXPECT_EQ(document.error()[1].line, 4);
    EXPECT_EQ(document.error()[2].line, 6);
}

TEST(WrongDocuments, AnUnknownKeyHidesNoWrongValue) {
    const auto document = read(
        "apiVersion: ballast/v1\nkafka:\n  replica: 3\n  config: {broker.id: 1, "
        "num.partitions: x}\n",
        "f");
    ASSERT_FALSE(document);
    ASSERT_EQ(document.error().size(), 3U);
    EXPECT_EQ(document.error()[1].key, "kafka.config.broker.id");
    EXPECT_EQ(document.error()[2].key, "kafka.config.num.partitions");
}

TEST(WrongDocuments, ASizeThatCannotBeReadCausesNoFollowingProblems) {
    const auto document = read(
        "apiVersion: ballast/v1\nkafka:\n  replicas: five\n  config: "
        "{default.replication.factor: 5}\n",
        "f");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().size(), 1U);
}

TEST(WrongDocuments, AKeyBesideOneThatBeginsItIsFound) {
    const auto document =
        read("apiVersion: ballast/v1\nkafka:\n  config:\n    num: 1\n    num.partitions: 0\n", "f");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().front().line, 5);
}

TEST(WrongDocuments, ANumberThatIsNoneHidesNoOther) {
    const auto document = read(
        "apiVersion: ballast/v1\nkafka:\n  config:\n    num.partitions: x\n"
        "    default.replication.factor: 4\n    min.insync.replicas: 5\n",
        "f");
    ASSERT_FALSE(document);
    ASSERT_EQ(document.error().size(), 3U);
    EXPECT_EQ(document.error()[0].key, "kafka.config.num.partitions");
    EXPECT_EQ(document.error()[1].key, "kafka.config.default.replication.factor");
    EXPECT_EQ(document.error()[2].key, "kafka.config.min.insync.replicas");
}

TEST(WrongDocuments, AMinIsrIsToldOnce) {
    const auto document =
        read("apiVersion: ballast/v1\nkafka:\n  config: {min.insync.replicas: 4}\n", "f");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().size(), 1U);
}

TEST(WrongDocuments, WhatIsToldIsOneShortLine) {
    const Problem problem{.file = "f", .key = "name", .message = "'a\n\x1b[31m'", .hint = "b"};
    EXPECT_EQ(to_string(problem), "f: name: 'a\\x0a\\x1b[31m'; b");
    const auto document =
        read("apiVersion: ballast/v1\nname: " + std::string(100'000, 'a') + "\n", "f");
    ASSERT_FALSE(document);
    EXPECT_LT(to_string(document.error().front()).size(), 1000U);
}

TEST(WrongDocuments, ManyWrongKeysAreToldInBoundedTimeAndNumber) {
    std::string text = "apiVersion: ballast/v1\nzookeeper:\n  config:\n";
    for (int i = 0; i < 50'000; ++i) {
        text += "    server." + std::to_string(i) + ": x\n";
    }
    const auto document = read(text, "f");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().size(), 200U);
}

TEST(WrongDocuments, WhatCouldNotBeWrittenAndReadAgainIsRefused) {
    std::string text = "apiVersion: ballast/v1\nkafka: {config: {";
    for (int i = 0; i < 90'000; ++i) {
        text += "k" + std::to_string(i) + ": 1,";
    }
    const auto document = read(text + "}}\n", "f");
    ASSERT_FALSE(document);
    EXPECT_THAT(document.error().front().message, HasSubstr("1 MiB"));
}

TEST(WrongDocuments, ManyLogDirectoriesAreRefused) {
    std::string text = "apiVersion: ballast/v1\nkafka: {storage: {dirs: [d0";
    for (int i = 1; i < 50'000; ++i) {
        text += ",d" + std::to_string(i);
    }
    const auto document = read(text + "]}}\n", "f");
    ASSERT_FALSE(document);
    EXPECT_EQ(document.error().front().message, "50000 log directories are too many");
}

TEST(WrongDocuments, ADeeplyNestedOneIsRefused) {
    for (const char* open : {"[", "{a: ", "- ", "? "}) {
        std::string text = "apiVersion: ballast/v1\nkafka:\n  ";
        for (int i = 0; i < 200; ++i) {
            text += open;
        }
        EXPECT_FALSE(read(text, "f")) << open;
    }
}

TEST(WrongDocuments, AHugeOneIsRefused) {
    EXPECT_FALSE(read("apiVersion: ballast/v1\nname: " + std::string(2U << 20U, 'a'), "f"));
}

}  // namespace
}  // namespace ballast::document
