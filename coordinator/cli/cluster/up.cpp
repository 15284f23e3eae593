#include "coordinator/cli/cluster/up.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <ranges>

#include "common/files.hpp"
#include "common/text.hpp"
#include "coordinator/cli/cluster/cluster_start.hpp"
#include "coordinator/cli/cluster/exit_codes.hpp"
#include "coordinator/cli/cluster/interrupts.hpp"
#include "coordinator/cli/cluster/progress.hpp"
#include "coordinator/cli/cluster/stopper.hpp"
#include "coordinator/cli/display_width.hpp"

namespace ballast::cli {
namespace {

// A broker's start-up is let go on so long after Ctrl-C before it gets its TERM.
constexpr auto kPatience = std::chrono::seconds(30);

class Up {
  public:
    Up(const UpOptions& options, UserFolders folders, Terminal& terminal)
        : options_(options),
          terminal_(terminal),
          start_(options, std::move(folders), processes_, clock_),
          begin_(clock_.steady()) {}

    int run();

  private:
    UpOptions options_;
    Terminal& terminal_;
    SystemClock clock_;
    SystemProcesses processes_;
    Interrupts interrupts_;
    ClusterStart start_;
    SteadyTime begin_;

    int fail_with(const Error& error) { return print_error(terminal_, error); }
    void warn(const std::string& message);
    void phase(std::string_view subject, std::string_view state, SteadyTime since);
    bool broken_off() { return interrupts_.count() > 0; }
    int leave_early();

    int decide();
    int check_machine();
    int make_and_start();
    int wait();
    int cancel();
    int finish(const WaitResult& result);
    void print_next_steps();
    void explain(const NodeWatch& node);
};

void Up::warn(const std::string& message) {
    terminal_.write_error(
        fmt::format("{} {}\n", terminal_.paint_error(Colour::yellow, "warning:"), message));
}

void Up::phase(std::string_view subject, std::string_view state, SteadyTime since) {
    terminal_.write(progress_line(terminal_, subject, Colour::green, state,
                                  seconds_text(clock_.steady() - since)) +
                    "\n");
}

int Up::leave_early() {
    start_.abandon();
    print_problem(terminal_, "broken off; nothing was started");
    return kExitNo;
}

int Up::decide() {
    if (const auto opened = start_.open(); !opened) {
        return fail_with(opened.error());
    }
    const auto& document = start_.document();
    terminal_.write(fmt::format(
        "cluster {} in {}: {} ZooKeeper server{}, {} broker{}, Kafka {}\n",
        terminal_.paint(Colour::bold, start_.name()), start_.folder().root.string(),
        document.zookeeper.replicas, document.zookeeper.replicas == 1 ? "" : "s",
        document.kafka.replicas, document.kafka.replicas == 1 ? "" : "s", document.kafka.version));
    for (const auto& note : start_.notes()) {
        warn(note);
    }
    if (const auto decided = start_.decide(); !decided) {
        start_.abandon();
        return fail_with(decided.error());
    }
    if (!start_.plan().blockers.empty()) {
        print_problem(terminal_, "refused:");
        for (const auto& blocker : start_.plan().blockers) {
            terminal_.write_error("  " + blocker + "\n");
        }
        return kExitRefused;
    }
    for (const auto& node : start_.plan().nodes) {
        if (node.lost_jvm) {
            warn(
                fmt::format("{}: its ballast-init was killed and its JVM {} ({}) goes on: it is "
                            "stopped in order, then the node starts anew",
                            node.name, node.lost_jvm->process.pid, node.lost_jvm->command));
        }
    }
    if (!start_.plan().differences.empty()) {
        terminal_.write("  the document changes:\n");
        for (const auto& difference : start_.plan().differences) {
            terminal_.write("    " + difference + "\n");
        }
    }
    return kExitDone;
}

int Up::check_machine() {
    const auto since = clock_.steady();
    const auto findings = start_.preflight();
    for (const auto& finding : findings) {
        if (finding.fatal) {
            print_problem(terminal_, finding.message);
        } else {
            warn(finding.message);
        }
    }
    if (std::ranges::any_of(findings, &Finding::fatal)) {
        start_.abandon();
        return kExitRefused;
    }
    phase("preflight", "ok", since);
    return kExitDone;
}

int Up::make_and_start() {
    auto since = clock_.steady();
    const auto made = start_.write_files();
    if (!made) {
        start_.abandon();
        return fail_with(made.error());
    }
    phase("certificates", *made == 0 ? "present" : fmt::format("{} made", *made), since);
    const auto stop = [this] { return broken_off(); };
    if (options_.archive) {
        since = clock_.steady();
        const auto warnings = start_.make_archives(stop);
        for (const auto& warning : warnings) {
            warn(std::string(trim(warning)));
        }
        phase("archives", warnings.empty() ? "ok" : "missing", since);
    }
    since = clock_.steady();
    const auto accepted = start_.accept_document(stop);
    if (broken_off()) {
        return leave_early();
    }
    if (!accepted) {
        return fail_with(accepted.error());
    }
    phase("document", "accepted", since);
    if (const auto ended = start_.end_lost_jvms(begin_ + options_.timeout, stop); !ended) {
        return fail_with(ended.error());
    }
    if (const auto started = start_.start_nodes(); !started) {
        print_error(terminal_, started.error());
        return cancel();
    }
    return kExitDone;
}

int Up::wait() {
    WaitResult result;
    WaitInput input{.agents = start_.agents(),
                    .processes = processes_,
                    .clock = clock_,
                    .terminal = terminal_,
                    .begin = clock_.steady(),
                    .deadline = begin_ + options_.timeout,
                    .broken_off = [this] { return broken_off(); },
                    .on_born =
                        [this] {
                            if (const auto born = start_.record_birth(); !born) {
                                warn(born.error().message);
                            }
                        }};
    boost::asio::co_spawn(start_.io(), wait_until_ready(std::move(input), start_.waited()),
                          [&](const std::exception_ptr& thrown, WaitResult finished) {
                              if (thrown) {
                                  std::rethrow_exception(thrown);
                              }
                              result = std::move(finished);
                          });
    start_.io().run();
    start_.io().restart();
    return result.verdict == Verdict::wait ? cancel() : finish(result);
}

// Ctrl-C: what this command started is stopped, the rest goes on.
int Up::cancel() {
    std::vector<StopTarget> targets;
    for (const auto& node : start_.waited()) {
        if (node.started) {
            targets.push_back({node.identity, start_.folder().node(node.identity.name)});
        }
    }
    terminal_.write_error(fmt::format(
        "broken off: stopping the {} nodes that this command started; brokers may finish their "
        "start first, Ctrl-C again stops them at once\n",
        targets.size()));
    const auto now = clock_.steady();
    const int so_far = interrupts_.count();
    StopInput input{.agents = start_.agents(),
                    .processes = processes_,
                    .clock = clock_,
                    .terminal = terminal_,
                    .reason = "`ballast up` was broken off",
                    .deadline = now + options_.timeout,
                    .patience = now + kPatience,
                    .hurry = [&] { return interrupts_.count() > so_far; },
                    .leave = [&] { return interrupts_.count() > so_far + 1; }};
    boost::asio::co_spawn(start_.io(), stop_nodes(std::move(input), std::move(targets)),
                          [&](const std::exception_ptr& thrown, const StopResult& result) {
                              if (thrown) {
                                  std::rethrow_exception(thrown);
                              }
                              for (const auto& failure : result.failures) {
                                  print_problem(terminal_, failure.node + ": " + failure.message);
                              }
                          });
    start_.io().run();
    if (const auto stopped = start_.stop_coordinator(); !stopped) {
        print_problem(terminal_, stopped.error().message);
    }
    print_problem(terminal_, "broken off; the next `ballast up` goes on from here");
    return kExitNo;
}

void Up::explain(const NodeWatch& node) {
    print_problem(terminal_, fmt::format("{}: {}", node.name, describe(node)));
    const auto folder = start_.folder().node(node.name);
    if (!node.report || node.report->run_wanted) {
        const auto outcomes = processes_.run({{{start_.agent_binary(), "logs", "--node-dir",
                                                folder.root, "--level", "WARN", "--tail", "1"}}},
                                             [] { return false; });
        const auto text = outcomes[0] && outcomes[0]->status == 0 ? trim(outcomes[0]->output) : "";
        if (!text.empty()) {  // without the stack trace that may follow
            terminal_.write_error(
                fmt::format("    {}\n", printable(text.substr(0, text.find('\n')))));
        }
    }
    if (node.init_status || !node.report) {
        terminal_.write_error("    see " + folder.init_log().string() + "\n");
    }
}

int Up::finish(const WaitResult& result) {
    const auto took = seconds_text(clock_.steady() - begin_);
    if (result.verdict == Verdict::ready) {
        if (const auto answers = start_.await_coordinator(); !answers) {
            print_problem(terminal_,
                          fmt::format("every node is ready, and the coordinator does not answer: "
                                      "{}; see {}",
                                      answers.error().message,
                                      start_.folder().coordinator().init_log().string()));
            return kExitNo;
        }
        terminal_.write(fmt::format("{} in {}\n", terminal_.paint(Colour::green, "ready"), took));
        print_next_steps();
        return kExitDone;
    }
    for (const auto& node : result.nodes) {
        if (!is_ready(node)) {
            explain(node);
        }
    }
    const auto missing = std::ranges::count_if(result.nodes, std::not_fn(is_ready));
    print_problem(terminal_,
                  fmt::format("{} of {} nodes are not ready after {}; what runs is left running",
                              missing, result.nodes.size(), took));
    return result.verdict == Verdict::timed_out ? kExitTimedOut : kExitNo;
}

void Up::print_next_steps() {
    std::vector<std::string> bootstrap;
    for (const auto& node : start_.nodes()) {
        if (node.role == Role::kafka) {
            bootstrap.push_back(node.address + ":9092");
        }
    }
    const auto clusters = start_.index().list();
    const std::string which = clusters && clusters->size() == 1 ? "" : " --name " + start_.name();
    terminal_.write(fmt::format("\nbootstrap.servers={}\n\nTry next:\n", join(bootstrap, ",")));
    for (const auto* command : {"status", "health", "topic create first", "logs -f", "down"}) {
        terminal_.write(fmt::format("  ballast {}{}\n", command, which));
    }
}

int Up::run() {
    if (const int code = decide(); code != kExitDone) {
        return code;
    }
    if (start_.starts() != 0) {
        if (const int code = check_machine(); code != kExitDone) {
            return code;
        }
        if (broken_off()) {
            return leave_early();
        }
        if (const int code = make_and_start(); code != kExitDone) {
            return code;
        }
    } else {
        terminal_.write("  every node is already running\n");
    }
    if (const auto started = start_.start_coordinator(); !started) {
        warn("the coordinator: " + started.error().message);
    }
    return wait();
}

}  // namespace

int run_up(const UpOptions& options, Terminal& terminal) {
    ::umask(077);  // keys, data and logs of the nodes are nobody else's
    auto folders = user_folders();
    if (!folders) {
        return print_error(terminal, folders.error());
    }
    return Up(options, *std::move(folders), terminal).run();
}

}  // namespace ballast::cli
