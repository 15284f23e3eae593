// Trees as the kernel shows them: cgroup v2, v1, hybrid, in a container and outside.
#include "agent/config/memory_limit.hpp"

#include <gtest/gtest.h>

#include "tests/unit/config/support.hpp"

namespace ballast::agent {
namespace {

class MemoryLimit : public ::testing::Test {
  protected:
    test::TemporaryFolder root_;

    void put(const std::filesystem::path& file, const std::string& text) {
        const auto path = root_.path() / file;
        ASSERT_TRUE(make_folders(path.parent_path()));
        ASSERT_TRUE(write_file_durably(path, text));
    }
    std::int64_t limit() { return memory_limit(root_.path()); }
};

TEST_F(MemoryLimit, NoneWithoutControlGroups) {
    EXPECT_EQ(limit(), 0);
}

TEST_F(MemoryLimit, Version2) {
    put("proc/self/cgroup", "0::/system.slice/ballast.service\n");
    put("sys/fs/cgroup/system.slice/ballast.service/memory.max", "1073741824\n");
    put("sys/fs/cgroup/system.slice/memory.max", "max\n");
    EXPECT_EQ(limit(), 1 << 30);
}

TEST_F(MemoryLimit, Version2WithoutLimit) {
    put("proc/self/cgroup", "0::/user.slice\n");
    put("sys/fs/cgroup/user.slice/memory.max", "max\n");
    EXPECT_EQ(limit(), 0);
}

TEST_F(MemoryLimit, TheSmallestOfTheGroupsAboveCounts) {
    put("proc/self/cgroup", "0::/a/b/c\n");
    put("sys/fs/cgroup/a/b/c/memory.max", "max\n");
    put("sys/fs/cgroup/a/b/memory.max", "2147483648\n");
    put("sys/fs/cgroup/a/memory.max", "1073741824\n");
    EXPECT_EQ(limit(), 1 << 30);
}

TEST_F(MemoryLimit, Version2InAContainerSeesItsOwnTop) {
    put("proc/self/cgroup", "0::/\n");
    put("sys/fs/cgroup/memory.max", "536870912\n");
    EXPECT_EQ(limit(), 512 << 20);
}

TEST_F(MemoryLimit, Version1) {
    put("proc/self/cgroup", "12:cpu,cpuacct:/x\n9:memory:/docker/0123\n0::/ignored\n");
    put("sys/fs/cgroup/memory/docker/0123/memory.limit_in_bytes", "268435456\n");
    put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    EXPECT_EQ(limit(), 256 << 20);
}

TEST_F(MemoryLimit, Version1InAContainerWhosePathIsNotMounted) {
    put("proc/self/cgroup", "9:memory:/docker/0123\n");
    put("sys/fs/cgroup/memory/memory.limit_in_bytes", "268435456\n");
    EXPECT_EQ(limit(), 256 << 20);
}

TEST_F(MemoryLimit, Version1WithoutLimit) {
    put("proc/self/cgroup", "9:memory:/\n");
    put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    EXPECT_EQ(limit(), 0);
}

TEST_F(MemoryLimit, HybridTakesVersion1) {
    put("proc/self/cgroup", "3:memory:/x\n0::/x\n");
    put("sys/fs/cgroup/memory/x/memory.limit_in_bytes", "134217728\n");
    EXPECT_EQ(limit(), 128 << 20);
}

TEST_F(MemoryLimit, NonsenseIsNoLimit) {
    put("proc/self/cgroup", "garbage\n0::/x\n");
    for (const char* text : {"", "lots", "-1", "0", "99999999999999999999999"}) {
        put("sys/fs/cgroup/x/memory.max", text);
        EXPECT_EQ(limit(), 0) << text;
    }
}

}  // namespace
}  // namespace ballast::agent
