// Condition: an index file of a partition is damaged.
//
// Detects: an append that a damaged index refuses (its clients get errors), also as the reason of
// exit 1 at a start; at a start, indexes that Kafka found damaged or missing and made anew.
// Safe action: a warning; after an exit HELD. What Kafka rebuilt is told as INDEX_REBUILT.
// Refuses: to rename an index file by itself. Kafka writes a batch before its index entry, so an
// append that the index refused has left its batch in the segment, and the next one has the same
// offsets: a rebuild of the index then stops at these and the broker does not start any more.
#include <fmt/format.h>

#include <array>

#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/broker_end.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "CORRUPT_INDEX";

// OffsetIndex.append and TimeIndex.maybeAppend; the index's path is the last word.
constexpr std::string_view kRefused = "no larger than the last offset appended";

std::filesystem::path path_at_end(const std::string& sentence) {
    const auto space = sentence.rfind(' ');
    return space == std::string::npos ? std::string() : sentence.substr(space + 1);
}

std::string remedy(const std::filesystem::path& index) {
    return fmt::format(
        "only while another replica of {} is in sync: stop the node, move the folder {} out of the "
        "log dir (keep it), start the node: Kafka copies the partition anew. Do not move the index "
        "alone",
        index.parent_path().filename().string(), index.parent_path().string());
}

std::optional<Finding> rebuilt(const LogEntry& entry) {
    // kafka.log.LogLoader.loadSegmentFiles.
    constexpr std::array<std::string_view, 2> kRebuilds{
        "Found a corrupted index file corresponding to log file ",
        "Could not find offset index file corresponding to log file ",
    };
    for (const auto rebuild : kRebuilds) {
        const auto at = entry.message.find(rebuild);
        if (at != std::string::npos) {
            const auto file = std::string_view(entry.message).substr(at + rebuild.size());
            return Finding{.code = "INDEX_REBUILT",
                           .reason = fmt::format("Kafka made the index files of {} anew",
                                                 file.substr(0, file.find_first_of(" ,"))),
                           .next_step =
                               "nothing for Kafka; if nobody touched the files, look at "
                               "the disk (dmesg, smartctl)"};
        }
    }
    return std::nullopt;
}

std::optional<Finding> in_log(const LogEntry& entry) {
    if (!says(entry, kRefused)) {
        return rebuilt(entry);
    }
    const auto index = path_at_end(sentence_with(entry, kRefused));
    return Finding{.code = std::string(kCode),
                   .reason = fmt::format("the index {} is damaged, and records cannot be written "
                                         "to {}",
                                         index.string(), index.parent_path().filename().string()),
                   .next_step = remedy(index)};
}

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    const auto* entry = startup_failure_saying(facts, kRefused);
    if (entry == nullptr) {
        return std::nullopt;
    }
    const auto sentence = sentence_with(*entry, kRefused);
    return ExitVerdict{
        .after = AfterExit::hold,
        .finding = {.code = std::string(kCode),
                    .reason = "Kafka cannot load a segment whose offsets overlap: " + sentence,
                    .next_step = fmt::format("{}: ballast node start {}",
                                             remedy(path_at_end(sentence)), facts.node)}};
}

}  // namespace

const Condition kCorruptIndex{.code = kCode,
                              .summary = "an index file of a partition is damaged",
                              .after_exit = after_exit,
                              .in_log = in_log};

}  // namespace ballast::agent
