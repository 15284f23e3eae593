#include "agent/node/restart_policy.hpp"

#include <algorithm>

namespace ballast::agent {
namespace {

std::int64_t in_ms(SteadyTime time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace

RestartPolicy::RestartPolicy(RestartHistory kept, const std::string& boot_id, RestartBudget budget)
    : budget_(budget), history_(std::move(kept)) {
    if (history_.boot_id != boot_id) {
        history_ = {.boot_id = boot_id, .revision = history_.revision};
    }
}

RestartPolicy::Verdict RestartPolicy::on_end(SteadyTime now, double jitter, bool excused) {
    auto& ends = excused ? history_.excused_ms : history_.ends_ms;
    const auto oldest = in_ms(now - budget_.window);
    std::erase_if(ends, [&](std::int64_t end) { return end < oldest; });
    ends.push_back(in_ms(now));
    Verdict verdict{.hold = !excused && ends.size() >= budget_.most_ends, .ends = ends.size()};
    auto ceiling = budget_.first_delay;
    for (std::size_t i = 1; i < ends.size() && ceiling < budget_.longest_delay; ++i) {
        ceiling *= 2;
    }
    ceiling = std::min(ceiling, budget_.longest_delay);
    const double share = 0.5 + 0.5 * jitter;
    verdict.delay = std::chrono::milliseconds{
        static_cast<std::int64_t>(static_cast<double>(ceiling.count()) * share)};
    history_.not_before_ms = in_ms(now + verdict.delay);
    return verdict;
}

void RestartPolicy::forgive() {
    history_.ends_ms.clear();
    history_.excused_ms.clear();
    history_.not_before_ms = 0;
}

void RestartPolicy::on_revision(const std::string& revision) {
    if (history_.revision != revision) {
        forgive();
        history_.revision = revision;
    }
}

std::chrono::milliseconds RestartPolicy::remaining(SteadyTime now) const {
    const auto left = history_.not_before_ms - in_ms(now);
    return std::chrono::milliseconds{
        std::clamp<std::int64_t>(left, 0, budget_.longest_delay.count())};
}

}  // namespace ballast::agent
