#include "coordinator/cli/cluster/down.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "coordinator/cli/cluster/cluster_index.hpp"
#include "coordinator/cli/cluster/coordinator_process.hpp"
#include "coordinator/cli/cluster/exit_codes.hpp"
#include "coordinator/cli/cluster/file_lock.hpp"
#include "coordinator/cli/cluster/http_agents.hpp"
#include "coordinator/cli/cluster/interrupts.hpp"
#include "coordinator/cli/cluster/progress.hpp"
#include "coordinator/cli/cluster/purge.hpp"
#include "coordinator/cli/cluster/stopper.hpp"

namespace ballast::cli {
namespace {

// A broker that is just starting may finish that first: a TERM then costs a recovery.
constexpr auto kPatience = std::chrono::seconds(30);

// Agents of a cluster whose certificates are gone: its nodes are stopped by signal.
class NoAgents final : public Agents {
  public:
    boost::asio::awaitable<Result<AgentReport>> report(const NodeIdentity&,
                                                       std::chrono::milliseconds) override {
        co_return fail(ErrorKind::unreachable, "the cluster has no certificates");
    }
    boost::asio::awaitable<Result<void>> shut_down(const NodeIdentity&, const std::string&,
                                                   std::chrono::milliseconds) override {
        co_return fail(ErrorKind::unreachable, "the cluster has no certificates");
    }
};

class Down {
  public:
    Down(const DownOptions& options, Terminal& terminal, ClusterFolder folder, ClusterRecord record)
        : options_(options),
          terminal_(terminal),
          folder_(std::move(folder)),
          record_(std::move(record)) {}

    int run();

  private:
    DownOptions options_;
    Terminal& terminal_;
    ClusterFolder folder_;
    ClusterRecord record_;
    SystemClock clock_;
    SystemProcesses processes_;
    boost::asio::io_context io_{1};

    bool confirm(const PurgeList& list);
    int stop(std::vector<StopTarget> targets);
    int tell(const StopResult& result, SteadyTime begin);
    int purge_all();
    void warn_of_unclean(const std::vector<std::string>& stopped);
};

bool Down::confirm(const PurgeList& list) {
    if (options_.yes) {
        return true;
    }
    terminal_.write_error(
        fmt::format("This deletes the cluster {} with all its records, for good:\n", record_.name));
    for (const auto& path : list.doomed) {
        if (path.parent_path() == folder_.nodes() || path.parent_path() == folder_.root ||
            !path.string().starts_with(folder_.root.string())) {
            terminal_.write_error("  " + path.string() + "\n");
        }
    }
    return terminal_.confirm("Type the cluster's name to go on: ", record_.name);
}

int Down::stop(std::vector<StopTarget> targets) {
    std::unique_ptr<Agents> agents = std::make_unique<NoAgents>();
    if (auto found = make_http_agents(folder_)) {
        agents = *std::move(found);
    }
    Interrupts interrupts;
    const auto begin = clock_.steady();
    StopInput input{.agents = *agents,
                    .processes = processes_,
                    .clock = clock_,
                    .terminal = terminal_,
                    .reason = fmt::format("`ballast down` by user {}", ::getuid()),
                    .deadline = begin + options_.timeout,
                    .patience = begin + kPatience,
                    .hurry = [] { return false; },
                    .leave = [&] { return interrupts.count() > 0; }};
    StopResult result;
    boost::asio::co_spawn(io_, stop_nodes(std::move(input), std::move(targets)),
                          [&](const std::exception_ptr& thrown, StopResult finished) {
                              if (thrown) {
                                  std::rethrow_exception(thrown);
                              }
                              result = std::move(finished);
                          });
    io_.run();
    return tell(result, begin);
}

int Down::tell(const StopResult& result, SteadyTime begin) {
    warn_of_unclean(result.stopped);
    int code = kExitDone;
    for (const auto& failure : result.failures) {
        print_problem(terminal_, failure.node + ": " + failure.message);
        code = std::max(code, exit_code_of({failure.kind, {}, {}}));
    }
    if (result.broken_off) {
        print_problem(terminal_,
                      "broken off: nodes that were asked to stop go on stopping; run it again for "
                      "the others");
        return kExitNo;
    }
    if (code == kExitDone) {
        terminal_.write(fmt::format("{} is down, in {}\n", record_.name,
                                    seconds_text(clock_.steady() - begin)));
    }
    return code;
}

void Down::warn_of_unclean(const std::vector<std::string>& stopped) {
    for (const auto& name : stopped) {
        // Relative storage.dirs; a folder that a broker used and closed well has the marker.
        std::error_code error;
        for (const auto& entry :
             std::filesystem::directory_iterator(folder_.node(name).volume(), error)) {
            if (std::filesystem::exists(entry.path() / "meta.properties", error) &&
                !std::filesystem::exists(entry.path() / ".kafka_cleanshutdown", error)) {
                terminal_.write_error(
                    fmt::format("{} {} did not stop cleanly ({} has no .kafka_cleanshutdown): its "
                                "next start reads its logs again\n",
                                terminal_.paint_error(Colour::yellow, "warning:"), name,
                                entry.path().string()));
            }
        }
    }
}

int Down::purge_all() {
    const auto folders = user_folders();
    const auto list = list_purge(folder_, record_);  // again: the stop has changed the folders
    if (!folders || !list) {
        return print_error(terminal_, !folders ? folders.error() : list.error());
    }
    AddressClaims claims;
    ClusterIndex index(folders->data);
    if (const auto purged = purge(folder_, record_, *list, claims, index); !purged) {
        return print_error(terminal_, purged.error());
    }
    for (const auto& stranger : list->strangers) {
        terminal_.write_error(
            fmt::format("left alone, not made by Ballast: {}\n", stranger.string()));
    }
    terminal_.write(fmt::format("{} is deleted\n", record_.name));
    return kExitDone;
}

int Down::run() {
    auto lock = FileLock::take(folder_.lock());
    if (!lock) {
        return print_error(terminal_, in_context(std::move(lock).error(),
                                                 "another `up` or `down` works on this cluster"));
    }
    const auto nodes = read_nodes(folder_);
    const auto list = options_.purge ? list_purge(folder_, record_) : PurgeList{};
    if (!nodes || !list) {
        return print_error(terminal_, !nodes ? nodes.error() : list.error());
    }
    if (options_.purge && !confirm(*list)) {
        return print_error(terminal_,
                           {ErrorKind::refused,
                            "not confirmed, nothing was done: type the cluster's name, or give "
                            "--yes in a script",
                            {}});
    }
    std::vector<StopTarget> targets;
    for (const auto& node : *nodes) {
        const auto folder = folder_.node(node.name);
        if (processes_.find_init(folder).state != InitFact::State::none ||
            processes_.find_jvm(folder)) {
            targets.push_back({node, folder});
        }
    }
    if (targets.empty()) {
        terminal_.write(fmt::format("nothing of {} is running\n", record_.name));
    } else if (const int code = stop(std::move(targets)); code != kExitDone) {
        return code;
    }
    // The last, so that it sees to the end.
    if (const auto stopped =
            stop_coordinator(folder_, processes_, clock_, clock_.steady() + options_.timeout);
        !stopped) {
        return print_error(terminal_, stopped.error());
    }
    return options_.purge ? purge_all() : kExitDone;
}

}  // namespace

int run_down(const DownOptions& options, Terminal& terminal) {
    ::umask(077);
    const auto folder = find_cluster(options.name, options.dir);
    if (!folder) {
        return print_error(terminal, folder.error());
    }
    auto record = read_record(*folder);
    if (!record) {
        return print_error(terminal, record.error());
    }
    return Down(options, terminal, *folder, *std::move(record)).run();
}

}  // namespace ballast::cli
