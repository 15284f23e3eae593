#include "agent/agent.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "agent/api/blocking.hpp"
#include "agent/facts/disk_reserve.hpp"
#include "agent/health/probe.hpp"
#include "agent/node/preparation.hpp"
#include "agent/recovery/conditions.hpp"
#include "agent/start_sequence.hpp"
#include "agent/upgrade/staged_binary.hpp"
#include "common/bytes.hpp"
#include "common/files.hpp"
#include "common/tls/context.hpp"

namespace ballast::agent {

namespace net = boost::asio;

namespace {

WallTime from_ms(std::uint64_t milliseconds) {
    return WallTime{} + std::chrono::milliseconds{milliseconds};
}

Result<std::int64_t> keep_reserve(const PreparationInputs& inputs) {
    TRY(const auto facts, facts_of_machine(inputs));
    return make_reserve(facts, inputs.folders.volume());
}

std::string init_name(std::uint32_t pid) {
    const auto process = identify_process(static_cast<pid_t>(pid));
    return fmt::format("{}:{}", pid, process ? process->start_ticks : 0);
}

JvmExit exit_of(const init::Exited& exited) {
    const int status = static_cast<int>(exited.wait_status);
    return {.pid = static_cast<pid_t>(exited.jvm.pid),
            .exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0,
            .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
            .at = from_ms(exited.exited_ms)};
}

JvmRunning running(const init::JvmId& jvm, std::uint64_t started_ms) {
    return {{static_cast<pid_t>(jvm.pid), jvm.start_ticks}, from_ms(started_ms)};
}

std::filesystem::path rules_file(const Agent::Inputs& inputs) {
    return inputs.identity.role == Role::kafka ? inputs.metrics.kafka_rules
                                               : inputs.metrics.zookeeper_rules;
}

}  // namespace

Agent::Agent(Inputs inputs)
    : in_(std::move(inputs)),
      signals_(loop_, SIGTERM, SIGINT),
      timer_(loop_),
      logs_({.folder = in_.folders.log(),
             .name = std::string(to_string(in_.identity.role)),
             .node = in_.identity.name,
             .format = in_.log_format}),
      events_(event_store(in_.folders.log(), in_.identity.name)),
      intake_(loop_.get_executor(), clock_, logs_,
              [this](const LogEntry& entry) { on_entry(entry); }),
      journal_(loop_.get_executor(), disk_, in_.folders.journal(),
               [this](const Error& error) { log(error.message); }),
      node_(in_.identity, in_.journal, in_.accepted_revision, ports()),
      init_(loop_.get_executor(), in_.init_fd,
            {[this](const init::Message& message) { on_init_message(message); },
             [this](const std::string& why) { end(1, "init is gone: " + why); }}),
      watch_({.loop = loop_.get_executor(),
              .disk = disk_,
              .clock = clock_,
              .inputs = preparation(),
              .seen = [this] { return seen(); },
              .found =
                  [this](const std::vector<Finding>& findings) {
                      metrics_.observe_lateness(watch_.lateness());
                      node_.on_watch(findings);
                  }}),
      collector_(loop_.get_executor(), clock_,
                 {.role = in_.identity.role, .rules = rules_file(in_)}),
      api_{node_,
           logs_,
           events_,
           metrics_,
           clock_,
           in_.folders,
           disk_,
           [this](const Journal& journal) { return journal_.kept(journal); },
           [this] { return view(); },
           [this](const Command& command) {
               net::co_spawn(loop_, replace_agent(command), net::detached);
           },
           &collector_},
      servers_(loop_.get_executor(), api_,
               {.address = in_.identity.address,
                .web = in_.metrics.web,
                .log = [this](const std::string& line) { log(line); }}) {}

NodePorts Agent::ports() {
    return {
        .clock = &clock_,
        .boot_id = boot_id(),
        .jitter = random_fraction,
        .prepare = [this](std::uint64_t ticket) { prepare(ticket); },
        .start_jvm =
            [this](const Prepared& prepared) {
                order(init::Start{prepared.argv, prepared.environment, prepared.working_directory});
            },
        .signal_jvm =
            [this](const ProcessIdentity& jvm, int number) {
                log(fmt::format("signal {} to the JVM {}", number, jvm.pid));
                order(init::Signal{{static_cast<std::uint32_t>(jvm.pid), jvm.start_ticks},
                                   static_cast<std::uint32_t>(number)});
            },
        .forget_exit = [this] { forget_exit(); },
        .leave = [this] { order(init::Leave{}); },
        .watch = [this](bool on) { watch(on); },
        .set_timer = [this](std::chrono::milliseconds delay,
                            std::uint64_t ticket) { set_timer(delay, ticket); },
        .keep = [this](const Journal& journal) { journal_.keep(journal); },
        .served = [this] { on_served(); },
        .event = [this](const NodeEvent& event) { tell(event); },
    };
}

// Orders to init keep their order.
void Agent::order(init::Message message) {
    if (holds_back_) {
        held_back_.push_back(std::move(message));
    } else {
        init_.send(message);
    }
}

// Init tells the exit to the next agent until then: a crash in between loses nothing of it.
void Agent::forget_exit() {
    holds_back_ = true;
    journal_.when_tried([this] {
        init_.send(init::ForgetExit{});
        holds_back_ = false;
        for (const auto& message : std::exchange(held_back_, {})) {
            init_.send(message);
        }
    });
}

int Agent::run() {
    signals_.async_wait([this](boost::system::error_code error, int number) {
        if (!error) {
            end(0, fmt::format("signal {}", number));
        }
    });
    init_.start();
    loop_.run();
    disk_.join();
    journal_.flush();
    return exit_code_;
}

PreparationInputs Agent::preparation() const {
    return {.folders = in_.folders,
            .identity = in_.identity,
            .environment = in_.environment,
            .more_options = {}};
}

// Only once the node knows what there is, so that nobody is answered out of ignorance.
void Agent::serve() {
    if (const auto listening = servers_.listen(); !listening) {
        end(1, listening.error().message);
        return;
    }
    tell({.at = clock_.wall(),
          .kind = EventKind::agent,
          .state = std::string(to_string(node_.state())),
          .code = {},
          .message = fmt::format("agent {} looks after the node, process {}", in_.versions.agent,
                                 getpid()),
          .by = {}});
    init_.send(init::AgentUp{});
}

NodeView Agent::view() const {
    NodeView view{.report = node_.report(),
                  .rack = in_.rack,
                  .disks = watch_.facts().dirs,
                  .needed_free_bytes = watch_.facts().needed_free_bytes,
                  .versions = in_.versions,
                  .certificate_expires = watch_.certificate_expires()};
    view.probes = {.state = view.report.state,
                   .ready = view.report.ready,
                   .served = view.report.served,
                   .code = view.report.code,
                   .reason = view.report.reason,
                   .no_progress = seen().no_progress,
                   .lateness = watch_.lateness()};
    if (recovery_.recovering && !readiness_.serving && recovery_began_) {
        RecoveryView recovery{.done = recovery_.done(), .total = recovery_.total(), .left = {}};
        if (recovery.done > 0) {
            const auto passed = clock_.steady() - *recovery_began_;
            recovery.left = std::chrono::duration_cast<std::chrono::seconds>(
                passed * (recovery.total - recovery.done) / recovery.done);
        }
        view.recovery = recovery;
    }
    return view;
}

void Agent::on_init_message(const init::Message& message) {
    if (const auto* hello = std::get_if<init::Hello>(&message)) {
        on_hello(*hello);
    } else if (const auto* started = std::get_if<init::Started>(&message)) {
        on_started(running(started->jvm, started->started_ms));
    } else if (const auto* failed = std::get_if<init::StartFailed>(&message)) {
        node_.on_start_failed(failed->message);
    } else if (const auto* exited = std::get_if<init::Exited>(&message)) {
        on_exited(*exited);
    } else if (const auto* lines = std::get_if<init::Log>(&message)) {
        intake_.add(*lines);
    } else if (const auto* dropped = std::get_if<init::LogDropped>(&message)) {
        intake_.add_dropped(dropped->lines);
    } else if (std::holds_alternative<init::Stopping>(message)) {
        node_.stop({.leave = true, .reason = "init was told to stop", .by = "init"});
    } else if (const auto* refused = std::get_if<init::Refused>(&message)) {
        log("init refused an order: " + refused->message);
        finish_upgrade(refused->message);
    } else {
        end(1, "init sent what only an agent may send");
    }
}

void Agent::on_hello(const init::Hello& hello) {
    const auto init = init_name(hello.init_pid);
    in_.versions.init_protocol = hello.version;
    life_ = {.started_at = from_ms(hello.started_ms), .oom = {}};
    const auto go_on = [this, stopping = hello.stopping, failure = hello.replacement_failed] {
        if (stopping) {
            node_.stop({.leave = true, .reason = "init was told to stop", .by = "init"});
        }
        finish_upgrade(failure);
        serve();
    };
    switch (hello.state) {
        case init::JvmState::none:
            node_.on_no_jvm(init);
            break;
        case init::JvmState::running: {
            const auto jvm = running(hello.jvm, hello.started_ms);
            life_.oom = OomBaseline(jvm.process.pid);
            node_.on_adopted(init, jvm);
            watch_.start(jvm.process.pid);
            ask_heap();
            break;
        }
        case init::JvmState::exited:
            explain(exit_of({hello.jvm, hello.wait_status, hello.exited_ms}),
                    [this, init, go_on](const JvmExit& exit, const ExitVerdict& verdict) {
                        node_.on_exited_while_away(init, exit, verdict);
                        go_on();
                    });
            return;
    }
    go_on();
}

void Agent::ask_heap() {
    net::post(disk_, [this, inputs = preparation()] {
        if (const auto facts = facts_of_machine(inputs)) {
            net::post(loop_, [this, bytes = facts->heap_bytes] { node_.on_heap_known(bytes); });
        }
    });
}

// An upgrade that an agent before this one began: it came true if this is the binary.
void Agent::finish_upgrade(const std::string& failure) {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    for (const auto& record : std::deque(node_.journal().commands)) {
        if (record.verb != to_string(Verb::upgrade_agent) || record.state != "accepted") {
            continue;
        }
        if (!error && record.message == self.string()) {
            node_.mark_command(record.id, "done", "the agent is " + self.string());
        } else {
            node_.mark_command(record.id, "failed",
                               failure.empty() ? "the agent ended before it was replaced"
                                               : "the agent was not replaced: " + failure);
        }
    }
}

net::awaitable<void> Agent::replace_agent(Command command) {
    const auto staged =
        co_await run_blocking(disk_, [&command, folder = in_.folders.run() / "agents"] {
            return stage_binary(command.binary, command.sha256, folder);
        });
    if (!staged) {
        node_.mark_command(command.id, "failed", staged.error().message);
        co_return;
    }
    // The next agent finds in the journal what it is meant to be.
    node_.mark_command(command.id, "accepted", staged->string());
    if (const auto kept = co_await journal_.kept(node_.journal()); !kept) {
        node_.mark_command(command.id, "failed", kept.error().message);
        co_return;
    }
    init_.send(init::ReplaceAgent{staged->string()});
}

void Agent::explain(const JvmExit& exit,
                    std::function<void(const JvmExit&, const ExitVerdict&)> then) {
    auto life = life_;
    life.served = node_.report().served;
    auto asked = exit;
    asked.asked = node_.state() == State::draining;
    net::post(disk_, [this, exit = asked, life, inputs = preparation(), log = logs_.recent(),
                      then = std::move(then)] {
        auto facts = gather_exit(inputs, exit, life, log);
        net::post(loop_, [this, exit, facts = std::move(facts), then] {
            auto told = exit;
            told.clean = facts.exit_code == 143 && facts.signal == 0 &&
                         (facts.role == Role::zookeeper || facts.clean_markers);
            const auto verdict = explain_exit(facts);
            metrics_.count_exit(told.clean.value_or(false) ? "" : verdict.finding.code);
            then(told, verdict);
        });
    });
}

void Agent::on_started(const JvmRunning& jvm) {
    life_ = {.started_at = jvm.started_at, .oom = OomBaseline(jvm.process.pid)};
    watch_.start(jvm.process.pid);
    node_.on_jvm_started(jvm);
}

void Agent::on_exited(const init::Exited& exited) {
    intake_.finish();
    watch_.stop();
    const auto exit = exit_of(exited);
    log(fmt::format("the JVM {} ended: {}", exit.pid, to_string(exit)));
    explain(exit, [this](const JvmExit& told, const ExitVerdict& verdict) {
        node_.on_jvm_exited(told, verdict);
    });
}

void Agent::on_entry(const LogEntry& entry) {
    metrics_.count_entry(entry.level);
    if (const auto finding = find_in_log(entry)) {
        node_.on_log_finding(*finding);
    }
    auto progress = advance(recovery_, entry);
    if (progress != recovery_) {
        if (progress.recovering && !recovery_.recovering) {
            recovery_began_ = clock_.steady();
        }
        recovery_ = std::move(progress);
        progressed_ = clock_.steady();
        tell_health();
    }
}

void Agent::watch(bool on) {
    readiness_ = {};
    recovery_ = {};
    unanswered_since_ = clock_.steady();
    progressed_ = clock_.steady();
    prober_.reset();
    if (!on) {
        return;
    }
    prober_ = std::make_unique<Prober>(
        loop_.get_executor(), probe_target(in_.identity), ProbeTimes{},
        [this](const Readiness& readiness) { on_readiness(readiness); }, probe,
        make_probe_timer(loop_.get_executor()));
    prober_->start();
}

void Agent::on_readiness(const Readiness& readiness) {
    const bool answered =
        readiness.serving || (readiness.code != "NO_ANSWER" && readiness.code != "NOT_LISTENING");
    if (answered) {
        unanswered_since_.reset();
    } else if (!unanswered_since_) {
        unanswered_since_ = clock_.steady();
    }
    readiness_ = readiness;
    tell_health();
}

RunningWatch::Seen Agent::seen() const {
    const auto since = [now = clock_.steady()](SteadyTime time) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(now - time);
    };
    return {
        .served = node_.report().served,
        .unanswered = unanswered_since_ ? since(*unanswered_since_) : std::chrono::milliseconds{0},
        .recovering = recovery_.recovering && !readiness_.serving,
        .no_progress = since(progressed_)};
}

void Agent::tell_health() {
    Health health{.serving = readiness_.serving,
                  .recovering = recovery_.recovering && !readiness_.serving,
                  .code = readiness_.code,
                  .reason = readiness_.reason};
    if (health.recovering) {
        health.code = "LOG_RECOVERY";
        health.reason = recovery_.in_words();
    }
    node_.on_health(health);
}

void Agent::prepare(std::uint64_t ticket) {
    StartSequence sequence{.inputs = preparation(),
                           .last_end_code = node_.journal().last_end_code,
                           .disk = disk_,
                           .clock = clock_,
                           .registrations = registrations_,
                           .tell_action = [this](const std::string& code, const std::string& what) {
                               tell({.at = clock_.wall(),
                                     .kind = EventKind::action,
                                     .state = std::string(to_string(node_.state())),
                                     .code = code,
                                     .message = what,
                                     .by = {}});
                           }};
    net::co_spawn(loop_, run_start_sequence(std::move(sequence)),
                  [this, ticket](const std::exception_ptr& failure, Preparation preparation) {
                      if (failure) {
                          end(1, "a start could not be prepared");  // out of memory, say
                          return;
                      }
                      node_.on_preparation(ticket, std::move(preparation));
                  });
}

void Agent::set_timer(std::chrono::milliseconds delay, std::uint64_t ticket) {
    timer_.expires_after(delay);
    timer_.async_wait([this, ticket](boost::system::error_code error) {
        if (!error) {
            node_.on_timer(ticket);
        }
    });
}

// A server that served is a member of a born ensemble: from now on it never initialises again. And
// a broker that served has room enough to keep some back for the day when it has not.
void Agent::on_served() {
    const bool born = std::exchange(in_.identity.birth, false);
    net::post(disk_, [this, born, inputs = preparation()] {
        const auto kept =
            born ? write_file_durably(inputs.folders.identity(), to_json(inputs.identity), 0600)
                 : Result<void>();
        if (!kept) {
            log(kept.error().message);
        }
        if (const auto reserve = keep_reserve(inputs); !reserve) {
            log(reserve.error().message);
        }
    });
}

void Agent::tell(const NodeEvent& event) {
    events_.append(to_entry(event));
    log(fmt::format("{} {}{}{}{}", event.state, event.code, event.code.empty() ? "" : " ",
                    event.message, event.by.empty() ? "" : " (by " + event.by + ")"));
}

void Agent::log(const std::string& line) const {
    fmt::print("{} {} {}\n", to_rfc3339(clock_.wall(), true), in_.identity.name, line);
    std::fflush(stdout);
}

void Agent::end(int code, const std::string& why) {
    log("the agent ends: " + why);
    init_.drain();  // lines that no other agent would get
    intake_.finish();
    exit_code_ = code;
    loop_.stop();
}

}  // namespace ballast::agent
