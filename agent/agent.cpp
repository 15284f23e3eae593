#include "agent/agent.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>

#include <boost/asio/post.hpp>

#include "agent/health/probe.hpp"
#include "agent/node/preparation.hpp"
#include "agent/recovery/conditions.hpp"
#include "common/bytes.hpp"
#include "common/files.hpp"
#include "common/tls/context.hpp"

namespace ballast::agent {

namespace net = boost::asio;

namespace {

constexpr std::uint16_t kApiPort = 7443;

WallTime from_ms(std::uint64_t milliseconds) {
    return WallTime{} + std::chrono::milliseconds{milliseconds};
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

}  // namespace

Agent::Agent(Inputs inputs)
    : in_(std::move(inputs)),
      signals_(loop_, SIGTERM, SIGINT),
      timer_(loop_),
      logs_({.folder = in_.folders.log(),
             .name = std::string(to_string(in_.identity.role)),
             .node = in_.identity.name,
             .format = in_.log_format}),
      intake_(loop_.get_executor(), clock_, logs_,
              [this](const LogEntry& entry) { on_entry(entry); }),
      journal_(loop_.get_executor(), disk_, in_.folders.journal(),
               [this](const Error& error) { log(error.message); }),
      node_(in_.identity, in_.journal, in_.accepted_revision, ports()),
      init_(loop_.get_executor(), in_.init_fd,
            {[this](const init::Message& message) { on_init_message(message); },
             [this](const std::string& why) { end(1, "init is gone: " + why); }}),
      api_{node_,
           logs_,
           clock_,
           in_.folders,
           disk_,
           [this](const Journal& journal) { return journal_.kept(journal); },
           [this](const Command& command) {
               node_.mark_command(command.id, "failed", "this agent cannot be replaced yet");
           }} {}

NodePorts Agent::ports() {
    return {
        .clock = &clock_,
        .boot_id = boot_id(),
        .jitter = random_fraction,
        .prepare = [this](std::uint64_t ticket) { prepare(ticket); },
        .start_jvm =
            [this](const Prepared& prepared) {
                init_.send(
                    init::Start{prepared.argv, prepared.environment, prepared.working_directory});
            },
        .signal_jvm =
            [this](const ProcessIdentity& jvm, int number) {
                log(fmt::format("signal {} to the JVM {}", number, jvm.pid));
                init_.send(init::Signal{{static_cast<std::uint32_t>(jvm.pid), jvm.start_ticks},
                                        static_cast<std::uint32_t>(number)});
            },
        .forget_exit = [this] { init_.send(init::ForgetExit{}); },
        .leave = [this] { init_.send(init::Leave{}); },
        .watch = [this](bool on) { watch(on); },
        .set_timer = [this](std::chrono::milliseconds delay,
                            std::uint64_t ticket) { set_timer(delay, ticket); },
        .keep = [this](const Journal& journal) { journal_.keep(journal); },
        .served = [this] { on_served(); },
        .event = [this](const NodeEvent& event) { tell(event); },
    };
}

int Agent::run() {
    if (const auto serving = serve_api(); !serving) {
        log(serving.error().message);
        return 1;
    }
    signals_.async_wait([this](boost::system::error_code error, int number) {
        if (!error) {
            end(0, fmt::format("signal {}", number));
        }
    });
    init_.start();
    loop_.run();
    disk_.join();
    return exit_code_;
}

Result<void> Agent::serve_api() {
    TRY(const auto context, tls::server_context({.ca = in_.folders.ca_certificate(),
                                                 .certificate = in_.folders.certificate(),
                                                 .key = in_.folders.key()}));
    server_ = std::make_unique<http::Server>(
        loop_.get_executor(), std::make_shared<http::Router>(make_routes(api_)), context);
    return server_->listen(in_.identity.address, kApiPort);
}

void Agent::on_init_message(const init::Message& message) {
    if (const auto* hello = std::get_if<init::Hello>(&message)) {
        on_hello(*hello);
    } else if (const auto* started = std::get_if<init::Started>(&message)) {
        node_.on_jvm_started(running(started->jvm, started->started_ms));
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
    } else {
        end(1, "init sent what only an agent may send");
    }
}

void Agent::on_hello(const init::Hello& hello) {
    if (hello.version != init::kProtocolVersion) {
        end(1, fmt::format("init {} speaks protocol {}, this agent {}", hello.init_pid,
                           hello.version, init::kProtocolVersion));
        return;
    }
    const auto init = init_name(hello.init_pid);
    switch (hello.state) {
        case init::JvmState::none:
            node_.on_no_jvm(init);
            break;
        case init::JvmState::running:
            node_.on_adopted(init, running(hello.jvm, hello.started_ms));
            break;
        case init::JvmState::exited: {
            const auto exit = exit_of({hello.jvm, hello.wait_status, hello.exited_ms});
            node_.on_exited_while_away(init, exit, explain(exit));
            break;
        }
    }
    if (hello.stopping) {
        node_.stop({.leave = true, .reason = "init was told to stop", .by = "init"});
    }
}

ExitVerdict Agent::explain(const JvmExit& exit) const {
    return explain_exit({.role = in_.identity.role,
                         .exit_code = exit.exit_code,
                         .signal = exit.signal,
                         .recent = logs_.recent()});
}

void Agent::on_exited(const init::Exited& exited) {
    intake_.finish();
    const auto exit = exit_of(exited);
    log(fmt::format("the JVM {} ended: {}", exit.pid, to_string(exit)));
    node_.on_jvm_exited(exit, explain(exit));
}

void Agent::on_entry(const LogEntry& entry) {
    auto progress = advance(recovery_, entry);
    if (progress != recovery_) {
        recovery_ = std::move(progress);
        tell_health();
    }
}

void Agent::watch(bool on) {
    readiness_ = {};
    recovery_ = {};
    prober_.reset();
    if (!on) {
        return;
    }
    prober_ = std::make_unique<Prober>(
        loop_.get_executor(), probe_target(in_.identity), ProbeTimes{},
        [this](const Readiness& readiness) {
            readiness_ = readiness;
            tell_health();
        },
        probe, make_probe_timer(loop_.get_executor()));
    prober_->start();
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
    net::post(disk_, [this, ticket,
                      inputs = PreparationInputs{.folders = in_.folders,
                                                 .identity = in_.identity,
                                                 .environment = in_.environment}] {
        auto prepared = prepare_start(inputs);
        net::post(loop_, [this, ticket, prepared = std::move(prepared)]() mutable {
            if (prepared) {
                node_.on_preparation(ticket, *std::move(prepared));
                return;
            }
            const auto& error = prepared.error();
            node_.on_preparation(
                ticket, StartVerdict{.step = StartStep::hold,
                                     .finding = {.code = error.code.empty() ? "PREPARATION_FAILED"
                                                                            : error.code,
                                                 .reason = error.message,
                                                 .next_step = {}},
                                     .action = {}});
        });
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

// A server that served is a member of a born ensemble: from now on it never initialises again.
void Agent::on_served() {
    if (!in_.identity.birth) {
        return;
    }
    in_.identity.birth = false;
    net::post(disk_, [this, file = in_.folders.identity(), text = to_json(in_.identity)] {
        if (const auto kept = write_file_durably(file, text, 0600); !kept) {
            log(kept.error().message);
        }
    });
}

void Agent::tell(const NodeEvent& event) const {
    log(fmt::format("{} {}{}{}{}", event.state, event.code, event.code.empty() ? "" : " ",
                    event.message, event.by.empty() ? "" : " (by " + event.by + ")"));
}

void Agent::log(const std::string& line) const {
    fmt::print("{} {} {}\n", to_rfc3339(clock_.wall(), true), in_.identity.name, line);
    std::fflush(stdout);
}

void Agent::end(int code, const std::string& why) {
    log("the agent ends: " + why);
    exit_code_ = code;
    loop_.stop();
}

}  // namespace ballast::agent
