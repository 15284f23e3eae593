// Condition: the Java of this node is too old for what it shall run.
//
// Detects: before the start, a version below 11, which knows no -Xlog; exit 1 with
// UnsupportedClassVersionError.
// Safe action: HELD; a Java that is replaced in its place is noticed.
// Refuses: to look for another Java by itself.
#include <fmt/format.h>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/log_text.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "WRONG_JAVA";
constexpr std::string_view kNextStep =
    "install a newer Java (Ballast is tested with 17), name it in jvm.home or JAVA_HOME, then "
    "start the node";
constexpr int kOldestJava = 11;
constexpr std::chrono::seconds kLookAgain{10};

std::optional<StartVerdict> before_start(const StartFacts& facts) {
    if (facts.java_major == 0 || facts.java_major >= kOldestJava) {
        return std::nullopt;
    }
    return StartVerdict{
        .step = StartStep::hold,
        .finding = {.code = std::string(kCode),
                    .reason = fmt::format("{} is Java {}, and the options that Ballast gives to "
                                          "JVMs need {} or later",
                                          facts.identity.java_home.string(), facts.java_version,
                                          kOldestJava),
                    .next_step = std::string(kNextStep)},
        .look_again = kLookAgain};
}

// "class file version 69.0" is Java 25's (JVM specification, table 4.1-A).
std::optional<std::int64_t> java_after(std::string_view text, std::string_view words) {
    constexpr std::int64_t kBeforeJava1 = 44;
    const auto at = text.find(words);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    const auto rest = text.substr(at + words.size());
    const auto version = parse_integer(rest.substr(0, rest.find('.')));
    return version ? std::optional(*version - kBeforeJava1) : std::nullopt;
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    constexpr std::string_view kTooNew = "UnsupportedClassVersionError";
    const auto* entry = facts.exit_code == 1 ? find_entry(facts, kTooNew) : nullptr;
    if (entry == nullptr) {
        return std::nullopt;
    }
    auto sentence = sentence_with(*entry, kTooNew);
    const auto needed = java_after(sentence, "class file version ");
    const auto present = java_after(sentence, "class file versions up to ");
    return ExitVerdict{
        .after = AfterExit::hold,
        .finding = {.code = std::string(kCode),
                    .reason = needed && present
                                  ? fmt::format("what shall run needs Java {}, this is Java {}",
                                                *needed, *present)
                                  : std::move(sentence),
                    .next_step = std::string(kNextStep)}};
}

}  // namespace

const Condition kWrongJava{.code = kCode,
                           .summary = "the Java of the node is too old",
                           .before_start = before_start,
                           .after_exit = after_exit};

}  // namespace ballast::agent
