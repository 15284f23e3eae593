#include "agent/facts/java_version.hpp"

#include <algorithm>

#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

int leading_number(std::string_view text) {
    const auto* end = std::ranges::find_if_not(text, is_digit);
    const auto number = parse_integer(text.substr(0, static_cast<std::size_t>(end - text.begin())));
    return number && *number <= 1000 ? static_cast<int>(*number) : 0;
}

}  // namespace

JavaVersion read_java_version(const std::filesystem::path& java_home) {
    constexpr std::string_view kKey = "JAVA_VERSION=\"";
    const auto text = read_file(java_home / "release", 64U << 10U);
    if (!text) {
        return {};
    }
    for (const auto line : split(*text, '\n')) {
        if (!line.starts_with(kKey)) {
            continue;
        }
        const auto version = line.substr(kKey.size(), line.find('"', kKey.size()) - kKey.size());
        // Up to Java 8 the number that counts was the second one (JEP 223).
        constexpr std::string_view kOld = "1.";
        return {.text = std::string(version),
                .major = leading_number(version.starts_with(kOld) ? version.substr(kOld.size())
                                                                  : version)};
    }
    return {};
}

}  // namespace ballast::agent
