#include "agent/health/recovery_progress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace ballast::agent {

namespace {

// Takes `prefix` off; false when it is not there.
bool eat(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

std::optional<std::int64_t> eat_number(std::string_view& text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value < 0) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

RecoveryProgress::Dir* dir_of(RecoveryProgress& progress, std::string_view path) {
    const auto known = progress.dirs.find(std::string(path));
    if (known != progress.dirs.end()) {
        return &known->second;
    }
    if (path.empty() || progress.dirs.size() >= RecoveryProgress::kMaxDirs) {
        return nullptr;
    }
    return &progress.dirs[std::string(path)];
}

// "Recovering 12 logs from /d since no clean shutdown file was found",
// "Skipping recovery of 12 logs from /d since clean shutdown file was found".
bool take_dir_start(RecoveryProgress& progress, std::string_view text) {
    const bool unclean = eat(text, "Recovering ");
    if (!unclean && !eat(text, "Skipping recovery of ")) {
        return false;
    }
    const auto total = eat_number(text);
    const auto end = text.rfind(" since ");
    if (!total || !eat(text, " logs from ") || end == std::string_view::npos) {
        return false;
    }
    const auto path = text.substr(0, text.rfind(" since "));
    if (auto* dir = dir_of(progress, path)) {
        *dir = {.done = 0, .total = *total, .unclean = unclean};
    }
    progress.loading = true;
    progress.recovering = progress.recovering || unclean;
    return true;
}

// "Completed load of Log(dir=...) with 1 segments, ... in 5ms (3/12 completed in /d)".
bool take_log_done(RecoveryProgress& progress, std::string_view text) {
    const auto open = text.rfind('(');
    if (!text.starts_with("Completed load of ") || open == std::string_view::npos ||
        !text.ends_with(')')) {
        return false;
    }
    text = text.substr(open + 1, text.size() - open - 2);
    const auto done = eat_number(text);
    if (!done || !eat(text, "/")) {
        return false;
    }
    const auto total = eat_number(text);
    if (!total || !eat(text, " completed in ")) {
        return false;
    }
    if (auto* dir = dir_of(progress, text)) {
        // Several threads log: a lower number may come later.
        dir->done = std::max(dir->done, *done);
        dir->total = *total;
    }
    return true;
}

}  // namespace

std::int64_t RecoveryProgress::done() const {
    std::int64_t sum = 0;
    for (const auto& [path, dir] : dirs) {
        sum += dir.done;
    }
    return sum;
}

std::int64_t RecoveryProgress::total() const {
    std::int64_t sum = 0;
    for (const auto& [path, dir] : dirs) {
        sum += dir.total;
    }
    return sum;
}

std::string RecoveryProgress::in_words() const {
    if (!loading) {
        return {};
    }
    return fmt::format("{} logs: {} of {} done", recovering ? "recovering" : "loading", done(),
                       total());
}

RecoveryProgress advance(RecoveryProgress progress, const LogEntry& entry) {
    // LogManager moved to another package in Kafka 4 (org.apache.kafka.storage.internals.log).
    if (!entry.logger.ends_with(".LogManager")) {
        return progress;
    }
    const std::string_view text = entry.message;
    if (text.starts_with("Loading logs from log dirs ")) {
        progress = {};
        progress.loading = true;
        return progress;
    }
    if (take_dir_start(progress, text) || take_log_done(progress, text)) {
        return progress;
    }
    std::string_view rest = text;
    if (eat(rest, "Loaded ") && eat_number(rest) && eat(rest, " logs in ")) {
        progress.loading = false;
        progress.recovering = false;
    }
    return progress;
}

}  // namespace ballast::agent
