#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>

#include "common/files.hpp"
#include "coordinator/cli/support/archive_writer.hpp"
#include "coordinator/cli/support/bundle.hpp"
#include "coordinator/cli/support/collect.hpp"
#include "coordinator/cli/support/thread_dump.hpp"
#include "tests/unit/cli/fake_agents.hpp"

namespace ballast::cli {
namespace {

using testing::HasSubstr;

constexpr const char* kSecret = "hunter2hunter2";

std::string ndjson(const std::string& logger, const std::string& message) {
    return R"({"ts":"2026-01-31T09:10:00.000Z","level":"INFO","logger":")" + logger +
           R"(","message":")" + message + "\"}";
}

// A log that grows: at each look the next script.
class GrowingLog final : public LogSource {
  public:
    std::vector<std::vector<std::string>> looks;
    std::size_t look = 0;
    std::string since;

    Result<void> read(const NodeIdentity& /*node*/, const LogQuery& query, const OnLine& on_line,
                      std::stop_token /*stop*/) override {
        since = query.since;
        if (looks.empty()) {
            return {};
        }
        for (const std::string& line : looks.at(std::min(look++, looks.size() - 1))) {
            on_line(line);
        }
        return {};
    }
};

class NoProcesses final : public Processes {
  public:
    InitFact init;

    std::vector<Result<ToolOutcome>> run(const std::vector<ToolCommand>& /*commands*/,
                                         const std::function<bool()>& /*broken_off*/) override {
        return {};
    }
    Result<ProcessIdentity> start_detached(const std::vector<std::string>& /*argv*/,
                                           const std::filesystem::path& /*log*/) override {
        return fail(ErrorKind::io, "no");
    }
    std::optional<int> ended(const ProcessIdentity& /*process*/) override { return {}; }
    Result<void> terminate(const ProcessIdentity& /*process*/) override { return {}; }
    InitFact find_init(const NodeFolder& /*folder*/) override { return init; }
    std::optional<Orphan> find_jvm(const NodeFolder& /*folder*/) override { return {}; }
};

class Support : public testing::Test {
  protected:
    std::filesystem::path folder_;
    test::StillClock clock_;
    test::ScriptedAgents agents_;
    GrowingLog log_;
    NoProcesses processes_;
    NodeIdentity node_ = test::broker(0);

    void SetUp() override {
        std::string name = testing::TempDir() + "ballast-support-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path archive() const { return folder_ / "a.tar.gz"; }
    NodeFolder node_folder() const { return {folder_ / "node"}; }

    void plant(const std::filesystem::path& file, const std::string& text) const {
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }

    std::string shell(const std::string& command) const {
        FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
        std::string out;
        std::array<char, 65536> buffer{};
        while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
            out.append(buffer.data(), n);
        }
        ::pclose(pipe);
        return out;
    }
    // All names and all contents.
    std::string all() const { return names() + shell("tar -xzOf " + archive().string()); }
    std::string names() const { return shell("tar -tzf " + archive().string()); }
    std::string content(const std::string& name) const {
        return shell("tar -xzOf " + archive().string() + " s/" + name);
    }

    Result<void> collect() {
        TRY(auto writer, ArchiveWriter::create(archive(), "s"));
        Bundle bundle(std::move(writer), SecretMask(read_secrets(node_.secrets_dir)), clock_);
        collect_support({.folder = node_folder(),
                         .node = node_,
                         .agents = agents_,
                         .log = log_,
                         .processes = processes_,
                         .clock = clock_,
                         .pause =
                             [this](std::chrono::milliseconds time) {
                                 clock_.advance(time);
                                 return false;
                             }},
                        bundle);
        return bundle.finish("kafka-0");
    }
};

TEST_F(Support, ArchiveIsPrivateAndAppearsWhole) {
    {
        auto writer = ArchiveWriter::create(archive(), "s");
        ASSERT_TRUE(writer) << writer.error().message;
        EXPECT_TRUE(writer->add("a/b.txt", "hello", clock_.wall()));
        EXPECT_FALSE(std::filesystem::exists(archive()));
        EXPECT_TRUE(writer->finish());
    }
    struct stat info{};
    ASSERT_EQ(::stat(archive().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_EQ(content("a/b.txt"), "hello");
    EXPECT_THAT(shell("tar -tvzf " + archive().string()), HasSubstr("-rw-------"));
    EXPECT_EQ(shell("ls " + folder_.string()), "a.tar.gz\n");
}

TEST_F(Support, ArchiveThatIsNotFinishedLeavesNothing) {
    {
        auto writer = ArchiveWriter::create(archive(), "s");
        ASSERT_TRUE(writer);
        EXPECT_TRUE(writer->add("x", std::string(1U << 20U, 'x'), clock_.wall()));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(Support, ArchiveNeverReplacesAFile) {
    plant(archive(), "mine");
    const auto writer = ArchiveWriter::create(archive(), "s");
    ASSERT_FALSE(writer);
    EXPECT_EQ(writer.error().kind, ErrorKind::refused);
    std::filesystem::remove(archive());
    auto late = ArchiveWriter::create(archive(), "s");
    ASSERT_TRUE(late);
    plant(archive(), "mine");
    const auto finished = late->finish();
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().kind, ErrorKind::refused);
    EXPECT_EQ(read_file(archive()).value(), "mine");
    EXPECT_FALSE(ArchiveWriter::create(folder_ / "none" / "a", "s"));
}

TEST_F(Support, OfADeadNodeSaysWhatIsMissing) {
    plant(node_folder().log() / "events.log", "{}\n");
    plant(node_folder().log() / "kafka.log.1", "old\n");
    plant(node_folder().log() / "kafka.log", "new\n");
    ASSERT_TRUE(collect());
    EXPECT_EQ(content("log/kafka.log"), "new\n");
    EXPECT_EQ(content("log/kafka.log.1"), "old\n");
    const std::string manifest = content("MANIFEST.txt");
    EXPECT_THAT(manifest, HasSubstr("log/events.log"));
    EXPECT_THAT(manifest, HasSubstr("Missing, and why:\n  node.json "));
    EXPECT_THAT(manifest, HasSubstr("its agent does not answer: connection refused\n"));
    EXPECT_THAT(manifest, HasSubstr("threads.txt                      only its agent can ask"));
    EXPECT_THAT(manifest, HasSubstr("process/ballast-init             it does not run\n"));
    EXPECT_THAT(manifest, HasSubstr("log/hs_err*                      there is none\n"));
    EXPECT_THAT(content("versions.txt"), HasSubstr("ballast "));
}

TEST_F(Support, KeepsOnlyTheEndOfALargeFile) {
    std::string line(1023, 'x');
    line += '\n';
    std::string text = "first\n";
    while (text.size() <= Bundle::kTail) {
        text += line;
    }
    plant(node_folder().log() / "kafka.log", text + "last\n");
    plant(node_folder().log() / "gc.log.0", std::string("a\0b", 3));
    ASSERT_TRUE(collect());
    const std::string log = content("log/kafka.log");
    EXPECT_LE(log.size(), Bundle::kTail);
    EXPECT_TRUE(log.starts_with("xxx") && log.ends_with("\nlast\n"));
    EXPECT_THAT(content("MANIFEST.txt"), HasSubstr("only its end"));
    EXPECT_THAT(content("MANIFEST.txt"), HasSubstr("gc.log.0 is no text"));
}

TEST_F(Support, HoldsNoSecret) {
    const std::string secret(kSecret);
    const std::string assigned = "ssl.keystore.password=" + secret + "\n";
    const NodeFolder node = node_folder();
    node_.secrets_dir = folder_ / "secrets";
    plant(node_.secrets_dir / "agent.properties", "user=agent\nword=knownByItself1\n");
    plant(node.config() / "server.properties", assigned + "log.dirs=/data knownByItself1\n");
    plant(node.config() / "zoo.cfg", "ssl.keyStore.password=" + secret + "\n");
    plant(node.config() / "jaas.conf", "Server {\n user_super=\"" + secret + "\";\n};\n");
    plant(node.config() / "key.pem",
          "-----BEGIN PRIVATE KEY-----\n" + secret + "\n-----END PRIVATE KEY-----\n");
    plant(node.accepted(),
          "kafka:\n  config: {ssl.key.password: " + secret + "}\n  jaas: |\n    " + secret + "\n");
    plant(node.journal(), R"({"commands":[{"reason":"password=)" + secret + "\"}]}");
    plant(node.identity(), R"({"token":")" + secret + "\"}");
    plant(node.init_identity(), R"({"pid":1,"secret":")" + secret + "\"}");
    const std::string logged = "INFO knownByItself1 -Dx.password=" + secret + "\n" + assigned;
    for (const char* name : {"kafka.log", "kafka.log.1", "gc.log", "hs_err_pid7.log"}) {
        plant(node.log() / name, logged);
    }
    plant(node.log() / "events.log", ndjson("ballast", "stop: token=" + secret) + "\n");
    plant(node.init_log(), assigned);
    plant(node.run() / "agent.log", assigned);
    plant(node.pki() / "node.key", secret);
    agents_.nodes["kafka-0"] = {
        .reports = {test::report(0, "SERVING", R"(,"reason":"password=)" + secret + "\"")},
        .sends = {CommandState{.state = "done", .message = {}}},
        .states = {}};
    log_.looks = {{ndjson(
        "stdout", fmt::format("Full thread dump\\n token={}\\nJNI global refs: 1", secret))}};
    ASSERT_TRUE(collect());
    for (const char* name :
         {"node.json", "threads.txt", "versions.txt", "config/server.properties", "config/zoo.cfg",
          "config/jaas.conf", "config/key.pem", "state/accepted.yaml", "state/journal.json",
          "identity.json", "run/init.json", "run/init.log", "run/agent.log", "log/events.log",
          "log/kafka.log", "log/kafka.log.1", "log/gc.log", "log/hs_err_pid7.log"}) {
        EXPECT_THAT(names(), HasSubstr(std::string("s/") + name + "\n"));
    }
    EXPECT_FALSE(all().contains(secret));
    EXPECT_FALSE(all().contains("knownByItself1"));
    EXPECT_FALSE(names().contains("node.key"));
    EXPECT_THAT(content("config/server.properties"), HasSubstr("log.dirs=/data [masked]\n"));
}

TEST_F(Support, TellsOfTheProcesses) {
    processes_.init = {InitFact::State::alive, {::getpid(), 0}};
    ASSERT_TRUE(collect());
    EXPECT_THAT(content("process/ballast-init/status"), HasSubstr("VmRSS"));
    EXPECT_THAT(content("process/ballast-init/limits"), HasSubstr("Max open files"));
}

struct ThreadDump : Support {
    Result<std::string> take() {
        return take_thread_dump({.agents = agents_,
                                 .log = log_,
                                 .clock = clock_,
                                 .pause =
                                     [this](std::chrono::milliseconds time) {
                                         clock_.advance(time);
                                         return false;
                                     }},
                                node_);
    }
    void SetUp() override {
        Support::SetUp();
        agents_.nodes["kafka-0"].sends = {CommandState{.state = "done", .message = {}}};
    }
};

TEST_F(ThreadDump, IsTakenFromTheLogWhenItIsWhole) {
    const std::string head = ndjson("stdout", R"(2026\nFull thread dump OpenJDK\n\"main\" #1)");
    const std::string other = ndjson("kafka.Log", "rolled");
    const std::string refs = ndjson("stdout", "JNI global refs: 15");
    const std::string heap = ndjson("stdout", "Heap\\n garbage-first");
    log_.looks = {{other}, {other, head}, {other, head, other, refs}, {head, refs, heap}};
    const auto dump = take();
    ASSERT_TRUE(dump) << dump.error().message;
    EXPECT_EQ(*dump,
              "Full thread dump OpenJDK\n\"main\" #1\nJNI global refs: 15\nHeap\n garbage-first\n");
    EXPECT_EQ(log_.since, "2026-01-31T09:10:00.000Z");
    EXPECT_EQ(agents_.sent.at(0).command.verb, "thread_dump");
}

TEST_F(ThreadDump, IsNotWaitedForLonger) {
    auto dump = take();
    ASSERT_FALSE(dump);
    EXPECT_EQ(dump.error().kind, ErrorKind::timed_out);
    log_.looks = {{ndjson("stdout", "Full thread dump")}};
    EXPECT_TRUE(take().value().ends_with("[the end did not come within 10 s]\n"));
}

TEST_F(ThreadDump, NeedsAJvm) {
    agents_.nodes["kafka-0"].sends = {CommandState{.state = "failed", .message = "no JVM runs"}};
    EXPECT_EQ(take().error().message, "no JVM runs");
    agents_.nodes["kafka-0"].sends = {};
    EXPECT_EQ(take().error().kind, ErrorKind::unreachable);
}

}  // namespace
}  // namespace ballast::cli
