// Condition: Kafka or ZooKeeper refuses its configuration.
//
// Detects: a broker's exit 1 with an exception over its configuration, before it served; a
// ZooKeeper server's exit 2.
// Safe action: HELD with the sentence of Kafka or ZooKeeper; the same configuration would be
// refused again. Another one clears this.
// Refuses: to leave a setting out by itself, and to try again.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/broker_end.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "CONFIG_REFUSED";
constexpr int kInvalidInvocation = 2;  // ZooKeeper's ExitCode.INVALID_INVOCATION

// Thrown over settings later in the start, too; anything at all where KafkaConfig is built, of
// which Kafka speaks without "during startup".
constexpr std::array<std::string_view, 3> kOfSettings{
    "org.apache.kafka.common.config.ConfigException",
    "org.apache.kafka.common.errors.InvalidConfigurationException",
    "java.lang.ClassNotFoundException",
};

std::optional<std::string> refusal_of_broker(const ExitFacts& facts) {
    const auto* entry = startup_failure(facts);
    if (entry == nullptr || facts.served) {
        return std::nullopt;
    }
    const auto setting =
        std::ranges::find_if(kOfSettings, [&](auto text) { return says(*entry, text); });
    if (setting != kOfSettings.end()) {
        auto sentence = sentence_with(*entry, *setting);
        return setting->ends_with("ClassNotFoundException") ? "there is no class " + sentence
                                                            : sentence;
    }
    return says(*entry, "during startup") ? std::nullopt : std::optional(complaint_of(*entry));
}

std::optional<std::string> refusal(const ExitFacts& facts) {
    if (facts.role == Role::kafka) {
        return refusal_of_broker(facts);
    }
    if (facts.signal != 0 || facts.exit_code != kInvalidInvocation) {
        return std::nullopt;
    }
    const auto* entry = last_complaint(facts);
    return entry == nullptr ? "exit 2 without a word" : complaint_of(*entry);
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    const auto sentence = refusal(facts);
    if (!sentence) {
        return std::nullopt;
    }
    const auto role = to_string(facts.role);
    return ExitVerdict{
        .after = AfterExit::hold,
        .finding = {.code = std::string(kCode),
                    .reason = fmt::format("{} refuses its configuration: {}", role, *sentence),
                    .next_step = fmt::format("correct {}.config in the document (ballast config "
                                             "render shows the files), then: ballast node start "
                                             "{}",
                                             role, facts.node)}};
}

}  // namespace

const Condition kConfigRefused{.code = kCode,
                               .summary = "Kafka or ZooKeeper refuses its configuration",
                               .after_exit = after_exit};

}  // namespace ballast::agent
