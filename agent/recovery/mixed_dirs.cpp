// Condition: snapshots and transaction logs of a ZooKeeper server lie in each other's folder.
//
// Detects: exit 3 with ZooKeeper's own check of dataDir and dataLogDir, which it makes where they
// differ.
// Safe action: HELD; another start would end in the same way.
// Refuses: to move any of the files: which of them are the newest, a person must judge.
#include "agent/recovery/all_conditions.hpp"
#include "agent/recovery/log_text.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "MIXED_DIRS";
constexpr int kCannotAccessDataDir = 3;  // ExitCode.UNABLE_TO_ACCESS_DATADIR

std::optional<ExitVerdict> after_exit(const ExitFacts& facts) {
    if (facts.role != Role::zookeeper || facts.exit_code != kCannotAccessDataDir) {
        return std::nullopt;
    }
    for (const std::string_view check :
         {"SnapDirContentCheckException", "LogDirContentCheckException"}) {
        if (const auto* entry = find_entry(facts, check)) {
            return ExitVerdict{
                .after = AfterExit::hold,
                .finding = {.code = std::string(kCode),
                            .reason = sentence_with(*entry, check),
                            .next_step = "stop here, take a copy of both folders, put snapshot.* "
                                         "into dataDir/version-2 and log.* into "
                                         "dataLogDir/version-2, then start the node"}};
        }
    }
    return std::nullopt;
}

}  // namespace

const Condition kMixedDirs{
    .code = kCode,
    .summary = "snapshots and transaction logs of a ZooKeeper server are mixed up",
    .after_exit = after_exit};

}  // namespace ballast::agent
