// Which Java a node's JVM runs on.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace ballast::cli {

constexpr int kOldestJava = 11;        // Kafka 3.x brokers: 8 is deprecated since 3.0 (KIP-750)
constexpr int kNewestProvenJava = 23;  // Kafka 3.9's own builds; 24 removed the security manager

struct Java {
    std::filesystem::path home;  // absolute, has bin/java
    int version = 0;             // 17
    std::string source;          // "--java-home", "JAVA_HOME", ...: for messages
};

// 17 from "17.0.13", 8 from "1.8.0_392", 21 from "21-ea"; 0 where it is none.
int java_feature_version(std::string_view version);
// From the first line that `java -version` prints: openjdk version "17.0.13" 2024-10-15. 0: none.
int parse_java_version_output(std::string_view output);

// Where to look, best first. Empty paths are skipped; only `flag` and `document` are binding: when
// one is given nothing else is tried.
struct JavaChoices {
    std::filesystem::path flag;      // --java-home
    std::filesystem::path document;  // jvm.home
    std::filesystem::path recorded;  // what the cluster used before
    std::filesystem::path machine = "/usr/lib/jvm";
};

// Flag, document, recorded, $JAVA_HOME, MACHINE/*17*, `java` in $PATH. Runs `java -version` only
// where the home has no `release` file. Errors: not_found, with what to do.
Result<Java> find_java(const JavaChoices& choices);

}  // namespace ballast::cli
