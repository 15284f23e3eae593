// A real cluster in a temporary folder, driven through the `ballast` command like a user does.
#pragma once

#include <json/json.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/integration/support/command.hpp"

namespace ballast::test {

// The folder with ballast, ballast-agent and ballast-init: $BALLAST_BIN.
std::filesystem::path binary_folder();
// Kafka's home in the cache that `quickstart` fills: libs/*.jar.
std::filesystem::path kafka_home(const std::string& version = "3.9.2");

// Purges what it made when it goes out of scope.
class TestCluster {
  public:
    explicit TestCluster(std::string name);
    ~TestCluster();
    TestCluster(const TestCluster&) = delete;
    TestCluster& operator=(const TestCluster&) = delete;

    const std::string& name() const { return name_; }
    std::filesystem::path folder() const { return folder_; }
    std::filesystem::path node_folder(const std::string& node) const {
        return folder_ / "nodes" / node;
    }

    // `ballast COMMAND --name NAME --dir DIR arguments...`
    Outcome ballast(const std::string& command, std::vector<std::string> arguments = {},
                    Seconds limit = Seconds{300}) const;
    std::vector<std::string> command_line(const std::string& command,
                                          std::vector<std::string> arguments = {}) const;
    Outcome up(std::vector<std::string> arguments = {}) const;
    Outcome down(std::vector<std::string> arguments = {}) const;

    // `status -o json`; null when it is not JSON.
    Json::Value status() const;
    // The status of one node; null when there is none.
    Json::Value node(const std::string& name) const;
    std::string bootstrap() const;
    bool all_ready() const;

    // POST /v1/commands to a node's agent with the operator's certificate; the HTTP status.
    int command(const std::string& node, const std::string& verb) const;

    // Kills everything that belongs to this cluster at once, as a power cut does.
    void power_cut() const;

  private:
    std::string name_;
    std::filesystem::path folder_;
};

}  // namespace ballast::test
