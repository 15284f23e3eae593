#include "coordinator/cli/cluster/machine.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/files.hpp"
#include "tests/unit/cli_cluster/temporary_folder.hpp"

namespace ballast::cli {
namespace {

using test::TemporaryFolder;
using ::testing::HasSubstr;

constexpr std::int64_t kMebibyte = 1 << 20;

class Memory : public ::testing::Test {
  protected:
    TemporaryFolder root_;

    void put(const std::string& file, const std::string& content) {
        const auto path = root_.path() / file;
        ASSERT_TRUE(make_folders(path.parent_path()));
        ASSERT_TRUE(write_file_durably(path, content));
    }
};

TEST_F(Memory, IsUnknownWithoutProc) {
    EXPECT_EQ(available_memory(root_.path()), std::nullopt);
}

TEST_F(Memory, IsWhatTheMachineHas) {
    put("proc/meminfo", "MemTotal:  9000 kB\nMemAvailable:    2048 kB\n");
    EXPECT_EQ(available_memory(root_.path()), 2 * kMebibyte);
}

TEST_F(Memory, IsTheRoomInACgroupV2AndItsParents) {
    put("proc/meminfo", "MemAvailable: 8388608 kB\n");
    put("proc/self/cgroup", "0::/user/session\n");
    put("sys/fs/cgroup/user/session/memory.max", "max\n");
    put("sys/fs/cgroup/user/session/memory.current", "1000\n");
    put("sys/fs/cgroup/user/memory.max", "1073741824\n");
    put("sys/fs/cgroup/user/memory.current", "536870912\n");
    put("sys/fs/cgroup/user/memory.stat", "anon 1\ninactive_file 104857600\n");
    EXPECT_EQ(available_memory(root_.path()), (512 + 100) * kMebibyte);
}

TEST_F(Memory, IsTheRoomInACgroupV1) {
    put("proc/meminfo", "MemAvailable: 8388608 kB\n");
    put("proc/self/cgroup", "5:cpu,cpuacct:/a\n4:memory:/b\n");
    put("sys/fs/cgroup/memory/b/memory.limit_in_bytes", "1073741824\n");
    put("sys/fs/cgroup/memory/b/memory.usage_in_bytes", "1048576\n");
    EXPECT_EQ(available_memory(root_.path()), 1023 * kMebibyte);
}

TEST(Ports, TellWhoHoldsAnAddress) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    ::inet_pton(AF_INET, "127.9.9.9", &name.sin_addr);
    ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&name), sizeof name), 0);
    ASSERT_EQ(::listen(fd, 1), 0);
    socklen_t size = sizeof name;
    ASSERT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size), 0);
    const auto port = ntohs(name.sin_port);
    EXPECT_NE(bind_error("127.9.9.9", port), "");
    EXPECT_EQ(bind_error("127.9.9.8", port), "");
    EXPECT_THAT(port_holder("127.9.9.9", port), HasSubstr(std::to_string(::getpid())));
    EXPECT_EQ(port_holder("127.9.9.8", port), "");
    ::close(fd);
    EXPECT_EQ(bind_error("127.9.9.9", port), "");
}

TEST(Machine, MeasuresTheDiskOfFoldersThatAreNotThereYet) {
    const TemporaryFolder root;
    const auto facts =
        measure_machine({{"kafka-0", Role::kafka, "127.9.8.1", {root.path() / "a" / "b"}},
                         {"kafka-1", Role::kafka, "127.9.8.2", {root.path() / "c"}}});
    ASSERT_EQ(facts.disks.size(), 1U);
    EXPECT_EQ(facts.disks[0].folder, root.path());
    EXPECT_EQ(facts.disks[0].nodes, 2);
    EXPECT_GT(facts.disks[0].free_bytes, 0);
    EXPECT_GT(facts.open_files_limit, 0U);
}

}  // namespace
}  // namespace ballast::cli
