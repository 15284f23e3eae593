// What tests do to the machine below a node: mounts and a memory limit of their own, and nodes that
// are started in another environment than `up` gives them. All of it needs root, and is undone at
// the end of its scope.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/integration/support/test_cluster.hpp"

namespace ballast::test {

// Gives this process and all that it starts mounts of their own, so that not even a killed test
// leaves one behind. Empty, or why that cannot be done here.
std::string own_mounts();

// Something is mounted over a folder.
class Mounted {
  public:
    // A file system of so many MiB in memory, with a copy of what is in the folder.
    static std::optional<Mounted> memory(const std::filesystem::path& folder, int mebibytes);
    // The folder itself, but read-only for whoever opens something from now on.
    static std::optional<Mounted> read_only(const std::filesystem::path& folder);

    ~Mounted();
    Mounted(Mounted&& other) noexcept;
    Mounted(const Mounted&) = delete;
    Mounted& operator=(const Mounted&) = delete;
    Mounted& operator=(Mounted&&) = delete;

    // Grows a file until so many MiB are free; 0 MiB of it are left after `make_room`.
    bool leave_free(std::int64_t mebibytes) const;
    void make_room() const;

  private:
    explicit Mounted(std::filesystem::path folder) : folder_(std::move(folder)) {}
    std::filesystem::path filler() const { return folder_ / "filler"; }

    std::filesystem::path folder_;  // empty: moved from
};

// A control group (v1) for memory, below the one of this process.
class MemoryGroup {
  public:
    static std::optional<MemoryGroup> make(const std::string& name);

    ~MemoryGroup();
    MemoryGroup(MemoryGroup&& other) noexcept;
    MemoryGroup(const MemoryGroup&) = delete;
    MemoryGroup& operator=(const MemoryGroup&) = delete;
    MemoryGroup& operator=(MemoryGroup&&) = delete;

    std::filesystem::path processes() const { return folder_ / "cgroup.procs"; }
    // False where more is in use and cannot be taken back.
    bool limit(std::int64_t bytes) const;  // -1: none
    std::int64_t used() const;

  private:
    explicit MemoryGroup(std::filesystem::path folder) : folder_(std::move(folder)) {}

    std::filesystem::path folder_;  // empty: moved from
};

// All that a node's agent says of it; null where it cannot be asked.
Json::Value shown(const TestCluster& cluster, const std::string& node);

// Ends a node's JVM, agent and init in order, its intent unchanged.
bool leave(const TestCluster& cluster, const std::string& node);

struct Launch {
    std::map<std::string, std::string> environment;  // besides this process's
    std::filesystem::path group;                     // its cgroup.procs; empty: as this process
};
// Starts the init of a node that has left, and waits for its agent's answer.
bool launch(const TestCluster& cluster, const std::string& node, const Launch& how);

// Lets a node that has left accept the cluster's document with `from` replaced by `to`.
Outcome accept(const TestCluster& cluster, const std::string& node, const std::string& from,
               const std::string& to);

// CPU time of a process in seconds, memory in bytes (proc(5)); 0 when it is gone.
double cpu_seconds(pid_t pid);
std::int64_t resident_bytes(pid_t pid);

}  // namespace ballast::test
