// What the tests of a node share: a folder per test, an example node and its paths.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "agent/config/node_paths.hpp"
#include "common/document/document.hpp"
#include "common/files.hpp"
#include "common/node_identity.hpp"

namespace ballast::test {

class TemporaryFolder {
  public:
    explicit TemporaryFolder(const std::filesystem::path& parent = "/tmp") {
        std::string pattern = parent / "ballast-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

inline NodeIdentity example_node(Role role, int id) {
    NodeIdentity node;
    node.cluster = "demo";
    node.role = role;
    node.id = id;
    node.name = std::string(to_string(role)) + "-" + std::to_string(id);
    node.address = role == Role::kafka ? "127.10.2." + std::to_string(id + 1)
                                       : "127.10.1." + std::to_string(id);
    node.kafka_home = "/opt/kafka";
    node.java_home = "/opt/java";
    node.zookeepers = {{1, "127.10.1.1"}, {2, "127.10.1.2"}, {3, "127.10.1.3"}};
    return node;
}

inline agent::NodePaths example_paths() {
    return {.config = "/node/config",
            .volume = "/node/volume",
            .log = "/node/log",
            .secrets = "/run/user/1000/ballast/demo/node"};
}

inline document::Document parsed(const std::string& body) {
    auto document = document::read("apiVersion: ballast/v1\n" + body, "test.yaml");
    if (!document) {
        ADD_FAILURE() << document::to_string(document.error().front());
        return {};
    }
    return *std::move(document);
}

}  // namespace ballast::test
