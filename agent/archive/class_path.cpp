#include "agent/archive/class_path.hpp"

#include <algorithm>

namespace ballast::agent {

Result<std::vector<std::filesystem::path>> list_jars(const std::filesystem::path& kafka_home) {
    std::error_code error;
    const auto libs = std::filesystem::canonical(kafka_home / "libs", error);
    std::vector<std::filesystem::path> jars;
    if (!error) {
        for (const auto& entry : std::filesystem::directory_iterator(libs, error)) {
            if (entry.path().extension() == ".jar") {
                jars.push_back(entry.path());
            }
        }
    }
    const bool has_kafka = std::ranges::any_of(
        jars, [](const auto& jar) { return jar.filename().string().starts_with("kafka_2."); });
    if (!has_kafka) {
        return fail(ErrorKind::not_found,
                    (kafka_home / "libs").string() +
                        " has no kafka_2.*.jar; ./quickstart --kafka VERSION fetches one",
                    "KAFKA_MISSING");
    }
    std::ranges::sort(jars);
    return jars;
}

}  // namespace ballast::agent
