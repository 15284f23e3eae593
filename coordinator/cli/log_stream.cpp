#include "coordinator/cli/log_stream.hpp"

#include <fmt/format.h>

#include <list>
#include <memory>
#include <thread>

#include "coordinator/cli/cluster/exit_codes.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/interrupt_wait.hpp"

namespace ballast::cli {
namespace {

// The threads that read, one for each node; stopped and joined when it goes.
class Readers {
  public:
    Readers(const std::vector<NodeIdentity>& nodes, const LogQuery& query, LogSources sources,
            LogInbox& inbox)
        : inbox_(inbox), results_(nodes.size()) {
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            readers_.emplace_back(nodes[i], query, sources, inbox, i, pause_for);
            threads_.emplace_back(
                [this, &reader = readers_.back(), i](const std::stop_token& stop) {
                    results_[i] = reader.run(stop);
                });
        }
    }
    ~Readers() { join(); }
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    // Stops them; afterwards results() is complete.
    void join() {
        for (std::jthread& thread : threads_) {
            thread.request_stop();
        }
        inbox_.close();
        threads_.clear();
    }
    const std::vector<Result<void>>& results() const { return results_; }

  private:
    LogInbox& inbox_;
    std::vector<Result<void>> results_;
    std::list<NodeLogReader> readers_;  // whose addresses stay
    std::vector<std::jthread> threads_;
};

void close_when_interrupted(InterruptWait& interrupts, LogInbox& inbox,
                            const std::stop_token& stop) {
    constexpr std::chrono::milliseconds kLook{100};
    while (!stop.stop_requested()) {
        if (interrupts.wait(kLook)) {
            inbox.close();
            return;
        }
    }
}

}  // namespace

std::vector<Result<void>> stream_logs(
    const std::vector<NodeIdentity>& nodes, const LogQuery& query, LogSources sources,
    Terminal& terminal, const std::function<void(std::size_t node, const LogLine&)>& print) {
    LogInbox inbox(nodes.size());
    // Before the threads, which inherit its signal mask.
    const auto interrupts =
        query.follow ? std::make_unique<InterruptWait>() : std::unique_ptr<InterruptWait>();
    Readers readers(nodes, query, sources, inbox);
    std::jthread on_interrupt;
    if (interrupts) {
        on_interrupt = std::jthread(
            [&](const std::stop_token& stop) { close_when_interrupted(*interrupts, inbox, stop); });
    }
    while (!terminal.reader_gone()) {
        const auto item = query.follow ? inbox.next_available() : inbox.next_merged();
        if (!item) {
            break;
        }
        if (item->note.empty()) {
            print(item->lane, item->line);
        } else {
            terminal.write_error(
                fmt::format("{}: {}\n", nodes[item->lane].name, printable(item->note)));
        }
    }
    readers.join();
    return readers.results();
}

int report_streams(const std::vector<NodeIdentity>& nodes, const std::vector<Result<void>>& results,
                   const std::string& command, Terminal& terminal) {
    int code = kExitDone;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (results[i]) {
            continue;
        }
        const Error& error = results[i].error();
        if (error.kind == ErrorKind::invalid) {
            // The query is wrong, and so for every node.
            return report_error(terminal, error, fmt::format("ballast {} --help", command));
        }
        report_error(terminal, in_context(error, nodes[i].name));
        // A log that could not be read is an unknown, whatever stood in the way.
        code = kExitUnreachable;
    }
    return code;
}

}  // namespace ballast::cli
