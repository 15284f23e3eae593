// A real cluster that is broken on purpose: what every fault's test needs to do and to check.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tests/integration/support/test_cluster.hpp"

namespace ballast::test {

// A cluster with a topic "kept" of acknowledged records that no fault may lose.
class FaultCluster {
  public:
    FaultCluster(std::string name, std::vector<std::string> size);

    const TestCluster& cluster() const { return cluster_; }
    std::filesystem::path data(const std::string& node) const {
        return cluster_.node_folder(node) / "volume" / "data";
    }
    bool up() const { return up_; }

    // POST of a verb, then the state that it leads to.
    bool stop(const std::string& node) const;
    bool start(const std::string& node) const;  // only ordered
    // Waits until the node's status shows the code; prints how long that took and the words. The
    // reason that was shown, empty after the limit.
    std::string see(const std::string& node, const std::string& code,
                    Seconds limit = Seconds{60}) const;
    bool ready(const std::string& node, Seconds limit = Seconds{120}) const;
    bool all_ready(Seconds limit = Seconds{120}) const;
    // Every partition of "kept" has all its replicas in sync.
    bool all_in_sync() const;
    pid_t jvm(const std::string& node) const;
    // The events of the node that have this code.
    std::string events(const std::string& node) const;

    // Writes more records.
    void produce_some();
    // The acknowledged records that cannot be read any more.
    std::vector<std::string> lost() const;

  private:
    TestCluster cluster_;
    bool up_ = false;
    int batch_ = 0;
    std::vector<std::string> acknowledged_;
};

// Null where it is not JSON.
Json::Value read_json(const std::filesystem::path& file);

// Replaces the first `from` in a file by `to`; false where it is not in there.
bool replace_in(const std::filesystem::path& file, const std::string& from, const std::string& to);

}  // namespace ballast::test
