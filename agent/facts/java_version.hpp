// Which Java a home has, by the file that every JDK and JRE since 8 carries; no JVM is started.
#pragma once

#include <filesystem>
#include <string>

namespace ballast::agent {

struct JavaVersion {
    std::string text;  // "17.0.15"; empty: unknown
    int major = 0;     // 17; 8 for "1.8.0_392"; 0: unknown
};

// JAVA_VERSION of HOME/release.
JavaVersion read_java_version(const std::filesystem::path& java_home);

}  // namespace ballast::agent
