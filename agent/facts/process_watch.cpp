#include "agent/facts/process_watch.hpp"

#include <algorithm>
#include <filesystem>
#include <string>

#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

// Fields of /proc/PID/stat behind the name, which may hold blanks and parentheses; the first of
// them, the state, is field 3 of proc(5).
std::vector<std::string_view> fields_after_name(std::string_view stat) {
    const auto name_end = stat.rfind(") ");
    return name_end == std::string_view::npos ? std::vector<std::string_view>()
                                              : split(stat.substr(name_end + 2), ' ');
}

std::uint64_t count_of(std::string_view text) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, parse_integer(text).value_or(0)));
}

std::optional<std::uint64_t> voluntary_switches(const std::filesystem::path& task) {
    constexpr std::string_view kKey = "voluntary_ctxt_switches:";
    const auto status = read_file(task / "status", 16U << 10U);
    if (!status) {
        return std::nullopt;
    }
    for (const auto line : split(*status, '\n')) {
        if (line.starts_with(kKey)) {
            return count_of(trim(line.substr(kKey.size())));
        }
    }
    return std::nullopt;
}

std::vector<ProcessSample::DiskWaiter> find_disk_waiters(const std::filesystem::path& process) {
    std::vector<ProcessSample::DiskWaiter> waiters;
    std::error_code error;
    auto task = std::filesystem::directory_iterator(process / "task", error);
    for (; !error && task != std::filesystem::directory_iterator(); task.increment(error)) {
        const auto stat = read_file(task->path() / "stat", 4096);
        const auto fields = stat ? fields_after_name(*stat) : std::vector<std::string_view>();
        if (fields.empty() || fields[0] != "D") {
            continue;
        }
        if (const auto sleeps = voluntary_switches(task->path())) {
            const auto thread = count_of(task->path().filename().string());
            waiters.push_back({static_cast<pid_t>(thread), *sleeps});
        }
    }
    return waiters;
}

std::chrono::milliseconds since(SteadyTime then, SteadyTime now) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - then);
}

}  // namespace

std::optional<ProcessSample> sample_process(pid_t pid, bool look_at_threads) {
    const auto folder = std::filesystem::path("/proc") / std::to_string(pid);
    const auto identity = identify_process(pid);
    const auto stat = read_file(folder / "stat", 4096);
    if (!identity || !stat) {
        return std::nullopt;
    }
    constexpr std::size_t kUserTime = 14 - 3;
    const auto fields = fields_after_name(*stat);
    if (fields.size() <= kUserTime + 1) {
        return std::nullopt;
    }
    ProcessSample sample{.process = *identity,
                         .stopped = fields[0] == "T" || fields[0] == "t",
                         .cpu_ticks = count_of(fields[kUserTime]) + count_of(fields[kUserTime + 1]),
                         .looked_at_threads = look_at_threads,
                         .disk_waiters = {}};
    if (look_at_threads) {
        sample.disk_waiters = find_disk_waiters(folder);
    }
    return sample;
}

ProcessActivity ProcessWatch::update(const std::optional<ProcessSample>& sample, SteadyTime now) {
    if (!sample) {
        *this = {};
        return {};
    }
    if (process_ != sample->process) {
        *this = {};
        process_ = sample->process;
        cpu_ticks_ = sample->cpu_ticks;
        cpu_moved_ = now;
    }
    if (cpu_ticks_ != sample->cpu_ticks) {
        cpu_ticks_ = sample->cpu_ticks;
        cpu_moved_ = now;
    }
    return {.stopped_by_signal = sample->stopped,
            .cpu_idle = since(cpu_moved_, now),
            .disk_wait = longest_wait(*sample, now)};
}

std::chrono::milliseconds ProcessWatch::longest_wait(const ProcessSample& sample, SteadyTime now) {
    std::map<pid_t, Wait> waits;
    std::chrono::milliseconds longest{0};
    for (const auto& waiter : sample.disk_waiters) {
        const auto before = waits_.find(waiter.thread);
        const bool same = before != waits_.end() && before->second.sleeps == waiter.sleeps;
        const Wait wait{waiter.sleeps, same ? before->second.since : now};
        longest = std::max(longest, since(wait.since, now));
        waits.insert_or_assign(waiter.thread, wait);
    }
    waits_ = std::move(waits);
    return longest;
}

}  // namespace ballast::agent
