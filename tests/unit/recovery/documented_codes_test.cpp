#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";

bool is_code(std::string_view text) {
    return text.size() > 3 && text.find_first_not_of(kCapitals) == std::string_view::npos;
}

// Every string literal of the sources that is a code.
std::set<std::string> codes_of_sources() {
    std::set<std::string> codes;
    for (const auto& file : fs::directory_iterator(RECOVERY_SOURCES)) {
        const auto text = read_file(file.path()).value_or("");
        for (const auto part : split(text, '"')) {
            if (is_code(part)) {
                codes.emplace(part);
            }
        }
    }
    return codes;
}

// The first cells of the tables.
std::set<std::string> documented_codes() {
    std::set<std::string> codes;
    const auto text = read_file(CONDITIONS_DOCUMENT).value_or("");
    for (const auto line : split(text, '\n')) {
        if (!line.starts_with("| ")) {
            continue;
        }
        for (const auto part : split(line.substr(2, line.find(" |") - 2), ',')) {
            codes.emplace(trim(part));
        }
    }
    return codes;
}

TEST(Conditions, HaveEachOfTheirCodesInTheDocument) {
    const auto documented = documented_codes();
    const auto codes = codes_of_sources();
    EXPECT_GT(codes.size(), 40U);
    for (const auto& code : codes) {
        EXPECT_TRUE(documented.contains(code)) << code << " has no row in docs/conditions.md";
    }
}

}  // namespace
}  // namespace ballast::agent
