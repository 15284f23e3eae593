// A node's folder on the disk, a Kafka of empty jars, a Java that is a script, secrets on tmpfs.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "agent/node/accepted_document.hpp"
#include "agent/node/preparation.hpp"
#include "common/files.hpp"
#include "tests/unit/config/support.hpp"

namespace ballast::test {

inline mode_t mode_of(const std::filesystem::path& file) {
    struct stat facts{};
    return ::stat(file.c_str(), &facts) == 0 ? facts.st_mode & 0777U : 0;
}

inline void put(const std::filesystem::path& file, const std::string& content, mode_t mode = 0600) {
    ASSERT_TRUE(make_folders(file.parent_path(), 0700));
    ASSERT_TRUE(write_file_durably(file, content, mode));
}

class PreparationTest : public ::testing::Test {
  protected:
    void SetUp() override {
        if (::access("/dev/shm", W_OK) != 0) {
            GTEST_SKIP() << "no tmpfs at /dev/shm";
        }
        memory_ = std::make_unique<TemporaryFolder>("/dev/shm");
        be(Role::kafka, 1);
        put(jar(), "");
        put(inputs_.identity.kafka_home / "libs" / "log4j.jar", "");
        put(inputs_.identity.kafka_home / "libs" / "README", "");
        put(java(), "#!/bin/sh\n", 0700);
    }

    void be(Role role, int id) {
        inputs_.identity = example_node(role, id);
        inputs_.identity.kafka_home = disk_.path() / "kafka";
        inputs_.identity.java_home = disk_.path() / "java";
        inputs_.identity.secrets_dir = memory_->path() / "demo" / inputs_.identity.name;
        inputs_.folders.root = disk_.path() / "nodes" / inputs_.identity.name;
    }

    std::filesystem::path jar() const {
        return inputs_.identity.kafka_home / "libs" / "kafka_2.13-3.9.2.jar";
    }
    std::filesystem::path java() const { return inputs_.identity.java_home / "bin" / "java"; }
    std::filesystem::path secret(const char* name) const {
        return inputs_.identity.secrets_dir / name;
    }

    // Accepts a document with this body.
    void accept(const std::string& body = "") {
        const auto file = disk_.path() / "cluster.yaml";
        put(file, "apiVersion: ballast/v1\n" + body);
        const auto accepted = agent::accept_document(inputs_.folders, file);
        ASSERT_TRUE(accepted) << accepted.error().message;
    }

    // The code that the node would be held with; "none" after a start that was prepared.
    std::string refusal() const {
        const auto prepared = agent::prepare_start(inputs_);
        return prepared ? "none" : prepared.error().code;
    }

    // Content, mode, inode and time of the last change of all files of the node.
    using State = std::map<std::string, std::tuple<std::string, mode_t, ino_t, long, long>>;
    State state() const {
        State out;
        for (const auto& entry :
             std::filesystem::recursive_directory_iterator(inputs_.folders.root)) {
            struct stat facts{};
            if (entry.is_regular_file() && ::stat(entry.path().c_str(), &facts) == 0) {
                out[entry.path()] = {read_file(entry.path()).value_or("unreadable"),
                                     facts.st_mode & 0777U, facts.st_ino, facts.st_mtim.tv_sec,
                                     facts.st_mtim.tv_nsec};
            }
        }
        return out;
    }

    TemporaryFolder disk_;
    std::unique_ptr<TemporaryFolder> memory_;
    agent::PreparationInputs inputs_;
};

}  // namespace ballast::test
