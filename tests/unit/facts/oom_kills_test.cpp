// Trees as the kernel shows them, v1 and v2.
#include "agent/facts/oom_kills.hpp"

#include "tests/unit/facts/support.hpp"

namespace ballast::agent {
namespace {

class OomKills : public ::testing::Test {
  protected:
    test::TemporaryFolder root_;

    void put(const std::string& file, const std::string& text) const {
        test::put(root_.path() / file, text);
    }
    std::filesystem::path counter() const { return find_oom_counter(42, root_.path()); }
    std::filesystem::path in_root(const char* file) const { return root_.path() / file; }
};

TEST_F(OomKills, NoneWithoutControlGroups) {
    EXPECT_EQ(counter(), "");
    EXPECT_FALSE(read_oom_kills({}));
}

TEST_F(OomKills, Version2) {
    put("proc/42/cgroup", "0::/kubepods/pod1/kafka\n");
    put("sys/fs/cgroup/kubepods/pod1/kafka/memory.events",
        "low 0\nhigh 12\nmax 310\noom 3\noom_kill 2\noom_group_kill 1\n");
    EXPECT_EQ(counter(), in_root("sys/fs/cgroup/kubepods/pod1/kafka/memory.events"));
    EXPECT_EQ(read_oom_kills(counter()), 2U);
}

TEST_F(OomKills, Version2WithTheControllerOnlyFurtherUp) {
    put("proc/42/cgroup", "0::/user.slice/session\n");
    put("sys/fs/cgroup/user.slice/memory.events", "oom 0\noom_kill 0\n");
    EXPECT_EQ(counter(), in_root("sys/fs/cgroup/user.slice/memory.events"));
    EXPECT_EQ(read_oom_kills(counter()), 0U);
}

TEST_F(OomKills, Version1) {
    put("proc/42/cgroup", "9:memory:/docker/0123\n3:cpu:/x\n0::/\n");
    put("sys/fs/cgroup/memory/docker/0123/memory.oom_control",
        "oom_kill_disable 0\nunder_oom 0\noom_kill 7\n");
    EXPECT_EQ(counter(), in_root("sys/fs/cgroup/memory/docker/0123/memory.oom_control"));
    EXPECT_EQ(read_oom_kills(counter()), 7U);
}

TEST_F(OomKills, Version1InAContainerWhosePathIsNotMounted) {
    put("proc/42/cgroup", "9:memory:/docker/0123\n");
    put("sys/fs/cgroup/memory/memory.oom_control", "oom_kill_disable 0\noom_kill 1\n");
    EXPECT_EQ(read_oom_kills(counter()), 1U);
}

TEST_F(OomKills, AKernelThatDoesNotCountHasNone) {
    put("proc/42/cgroup", "9:memory:/x\n");
    put("sys/fs/cgroup/memory/x/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\n");
    EXPECT_EQ(counter(), "");
}

TEST_F(OomKills, NonsenseIsNoCount) {
    put("file", "oom_kill many\n");
    EXPECT_FALSE(read_oom_kills(in_root("file")));
    put("file", "oom_kill -1\n");
    EXPECT_FALSE(read_oom_kills(in_root("file")));
}

TEST_F(OomKills, OfThisMachineCanBeRead) {
    const auto own = find_oom_counter(::getpid());
    if (own.empty()) {
        GTEST_SKIP() << "no memory controller";
    }
    EXPECT_TRUE(read_oom_kills(own));
}

}  // namespace
}  // namespace ballast::agent
