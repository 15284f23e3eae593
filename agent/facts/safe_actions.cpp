#include "agent/facts/safe_actions.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <signal.h>
extern "C" {  // glibc 2.36 forgets to say so
#include <sys/pidfd.h>
}

#include <cerrno>
#include <vector>

#include "agent/config/zookeeper_config.hpp"
#include "agent/facts/descriptor.hpp"
#include "agent/facts/disk_reserve.hpp"
#include "agent/facts/durable_folder.hpp"
#include "agent/facts/zookeeper_dir.hpp"
#include "common/units.hpp"

namespace ballast::agent {
namespace {

namespace fs = std::filesystem;

constexpr int kMostNames = 1000;

struct Carrier {
    const NodePaths& paths;
    WallTime now;
    FileCalls& calls;

    Result<std::string> operator()(const StopOwnJvm& action) const {
        const auto pid = action.process.pid;
        auto ended = fmt::format("process {} has ended already", pid);
        // The descriptor stays with its process. Whose it is, is asked after it was opened, so that
        // a pid that was given away in between is noticed.
        const Descriptor process(::pidfd_open(pid, 0));
        if (!process.is_open()) {
            return errno == ESRCH ? Result<std::string>(ended)
                                  : std::unexpected(system_error(
                                        fmt::format("cannot open process {}", pid), errno));
        }
        if (identify_process(pid) != action.process) {
            return ended;
        }
        if (::pidfd_send_signal(process.get(), SIGTERM, nullptr, 0) != 0) {
            return errno == ESRCH ? Result<std::string>(ended)
                                  : std::unexpected(system_error(
                                        fmt::format("cannot signal process {}", pid), errno));
        }
        return fmt::format("sent TERM to process {}", pid);
    }

    Result<std::string> operator()(const MoveAside& action) const {
        const auto& path = action.path;
        TRY(const auto aside, free_name(path));
        const int error = calls.rename(path, aside) == 0 ? 0 : errno;
        if (error != 0 && error != ENOENT) {
            return std::unexpected(system_error(
                fmt::format("cannot rename {} to {}", path.string(), aside.string()), error));
        }
        // Also where it was renamed before: a crash may have come before the sync.
        TRY_VOID(sync_folder(path.parent_path(), calls));
        return error == ENOENT
                   ? fmt::format("{} is not there any more", path.string())
                   : fmt::format("renamed {} to {}", path.string(), aside.filename().string());
    }

    Result<std::string> operator()(const RemoveInitialize& /*action*/) const {
        std::vector<std::string> removed;
        for (const auto& file : initialize_files(zookeeper_data_dir(paths))) {
            if (calls.unlink(file) == 0) {
                removed.push_back(file.string());
            } else if (errno != ENOENT) {
                return std::unexpected(system_error("cannot remove " + file.string(), errno));
            }
            TRY_VOID(sync_folder(file.parent_path(), calls));
        }
        return removed.empty() ? "there was no initialize any more"
                               : fmt::format("removed {}", fmt::join(removed, " and "));
    }

    Result<std::string> operator()(const GiveBackReserve& /*action*/) const {
        TRY(const auto bytes, give_back_reserve(paths.volume, calls));
        return bytes == 0 ? "there was no reserve any more"
                          : fmt::format("gave back the reserve of {}", format_size(bytes));
    }

  private:
    // Nobody else makes such names: one agent is on a volume at a time.
    Result<fs::path> free_name(const fs::path& path) const {
        const auto base = fmt::format("{}.quarantine-{:%Y%m%dT%H%M%SZ}", path.string(),
                                      fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
        for (int number = 1; number <= kMostNames; ++number) {
            fs::path name = number == 1 ? base : fmt::format("{}-{}", base, number);
            std::error_code ignored;
            if (!fs::exists(fs::symlink_status(name, ignored))) {
                return name;
            }
        }
        return fail(ErrorKind::io, fmt::format("{} and its numbered forms are all taken", base));
    }
};

}  // namespace

Result<std::string> carry_out(const SafeAction& action, const NodePaths& paths, WallTime now,
                              FileCalls& calls) {
    return std::visit(Carrier{paths, now, calls}, action);
}

}  // namespace ballast::agent
