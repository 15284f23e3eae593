#include "coordinator/cli/cluster/kafka_home.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace ballast::cli {
namespace {

bool has_version(const std::filesystem::path& home, const std::string& version) {
    std::error_code error;
    for (const auto* scala : {"2.13", "2.12"}) {
        const auto jar = home / "libs" / fmt::format("kafka_{}-{}.jar", scala, version);
        if (std::filesystem::is_regular_file(jar, error)) {
            return true;
        }
    }
    return false;
}

// "3.8.1" for a home that has libs/kafka_2.13-3.8.1.jar; empty where it has none.
std::string version_in(const std::filesystem::path& home) {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(home / "libs", error)) {
        const auto stem = entry.path().stem().string();
        if (entry.path().extension() == ".jar" && stem.starts_with("kafka_2.1") &&
            stem.find('-') != std::string::npos && !stem.contains("test")) {
            return stem.substr(stem.find('-') + 1);
        }
    }
    return {};
}

}  // namespace

Result<std::filesystem::path> find_kafka_home(const std::string& version,
                                              const KafkaChoices& choices) {
    if (!choices.flag.empty()) {
        auto home = std::filesystem::absolute(choices.flag).lexically_normal();
        if (has_version(home, version)) {
            return home;
        }
        const auto other = version_in(home);
        return fail(ErrorKind::not_found,
                    other.empty()
                        ? fmt::format("--kafka-home {} has no libs/kafka_2.13-{}.jar: name the "
                                      "folder of an unpacked Kafka {} distribution",
                                      home.string(), version, version)
                        : fmt::format("--kafka-home {} is Kafka {}, and the document wants {}: "
                                      "say `kafka: {{version: {}}}` there, or name another folder",
                                      home.string(), other, version, other));
    }
    const char* preset = std::getenv("KAFKA_HOME");
    const auto cached = choices.cache / "kafka" / version;
    for (const auto& home :
         {choices.recorded, std::filesystem::path(preset == nullptr ? "" : preset), cached}) {
        if (home.is_absolute() && has_version(home, version)) {
            return home;
        }
    }
    return fail(ErrorKind::not_found,
                fmt::format("Kafka {} is not on this machine (looked in {}{}): run `./quickstart "
                            "--kafka {}`, or name an unpacked distribution with --kafka-home",
                            version, cached.string(),
                            preset == nullptr ? "" : std::string(" and ") + preset, version));
}

}  // namespace ballast::cli
