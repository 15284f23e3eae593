#include "agent/process/short_process.hpp"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/detail/throw_error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>

#include "common/files.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
namespace process = boost::process::v2;

// Between fork and exec: a group of its own, no descriptor but the first three, no signal blocked
// or ignored, and death with the thread that started it. Only async-signal-safe calls.
struct CleanChild {
    pid_t parent = ::getpid();

    template <class Launcher>
    boost::system::error_code on_exec_setup(Launcher& /*launcher*/,
                                            const process::filesystem::path& /*program*/,
                                            const char* const* /*argv*/) const {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) {  // it died before the line above
            _exit(127);
        }
        setpgid(0, 0);
        for (int number = 1; number < NSIG; ++number) {
            signal(number, SIG_DFL);
        }
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
        return {};
    }

    // Boost's exit() would print the agent's buffered output a second time. Boost 1.81 looks for
    // the hook with other arguments than it calls it with.
    template <class... Arguments>
    static void on_exec_error(const Arguments&... /*arguments*/) {
        _exit(127);
    }
};

// Descriptors for the child's standard streams.
struct Streams {
    int in;
    int out;

    template <class Launcher>
    boost::system::error_code on_exec_setup(Launcher& /*launcher*/,
                                            const process::filesystem::path& /*program*/,
                                            const char* const* /*argv*/) const {
        dup2(in, STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        dup2(out, STDERR_FILENO);
        return {};
    }
};

struct Environment {
    std::vector<const char*> entries;

    template <class Launcher>
    boost::system::error_code on_setup(Launcher& launcher,
                                       const process::filesystem::path& /*program*/,
                                       const char* const* /*argv*/) {
        launcher.env = entries.data();
        return {};
    }
};

class RunningProcess final : public ShortProcess {
  public:
    explicit RunningProcess(process::process started) : process_(std::move(started)) {}
    ~RunningProcess() override {
        if (!reaped_) {
            boost::system::error_code ignored;
            signal(SIGKILL);
            process_.wait(ignored);
        }
    }
    RunningProcess(const RunningProcess&) = delete;
    RunningProcess& operator=(const RunningProcess&) = delete;

    void signal(int number) override {
        if (!reaped_) {
            ::kill(-process_.id(), number);
        }
    }

    net::awaitable<Result<int>> wait(std::chrono::milliseconds limit) override {
        using namespace net::experimental::awaitable_operators;
        net::steady_timer timer(co_await net::this_coro::executor, limit);
        auto first = co_await (process_.async_wait(net::as_tuple(net::use_awaitable)) ||
                               timer.async_wait(net::as_tuple(net::use_awaitable)));
        if (first.index() == 1) {
            co_return fail(ErrorKind::timed_out, "the process did not end in time");
        }
        if (const auto error = std::get<0>(std::get<0>(first)); error) {
            co_return fail(ErrorKind::io, "cannot wait for the process: " + error.message());
        }
        // The group outlives its leader; its number stays taken as long as somebody is in it.
        signal(SIGKILL);
        reaped_ = true;
        co_return process_.native_exit_code();
    }

  private:
    process::process process_;
    bool reaped_ = false;
};

}  // namespace

Result<std::unique_ptr<ShortProcess>> ShortProcess::start(
    net::any_io_executor executor, const std::vector<std::string>& argv,
    const std::vector<std::string>& environment, const std::filesystem::path& log) {
    if (argv.empty()) {
        return fail(ErrorKind::io, "cannot run nothing");
    }
    const int in = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (in < 0 || out < 0) {
        const int reason = errno;
        ::close(in);
        ::close(out);
        return std::unexpected(system_error("cannot write " + log.string(), reason));
    }
    Environment entries;
    for (const auto& entry : environment) {
        entries.entries.push_back(entry.c_str());
    }
    entries.entries.push_back(nullptr);
    process::posix::default_launcher launcher;
    boost::system::error_code error;
    auto started =
        launcher(executor, error, argv[0], std::vector<std::string>(argv.begin() + 1, argv.end()),
                 std::move(entries), Streams{in, out}, CleanChild{});
    ::close(in);
    ::close(out);
    if (error) {
        if (launcher.pid > 0) {
            ::waitpid(launcher.pid, nullptr, 0);
        }
        return fail(ErrorKind::io, "cannot run " + argv[0] + ": " + error.message());
    }
    return std::make_unique<RunningProcess>(std::move(started));
}

}  // namespace ballast::agent
