// The judge of our escaping is Java itself: java.util.Properties reads what we wrote.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>

#include <optional>

#include "agent/config/properties.hpp"
#include "common/text.hpp"
#include "tests/unit/config/support.hpp"

namespace ballast::agent {
namespace {

using Properties = std::map<std::string, std::string>;

// The files of the folder as Java reads them, or nothing where Java cannot run a source file.
std::optional<std::string> run_java(const std::vector<std::string>& files,
                                    const std::filesystem::path& output) {
    const char* home = std::getenv("JAVA_HOME");
    std::vector<std::string> words{home == nullptr ? "java" : std::string(home) + "/bin/java",
                                   std::string(CONFIG_TEST_DIR) + "/PrintProperties.java"};
    words.insert(words.end(), files.begin(), files.end());
    std::vector<char*> argv;
    for (auto& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT, 0600);
    pid_t pid = 0;
    const int error = ::posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    if (error != 0 || ::waitpid(pid, &status, 0) != pid || status != 0) {
        return std::nullopt;
    }
    return read_file(output).value_or("");
}

std::string hex_of(const std::string& text) {
    // As Java prints it: UTF-16 units. escape_value() knows how to make them.
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t length = 1;
        while (i + length < text.size() && (text[i + length] & 0xC0) == 0x80) {
            ++length;
        }
        const auto escaped = escape_value(text.substr(i, length));
        if (length == 1) {
            out += fmt::format("{:04x}", static_cast<unsigned char>(text[i]));
        } else {
            for (std::size_t at = 0; at + 6 <= escaped.size(); at += 6) {
                out += to_lower(escaped.substr(at + 2, 4));
            }
        }
        i += length;
    }
    return out;
}

std::string printed(const Properties& properties) {
    Properties sorted;
    for (const auto& [key, value] : properties) {
        sorted[hex_of(key)] = hex_of(value);
    }
    std::string out;
    for (const auto& [key, value] : sorted) {
        out += key;
        out += "=" + value + "\n";
    }
    return out + ".\n";
}

// Some hundred keys and values in which everything that means something meets everything else.
void add_pairs(Properties& properties) {
    const std::vector<std::string> pieces{
        "\n", "\r", "\t", "\f",     " ",           "\\",   "\\n", "\\u0041", "\\u",   "=",
        ":",  "#",  "!",  "${a:b}", "broker.id=1", "\x01", "ü",   "😀",      "\u2028"};
    for (const auto& first : pieces) {
        for (const auto& second : pieces) {
            properties[first + second] = fmt::format("{0}{1}x{0}", second, first);
        }
    }
}

TEST(PropertiesInJava, WhatIsWrittenIsReadBack) {
    Properties hostile{
        {"plain", "value"},
        {"newline", "a\nbroker.id=7"},
        {"carriage", "a\r\nb\rc"},
        {"backslash", "\\"},
        {"trailing", "ends with \\"},
        {"unicode.escape", "\\u0041 is no A"},
        {"blanks", "  both ends\t "},
        {"separators", "=:a=b:c"},
        {"comment", "# not one"},
        {"exclamation", "! not one"},
        {"umlaut", "Übergröße €"},
        {"emoji", "😀 above the basic plane"},
        {"controls", std::string("\x00\x01\x1b\x7f\f", 5)},
        {"separators.of.unicode", "\u0085\u2028\ufeff"},
        {"provider", "${file:/etc/x:pass}"},
        {"empty", ""},
        {"key = with : all # of ! it\\\n", "x"},
        {" ", " "},
        {"", "an empty key"},
        {"ключ", "значение"},
    };
    add_pairs(hostile);
    ASSERT_GE(hostile.size(), 300U);
    // What only others write, to hold our reader against Java's.
    const std::vector<std::string> texts{
        "a=b\\\n#c\n",     "a=b\\\n\nc=d\n", "\\\n# a=b\nc=d\n", "\\\n",       "a=b\\",
        "a : = b\n",       "a b = c\n",      "a\\\\\\=c\n",      "\\",         "=b\n",
        "a=b\\\r\n\t c\n", "a=\\q\\\"\n",    "# c\\\na=b\n",     "a\\\nb=c\n", "  \\\n  a=b"};
    const test::TemporaryFolder folder;
    std::vector<std::string> files{folder.path() / "0"};
    ASSERT_TRUE(write_file_durably(files[0], rendered_properties("r", hostile)));
    std::string expected = printed(hostile);
    for (const auto& text : texts) {
        files.push_back(folder.path() / std::to_string(files.size()));
        ASSERT_TRUE(write_file_durably(files.back(), text));
        expected += printed(parse_properties(text));
    }
    const auto answer = run_java(files, folder.path() / "out");
    if (!answer) {
        GTEST_SKIP() << "no java that runs source files (jdk.compiler) on PATH or in JAVA_HOME";
    }
    EXPECT_EQ(*answer, expected);
}

}  // namespace
}  // namespace ballast::agent
