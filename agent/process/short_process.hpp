// A child that the agent runs for itself (never the node's JVM, which is init's): ended with its
// owner, its output in a file.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/result.hpp"

namespace ballast::agent {

// Event loop only. Destroying it kills the process's group and reaps it; the end of the loop's
// thread, also by SIGKILL, kills the process.
class ShortProcess {
  public:
    // The child has an environment of its own, /dev/null as stdin, and its output appended to
    // `log`. Errors: io.
    static Result<std::unique_ptr<ShortProcess>> start(boost::asio::any_io_executor executor,
                                                       const std::vector<std::string>& argv,
                                                       const std::vector<std::string>& environment,
                                                       const std::filesystem::path& log);
    virtual ~ShortProcess() = default;

    virtual void signal(int number) = 0;
    // The wait status, as waitpid(2) gives it. Errors: timed_out, io.
    virtual boost::asio::awaitable<Result<int>> wait(std::chrono::milliseconds limit) = 0;
};

}  // namespace ballast::agent
