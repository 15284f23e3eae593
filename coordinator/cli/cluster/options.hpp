// What the command line asked of `up` and `down`. An option that was not given is empty.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace ballast::cli {

struct UpOptions {
    std::filesystem::path file;  // the document; empty: the cluster's own, else the defaults
    std::optional<std::string> name;
    std::optional<int> brokers;
    std::optional<int> zookeepers;
    std::filesystem::path dir;         // empty: the default folder of the name
    std::filesystem::path kafka_home;  // empty: see find_kafka_home()
    std::filesystem::path java_home;   // empty: see find_java()
    bool archive = true;               // make class-data archives where they are missing
    std::chrono::milliseconds timeout = std::chrono::minutes(10);
};

struct DownOptions {
    std::string name;
    std::filesystem::path dir;
    bool purge = false;
    bool yes = false;  // do not ask for the cluster's name before a purge
    std::chrono::milliseconds timeout = std::chrono::minutes(10);
};

}  // namespace ballast::cli
