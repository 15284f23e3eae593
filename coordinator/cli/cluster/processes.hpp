// The processes that `up` and `down` start, look for and end.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/process_identity.hpp"
#include "common/result.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"

namespace ballast::cli {

// A short tool that is waited for.
struct ToolCommand {
    std::vector<std::string> argv;  // argv[0] an absolute path
    std::chrono::milliseconds limit = std::chrono::seconds(30);
};

struct ToolOutcome {
    int status = 0;      // exit status, or 128 + signal
    std::string output;  // standard output and error, the first 64 KiB
    bool timed_out = false;
};

// The ballast-init of a node.
struct InitFact {
    enum class State : std::uint8_t {
        none,
        starting,  // it holds its lock and has not yet said who it is
        alive,
    };
    State state = State::none;
    ProcessIdentity process;  // when alive
};

// A JVM that works on a node's folder without a ballast-init.
struct Orphan {
    ProcessIdentity process;
    std::string command;  // its main class, for people
};

// Used by one thread, blocking: a command waits for at most its limit.
class Processes {
  public:
    virtual ~Processes() = default;

    // Runs all at once and waits for all; a tool past its limit is killed. `broken_off` is asked
    // several times a second: true ends them all. Errors: io (could not be started).
    virtual std::vector<Result<ToolOutcome>> run(const std::vector<ToolCommand>& commands,
                                                 const std::function<bool()>& broken_off) = 0;
    // Starts a process that outlives us and our terminal: own session, cwd /, standard input
    // /dev/null, output appended to `log` (0600), no other descriptor, all signals at their
    // default, our environment without variables that look like secrets. Errors: io.
    virtual Result<ProcessIdentity> start_detached(const std::vector<std::string>& argv,
                                                   const std::filesystem::path& log) = 0;
    // Exit status (or 128 + signal) of a process that start_detached() made, once it has ended.
    virtual std::optional<int> ended(const ProcessIdentity& process) = 0;
    // SIGTERM to exactly this process, never to one that took its pid. Errors: not_found, io.
    virtual Result<void> terminate(const ProcessIdentity& process) = 0;

    virtual InitFact find_init(const NodeFolder& folder) = 0;
    virtual std::optional<Orphan> find_jvm(const NodeFolder& folder) = 0;
};

class SystemProcesses final : public Processes {
  public:
    std::vector<Result<ToolOutcome>> run(const std::vector<ToolCommand>& commands,
                                         const std::function<bool()>& broken_off) override;
    Result<ProcessIdentity> start_detached(const std::vector<std::string>& argv,
                                           const std::filesystem::path& log) override;
    std::optional<int> ended(const ProcessIdentity& process) override;
    Result<void> terminate(const ProcessIdentity& process) override;
    InitFact find_init(const NodeFolder& folder) override;
    std::optional<Orphan> find_jvm(const NodeFolder& folder) override;
};

// The entries of an environment ("NAME=value") that a node may see: none whose name looks like a
// secret's (PASSWORD, TOKEN, ...).
std::vector<std::string> without_secrets(const char* const* environment);

}  // namespace ballast::cli
