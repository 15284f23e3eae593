#include "agent/facts/crash_report.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

namespace ballast::agent {

std::filesystem::path find_crash_report(const std::filesystem::path& folder, pid_t pid,
                                        WallTime not_before) {
    auto file = folder / fmt::format("hs_err_pid{}.log", pid);
    struct stat facts{};
    if (::stat(file.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return {};
    }
    // File times come from a clock that lags a tick behind.
    constexpr std::chrono::seconds kSlack{1};
    const auto written = std::chrono::system_clock::from_time_t(facts.st_mtim.tv_sec) +
                         std::chrono::nanoseconds{facts.st_mtim.tv_nsec};
    return written + kSlack >= not_before ? file : std::filesystem::path();
}

}  // namespace ballast::agent
