#include "agent/archive/archive_maker.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

#include "agent/archive/archive_key.hpp"
#include "agent/archive/class_path.hpp"
#include "agent/archive/scratch_node.hpp"
#include "agent/health/probe.hpp"
#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kServePatience{90};
constexpr seconds kStopPatience{60};

// Held while an archive is made, so that it is made once.
class MakerLock {
  public:
    explicit MakerLock(const std::filesystem::path& file)
        : fd_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}
    ~MakerLock() { ::close(fd_); }
    MakerLock(const MakerLock&) = delete;
    MakerLock& operator=(const MakerLock&) = delete;
    bool try_take() const { return ::flock(fd_, LOCK_EX | LOCK_NB) == 0; }

  private:
    int fd_;
};

net::awaitable<void> pause(milliseconds time) {
    net::steady_timer timer(co_await net::this_coro::executor, time);
    co_await timer.async_wait(net::use_awaitable);
}

net::awaitable<Result<void>> until_serving(const ArchiveOrder& order, Role role) {
    const auto target = probe_target(scratch_identity(order, role));
    constexpr milliseconds kPause{100};
    Readiness last;
    for (milliseconds waited{0}; waited < kServePatience; waited += kPause) {
        last = co_await probe(target, seconds{2});
        if (last.serving) {
            co_return Result<void>{};
        }
        co_await pause(kPause);
    }
    co_return fail(ErrorKind::timed_out,
                   fmt::format("the scratch {} does not serve: {}", to_string(role), last.reason));
}

net::awaitable<Result<void>> stop(ShortProcess& jvm) {
    jvm.signal(SIGTERM);
    const auto status = co_await jvm.wait(kStopPatience);
    co_return status ? Result<void>() : std::unexpected(status.error());
}

// A JVM with -Xshare:on refuses to start with an archive that does not fit.
net::awaitable<Result<void>> verify(net::any_io_executor executor, const ArchiveOrder& order,
                                    const std::vector<std::filesystem::path>& jars,
                                    const std::filesystem::path& file,
                                    const std::filesystem::path& folder) {
    const std::vector<std::string> class_path(jars.begin(), jars.end());
    CO_TRY(auto java, ShortProcess::start(executor,
                                          {(order.java_home / "bin" / "java").string(),
                                           "-Xshare:on", "-XX:SharedArchiveFile=" + file.string(),
                                           "-cp", join(class_path, ":"), "-version"},
                                          {}, folder / "verify.out"));
    CO_TRY(const int status, co_await java->wait(seconds{30}));
    if (status != 0) {
        const auto output = read_file(folder / "verify.out");
        co_return fail(ErrorKind::refused, "the JVM does not take the archive: " +
                                               std::string(trim(output.value_or(""))));
    }
    co_return Result<void>{};
}

net::awaitable<Result<void>> run_and_dump(net::any_io_executor executor, const ArchiveOrder& order,
                                          const std::filesystem::path& folder,
                                          const std::filesystem::path& file) {
    const auto shared_memory =
        std::filesystem::path("/dev/shm") / fmt::format("ballast-{}", ::geteuid()) / "archive";
    CO_TRY_VOID(make_folders(shared_memory, 0700));
    CO_TRY(const auto secrets, ScratchFolder::make(shared_memory));
    const ScratchPlace place{folder, secrets.path()};
    const std::string dump = "-XX:ArchiveClassesAtExit=" + file.string();
    const bool kafka = order.role == Role::kafka;
    CO_TRY(auto zookeeper,
           start_scratch_node(executor, order, Role::zookeeper, place,
                              kafka ? std::vector<std::string>{} : std::vector<std::string>{dump}));
    if (kafka) {
        CO_TRY(auto broker, start_scratch_node(executor, order, Role::kafka, place, {dump}));
        CO_TRY_VOID(co_await until_serving(order, Role::kafka));
        CO_TRY_VOID(co_await stop(*broker));
    } else {
        CO_TRY_VOID(co_await until_serving(order, Role::zookeeper));
    }
    co_return co_await stop(*zookeeper);
}

}  // namespace

net::awaitable<Result<ArchiveOutcome>> make_archive(net::any_io_executor executor,
                                                    ArchiveOrder order) {
    CO_TRY(const auto jars, list_jars(order.kafka_home));
    CO_TRY(const auto key, archive_key(order.java_home, jars));
    ArchiveOutcome outcome{archive_file(order.output, key, order.role), false};
    CO_TRY_VOID(make_folders(outcome.file.parent_path(), 0700));
    const MakerLock lock(outcome.file.string() + ".lock");
    while (!lock.try_take()) {
        co_await pause(milliseconds{100});
    }
    if (::access(outcome.file.c_str(), R_OK) == 0) {
        co_return outcome;
    }
    CO_TRY(const auto scratch, ScratchFolder::make(outcome.file.parent_path()));
    const auto fresh = scratch.path() / "fresh.jsa";
    CO_TRY_VOID(co_await run_and_dump(executor, order, scratch.path(), fresh));
    CO_TRY_VOID(co_await verify(executor, order, jars, fresh, scratch.path()));
    if (::rename(fresh.c_str(), outcome.file.c_str()) != 0) {
        co_return std::unexpected(system_error("cannot keep " + outcome.file.string(), errno));
    }
    outcome.made = true;
    co_return outcome;
}

}  // namespace ballast::agent
