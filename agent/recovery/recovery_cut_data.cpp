// Condition: a broker's recovery of its logs threw records away.
//
// Detects: LogLoader's words at a damaged batch, or at an offset that cannot be.
// Safe action: a warning that stays until the next start. After a kill it is often the last batch,
// half written and never acknowledged; then nothing is lost.
// Refuses: to call such a recovery clean, and to keep the broker from starting.
#include <fmt/format.h>

#include <array>

#include "agent/recovery/all_conditions.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "RECOVERY_CUT_DATA";

// kafka.log.LogLoader.recoverLog and recoverSegment, Kafka 2.8 to 3.9.
constexpr std::array<std::string_view, 2> kCuts{
    "Corruption found in segment ",
    "Found invalid offset during recovery",
};

std::optional<Finding> in_log(const LogEntry& entry) {
    for (const auto cut : kCuts) {
        const auto at = entry.message.find(cut);
        if (at == std::string::npos) {
            continue;
        }
        // "[LogLoader partition=orders-0, dir=/data] Corruption found …"
        constexpr std::string_view kPartition = "partition=";
        const auto begin = entry.message.find(kPartition);
        const auto name = begin < at
                              ? std::string_view(entry.message).substr(begin + kPartition.size())
                              : std::string_view();
        const auto partition = name.substr(0, name.find_first_of(",]"));
        return Finding{
            .code = std::string(kCode),
            .reason = fmt::format("the recovery threw away the end of {}: {}", partition,
                                  entry.message.substr(at)),
            .next_step = fmt::format(
                "where {} had another in-sync replica Kafka copies the records from it; else what "
                "was acknowledged by this broker alone is lost. All of them: ballast logs --grep "
                "'Corruption found|invalid offset during recovery'; look at the disk (dmesg) if "
                "the machine did not crash",
                partition)};
    }
    return std::nullopt;
}

}  // namespace

const Condition kRecoveryCutData{.code = kCode,
                                 .summary = "a broker's recovery of its logs threw records away",
                                 .in_log = in_log};

}  // namespace ballast::agent
