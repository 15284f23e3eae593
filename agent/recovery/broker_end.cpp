#include "agent/recovery/broker_end.hpp"

#include "agent/recovery/log_text.hpp"

namespace ballast::agent {

const LogEntry* startup_failure(const ExitFacts& facts) {
    // ".", or " during startup." where the configuration was read without a complaint.
    constexpr std::string_view kGivesUp = "Exiting Kafka due to fatal exception";
    return facts.role == Role::kafka && facts.signal == 0 && facts.exit_code == 1
               ? find_entry(facts, kGivesUp)
               : nullptr;
}

const LogEntry* startup_failure_saying(const ExitFacts& facts, std::string_view text) {
    const auto* entry = startup_failure(facts);
    return entry != nullptr && says(*entry, text) ? entry : nullptr;
}

}  // namespace ballast::agent
