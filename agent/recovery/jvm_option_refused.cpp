// Condition: the JVM does not start with the options that it was given.
//
// Detects: exit 1 after the JVM's own words, before the first line of log4j.
// Safe action: HELD with the JVM's sentence; another start would end in the same way.
// Refuses: to drop an option by itself, and to count this against the node as a crash.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "JVM_OPTION_REFUSED";
constexpr std::size_t kLongestReason = 300;

// HotSpot's Arguments, java.c of the launcher; JDK 11 to 25.
constexpr std::array<std::string_view, 2> kRefusals{
    "Error: Could not create the Java Virtual Machine.",
    "Error occurred during initialization of VM",
};
constexpr std::string_view kFarewell = "Error: A fatal exception has occurred. Program will exit.";
constexpr std::string_view kWarning = "VM warning:";

bool is_refusal(const std::string& line) {
    return std::ranges::find(kRefusals, line) != kRefusals.end();
}

// What the JVM itself printed last, without what it always says; "" where it refused nothing.
std::string refusal(const std::deque<LogEntry>& recent) {
    std::string sentence;
    bool refused = false;
    for (const auto& entry : recent | std::views::reverse | std::views::take_while(is_native)) {
        const auto& line = entry.message;
        refused = refused || is_refusal(line);
        if (is_refusal(line) || line == kFarewell || line.contains(kWarning) ||
            sentence.contains(line)) {
            continue;
        }
        sentence = sentence.empty() ? line : fmt::format("{}; {}", line, sentence);
    }
    return refused ? sentence.substr(0, kLongestReason) : std::string();
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    const auto sentence = facts.exit_code == 1 ? refusal(facts.recent) : std::string();
    if (sentence.empty()) {
        return std::nullopt;
    }
    return ExitVerdict{
        .after = AfterExit::hold,
        .finding = {.code = std::string(kCode),
                    .reason = "the JVM refuses to start: " + sentence,
                    .next_step = facts.role == Role::kafka
                                     ? "correct kafka.jvm in the document, or KAFKA_OPTS and "
                                       "KAFKA_HEAP_OPTS in the environment, then start the node"
                                     : "correct zookeeper.jvm in the document, or SERVER_JVMFLAGS "
                                       "and ZK_SERVER_HEAP in the environment, then start the "
                                       "node"}};
}

}  // namespace

const Condition kJvmOptionRefused{
    .code = kCode, .summary = "the JVM does not start with its options", .after_exit = after_exit};

}  // namespace ballast::agent
