#include "coordinator/cli/cluster/java_home.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "common/files.hpp"
#include "common/text.hpp"
#include "coordinator/cli/cluster/processes.hpp"

namespace ballast::cli {
namespace {

constexpr std::string_view kInstall =
    "install one (`apt-get install openjdk-17-jre-headless`), or name one with --java-home or "
    "jvm.home";

bool has_java(const std::filesystem::path& home) {
    return ::access((home / "bin" / "java").c_str(), X_OK) == 0;
}

// JAVA_VERSION="17.0.13" of the file that every JDK since 8 carries.
int version_from_release_file(const std::filesystem::path& home) {
    const auto text = read_file(home / "release", 64U << 10U);
    if (!text) {
        return 0;
    }
    for (const auto line : split(*text, '\n')) {
        constexpr std::string_view kKey = "JAVA_VERSION=\"";
        if (line.starts_with(kKey)) {
            return java_feature_version(line.substr(kKey.size()));
        }
    }
    return 0;
}

int find_version(const std::filesystem::path& home) {
    if (const int version = version_from_release_file(home); version != 0) {
        return version;
    }
    SystemProcesses processes;
    const auto outcomes = processes.run(
        {{{home / "bin" / "java", "-version"}, std::chrono::seconds(20)}}, [] { return false; });
    return outcomes[0] ? parse_java_version_output(outcomes[0]->output) : 0;
}

Result<Java> require_java(const std::filesystem::path& home, const std::string& source) {
    if (!has_java(home)) {
        return fail(ErrorKind::not_found, fmt::format("{} ({}) has no executable bin/java; {}",
                                                      home.string(), source, kInstall));
    }
    return Java{std::filesystem::absolute(home), find_version(home), source};
}

std::vector<std::filesystem::path> machine_homes(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> homes;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (entry.path().filename().string().contains("17") && has_java(entry.path())) {
            homes.push_back(entry.path());
        }
    }
    // The plain folder before its alias: /usr/lib/jvm holds links with longer names.
    std::ranges::sort(homes, {}, [](const std::filesystem::path& home) {
        return std::pair(std::filesystem::is_symlink(home), home.string());
    });
    return homes;
}

std::filesystem::path home_in_path() {
    const char* path = std::getenv("PATH");
    for (const auto folder : split(path == nullptr ? "" : path, ':')) {
        const auto java = std::filesystem::path(folder) / "java";
        if (!folder.empty() && ::access(java.c_str(), X_OK) == 0) {
            std::error_code error;
            const auto real = std::filesystem::canonical(java, error);
            return error ? std::filesystem::path() : real.parent_path().parent_path();
        }
    }
    return {};
}

}  // namespace

int java_feature_version(std::string_view version) {
    if (version.starts_with("1.")) {
        version.remove_prefix(2);
    }
    const auto end = std::ranges::find_if_not(version, is_digit);
    const std::string_view digits(version.begin(), end);
    return static_cast<int>(parse_integer(digits).value_or(0));
}

int parse_java_version_output(std::string_view output) {
    constexpr std::string_view kMark = " version \"";
    const auto mark = output.find(kMark);
    return mark == std::string_view::npos
               ? 0
               : java_feature_version(output.substr(mark + kMark.size()));
}

Result<Java> find_java(const JavaChoices& choices) {
    if (!choices.flag.empty()) {
        return require_java(choices.flag, "--java-home");
    }
    if (!choices.document.empty()) {
        return require_java(choices.document, "jvm.home");
    }
    if (!choices.recorded.empty() && has_java(choices.recorded)) {
        return require_java(choices.recorded, "this cluster's cluster.json");
    }
    if (const char* home = std::getenv("JAVA_HOME"); home != nullptr && *home != '\0') {
        return require_java(home, "JAVA_HOME");
    }
    for (const auto& home : machine_homes(choices.machine)) {
        return require_java(home, choices.machine.string());
    }
    if (const auto home = home_in_path(); !home.empty() && has_java(home)) {
        return require_java(home, "PATH");
    }
    return fail(ErrorKind::not_found, fmt::format("no Java was found in JAVA_HOME, {} and PATH; {}",
                                                  choices.machine.string(), kInstall));
}

}  // namespace ballast::cli
