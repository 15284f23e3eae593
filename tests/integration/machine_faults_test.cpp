// Faults of disks, clocks and certificates below a real cluster. What they do to the machine needs
// root; without it the tests skip.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>
#include <thread>

#include "common/files.hpp"
#include "tests/integration/support/broken_machine.hpp"
#include "tests/integration/support/fault_fixture.hpp"

namespace ballast::test {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

constexpr int kDiskMebi = 1024;  // needs a tenth of it free, and has a reserve of 10 MiB

constexpr std::string_view kDocument = R"(apiVersion: ballast/v1
name: machine
kafka:
  replicas: 3
  storage: {dirs: [data, more]}
zookeeper:
  replicas: 1
)";

class MachineFaults : public FaultFixture<MachineFaults> {
  protected:
    static void SetUpTestSuite() {
        no_mounts_ = own_mounts();
        const auto document = fs::temp_directory_path() / fmt::format("machine-{}.yaml", getpid());
        ASSERT_TRUE(write_file_durably(document, kDocument));
        start_cluster("machine", {"--file", document});
        fs::remove(document);
    }
    static void TearDownTestSuite() {
        // A mount point cannot be purged.
        cluster().down();
        volume_.reset();
        FaultFixture<MachineFaults>::TearDownTestSuite();
    }
    void SetUp() override {
        ASSERT_TRUE(faults().up());
        if (!no_mounts_.empty()) {
            GTEST_SKIP() << no_mounts_;
        }
    }
    void TearDown() override {
        if (faults().up() && no_mounts_.empty()) {
            EXPECT_TRUE(faults().all_ready());
            EXPECT_THAT(faults().lost(), IsEmpty());
            EXPECT_TRUE(eventually([] { return faults().all_in_sync(); }));
        }
    }

    static Json::Value node(const std::string& name) { return cluster().node(name); }
    static fs::path volume(const std::string& name) {
        return cluster().node_folder(name) / "volume";
    }
    static bool restart(const std::string& name) {
        return cluster().command(name, "restart") == 202;
    }
    // Of the node that left, as a person does it.
    static bool up_again() { return cluster().up().exit_code == 0; }
    static bool has_condition(const std::string& name, const std::string& code) {
        const auto conditions = shown(cluster(), name)["conditions"];
        return std::ranges::any_of(conditions,
                                   [&](const auto& active) { return active["code"] == code; });
    }
    // The volume of kafka-1 on a small disk, for as long as the cluster lives; `up` would ask for a
    // larger one.
    static bool on_small_disk() {
        if (volume_) {
            return true;
        }
        if (!leave(cluster(), "kafka-1")) {
            return false;
        }
        fs::remove(volume("kafka-1") / "state" / "reserve");  // of a large disk
        auto disk = Mounted::memory(volume("kafka-1"), kDiskMebi);
        if (disk) {
            volume_.emplace(*std::move(disk));
        }
        return volume_ && launch(cluster(), "kafka-1", {}) && faults().ready("kafka-1");
    }

    static std::string no_mounts_;
    static std::optional<Mounted> volume_;
};

std::string MachineFaults::no_mounts_;
std::optional<Mounted> MachineFaults::volume_;

std::set<fs::path> segments_in(const fs::path& volume) {
    std::set<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(volume)) {
        if (entry.path().extension() == ".log") {
            found.insert(entry.path());
        }
    }
    return found;
}

// Of one core, over the given time.
double share_of_cpu(const std::vector<pid_t>& processes, Seconds time) {
    const auto used = [&] {
        double sum = 0;
        for (const auto pid : processes) {
            sum += cpu_seconds(pid);
        }
        return sum;
    };
    const double before = used();
    std::this_thread::sleep_for(time);  // what is measured is time itself
    return (used() - before) / static_cast<double>(time.count());
}

TEST_F(MachineFaults, ADiskThatFillsUpIsToldThenGetsItsReserveThenHoldsTheNode) {
    ASSERT_TRUE(on_small_disk());
    const auto reserve = volume("kafka-1") / "state" / "reserve";
    ASSERT_TRUE(eventually([&] { return fs::exists(reserve); }));

    // While it runs: only words.
    const auto pid = faults().jvm("kafka-1");
    ASSERT_TRUE(volume_->leave_free(98));
    EXPECT_THAT(faults().see("kafka-1", "DISK_NEARLY_FULL"),
                AllOf(HasSubstr("98 MiB free of 1024 MiB"), HasSubstr("102 MiB are needed")));
    EXPECT_EQ(faults().jvm("kafka-1"), pid);
    EXPECT_EQ(node("kafka-1")["state"], "SERVING");
    faults().produce_some();

    // At a start: the reserve is enough.
    ASSERT_TRUE(volume_->leave_free(97));
    ASSERT_TRUE(restart("kafka-1"));
    EXPECT_TRUE(eventually([&] { return !fs::exists(reserve); }));
    EXPECT_THAT(faults().events("kafka-1"), HasSubstr("gives back the reserve"));
    EXPECT_TRUE(faults().ready("kafka-1"));

    // It is not any more.
    ASSERT_TRUE(volume_->leave_free(40));
    ASSERT_TRUE(restart("kafka-1"));
    EXPECT_THAT(faults().see("kafka-1", "DISK_FULL"),
                AllOf(HasSubstr("MiB free of 1024 MiB"), HasSubstr("102 MiB are needed")));
    const auto held = node("kafka-1");
    EXPECT_EQ(held["state"], "HELD");
    EXPECT_EQ(held["pid"].asInt(), 0);
    EXPECT_THAT(shown(cluster(), "kafka-1")["next_step"].asString(), HasSubstr("free space"));
    const auto before = segments_in(volume("kafka-1"));
    faults().produce_some();
    const auto share = share_of_cpu({held["agent_pid"].asInt()}, Seconds{20});
    fmt::print("HELD agent: {:.2f} % of a core\n", share * 100);
    EXPECT_LT(share, 0.005);
    EXPECT_EQ(node("kafka-1")["restarts"], held["restarts"]) << "it was not started in vain";
    EXPECT_THAT(segments_in(volume("kafka-1")), IsSupersetOf(before)) << "nothing was deleted";

    volume_->make_room();
    EXPECT_TRUE(faults().ready("kafka-1")) << "there is room: it starts by itself";
    EXPECT_TRUE(eventually([&] { return fs::exists(reserve); })) << "and has a reserve again";
}

TEST_F(MachineFaults, DirsThatCannotBeWrittenHoldTheNode) {
    ASSERT_TRUE(faults().stop("kafka-0"));
    {
        const auto data = Mounted::read_only(volume("kafka-0") / "data");
        const auto more = Mounted::read_only(volume("kafka-0") / "more");
        ASSERT_TRUE(data && more);
        ASSERT_TRUE(faults().start("kafka-0"));
        EXPECT_THAT(faults().see("kafka-0", "DIRECTORY_NOT_WRITABLE"),
                    HasSubstr("Read-only file system"));
        EXPECT_EQ(node("kafka-0")["state"], "HELD");
        EXPECT_EQ(node("kafka-0")["pid"].asInt(), 0);
        faults().produce_some();
    }
    EXPECT_TRUE(faults().ready("kafka-0")) << "they can be written: it starts by itself";
}

TEST_F(MachineFaults, ABrokerServesOnWithoutOneOfItsLogDirs) {
    const auto pid = faults().jvm("kafka-2");
    {
        const auto more = Mounted::read_only(volume("kafka-2") / "more");
        ASSERT_TRUE(more);
        EXPECT_THAT(faults().see("kafka-2", "LOG_DIR_OFFLINE"), HasSubstr("/more"));
        EXPECT_EQ(node("kafka-2")["state"], "SERVING");
        // Kafka itself notices it as well.
        EXPECT_TRUE(eventually([&] {
            return cluster()
                .ballast("logs", {"kafka-2", "--grep", "Stopping serving logs in dir"})
                .out.contains("/more");
        }));
        faults().produce_some();
        EXPECT_EQ(faults().jvm("kafka-2"), pid) << "nobody restarts it";
        EXPECT_THAT(faults().lost(), IsEmpty());
    }
    // Kafka takes a dir back only at a start.
    EXPECT_TRUE(has_condition("kafka-2", "LOG_DIR_OFFLINE"));
    ASSERT_TRUE(restart("kafka-2"));
    EXPECT_TRUE(
        eventually([&] { return faults().jvm("kafka-2") > 0 && faults().jvm("kafka-2") != pid; }));
    EXPECT_TRUE(faults().ready("kafka-2"));
    EXPECT_FALSE(has_condition("kafka-2", "LOG_DIR_OFFLINE"));
}

TEST_F(MachineFaults, ACertificateThatEndsSoonIsTold) {
    const auto mine = cluster().node_folder("kafka-2") / "pki";
    const auto authority = cluster().folder() / "pki";
    const auto good = read_file(mine / "node.crt");
    ASSERT_TRUE(good);
    const auto request = mine / "node.csr";
    const auto short_lived = mine / "short.crt";
    ASSERT_EQ(run_command({"openssl", "x509", "-x509toreq", "-in", mine / "node.crt", "-signkey",
                           mine / "node.key", "-copy_extensions", "copy", "-out", request})
                  .exit_code,
              0);
    ASSERT_EQ(run_command({"openssl", "x509", "-req", "-in", request, "-CA", authority / "ca.crt",
                           "-CAkey", authority / "ca.key", "-set_serial", "4711", "-days", "10",
                           "-copy_extensions", "copyall", "-out", short_lived})
                  .exit_code,
              0);
    const auto pid = faults().jvm("kafka-2");
    fs::remove(request);
    fs::rename(short_lived, mine / "node.crt");
    const auto reason = faults().see("kafka-2", "CERTIFICATE_EXPIRING");
    EXPECT_THAT(reason, HasSubstr("ends in"));
    EXPECT_EQ(node("kafka-2")["state"], "SERVING");
    EXPECT_TRUE(node("kafka-2")["ready"].asBool());
    EXPECT_EQ(faults().jvm("kafka-2"), pid);

    // The remedy that it names.
    ASSERT_TRUE(leave(cluster(), "kafka-2"));
    fs::remove(mine / "node.crt");
    ASSERT_TRUE(up_again());
    EXPECT_TRUE(fs::exists(mine / "node.crt"));
    EXPECT_FALSE(has_condition("kafka-2", "CERTIFICATE_EXPIRING"));
}

TEST_F(MachineFaults, AClockThatJumpsIsToldAndDisturbsNothing) {
    const fs::path library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
    if (!fs::exists(library)) {
        GTEST_SKIP() << library << " is not there: install the package faketime";
    }
    const auto clock = cluster().folder().parent_path() / "clock";
    ASSERT_TRUE(write_file_durably(clock, "+0\n"));
    ASSERT_TRUE(leave(cluster(), "kafka-0"));
    ASSERT_TRUE(launch(cluster(), "kafka-0",
                       {.environment = {{"LD_PRELOAD", library},
                                        {"FAKETIME_TIMESTAMP_FILE", clock},
                                        {"FAKETIME_NO_CACHE", "1"},
                                        {"FAKETIME_DONT_FAKE_MONOTONIC", "1"}},
                        .group = {}}));
    ASSERT_TRUE(faults().ready("kafka-0"));
    const auto before = node("kafka-0");
    const auto maps = read_file(fmt::format("/proc/{}/maps", before["pid"].asInt()), 64U << 20U);
    ASSERT_TRUE(maps);
    EXPECT_THAT(*maps, Not(HasSubstr("libfaketime"))) << "the JVM has its own environment";
    EXPECT_FALSE(has_condition("kafka-0", "CLOCK_JUMP"));

    ASSERT_TRUE(write_file_durably(clock, "+4000\n"));
    EXPECT_THAT(faults().see("kafka-0", "CLOCK_JUMP"), HasSubstr("forward by 1h"));
    const auto after = node("kafka-0");
    EXPECT_EQ(after["state"], "SERVING");
    EXPECT_TRUE(after["ready"].asBool());
    EXPECT_EQ(after["pid"], before["pid"]);
    EXPECT_EQ(after["agent_pid"], before["agent_pid"]);

    // The clock goes back while the node waits to be started again: the wait is not longer.
    ASSERT_EQ(kill(before["pid"].asInt(), SIGKILL), 0);
    ASSERT_TRUE(write_file_durably(clock, "+0\n"));
    EXPECT_TRUE(eventually([&] { return node("kafka-0")["pid"] != before["pid"]; }));
    EXPECT_TRUE(faults().ready("kafka-0", Seconds{60}));
    EXPECT_EQ(node("kafka-0")["restarts"].asInt(), before["restarts"].asInt() + 1);

    ASSERT_TRUE(leave(cluster(), "kafka-0"));
    ASSERT_TRUE(up_again());
}

}  // namespace
}  // namespace ballast::test
