#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <list>
#include <thread>

#include "coordinator/cli/agent_log_source.hpp"
#include "coordinator/cli/cluster/cluster_index.hpp"
#include "coordinator/cli/cluster/exit_codes.hpp"
#include "coordinator/cli/cluster/program_folder.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/interrupt_wait.hpp"
#include "coordinator/cli/node_choice.hpp"
#include "coordinator/cli/node_log_reader.hpp"
#include "coordinator/cli/offline_log_source.hpp"

namespace ballast::cli {
namespace {

constexpr std::array kNodeColours{Colour::cyan, Colour::green, Colour::magenta, Colour::blue,
                                  Colour::yellow};

std::vector<LogPrefix> prefixes_of(const std::vector<NodeIdentity>& nodes) {
    std::size_t width = 0;
    for (const NodeIdentity& node : nodes) {
        width = std::max(width, display_width(node.name));
    }
    std::vector<LogPrefix> out;
    for (const NodeIdentity& node : nodes) {
        out.push_back({.node = node.name,
                       .width = nodes.size() > 1 ? width : 0,
                       .colour = kNodeColours.at(out.size() % kNodeColours.size())});
    }
    return out;
}

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

void print_item(const LogInbox::Item& item, const LogPrefix& prefix, OutputFormat format,
                Terminal& terminal) {
    if (!item.note.empty()) {
        terminal.write_error(fmt::format("{}: {}\n", prefix.node, printable(item.note)));
    } else if (format == OutputFormat::json) {
        terminal.write(log_json(item.line, prefix.node));
    } else {
        terminal.write(log_text(item.line, prefix, terminal));
    }
}

int report(const std::vector<NodeIdentity>& nodes, const std::vector<Result<void>>& results,
           Terminal& terminal) {
    int code = 0;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (results[i]) {
            continue;
        }
        const Error& error = results[i].error();
        if (error.kind == ErrorKind::invalid) {
            // The query is wrong, and so for every node.
            return report_error(terminal, error, "ballast logs --help");
        }
        report_error(terminal, in_context(error, nodes[i].name));
        // A log that could not be read is an unknown, whatever stood in the way.
        code = kExitUnreachable;
    }
    return code;
}

}  // namespace

int run_logs(const LogsOptions& options, const ClusterChoice& choice, Terminal& terminal) {
    const auto folder = find_cluster(choice.name, choice.dir);
    const auto all = folder ? read_nodes(*folder) : std::unexpected(folder.error());
    const auto nodes = all ? choose_nodes(*all, options.nodes) : std::unexpected(all.error());
    if (!nodes) {
        return report_error(terminal, nodes.error());
    }
    const auto agent = make_agent_log_source(*folder);
    if (!agent) {
        return report_error(terminal, agent.error());
    }
    std::unique_ptr<LogSource> offline;
    if (const auto program = sibling_program("ballast-agent")) {
        offline = std::make_unique<OfflineLogSource>(*folder, *program);
    }
    const LogQuery query{.since = options.since,
                         .grep = options.grep,
                         .level = options.level,
                         .tail = options.tail,
                         .follow = options.follow};
    LogInbox inbox(nodes->size());
    // Before the threads, which inherit its signal mask.
    const auto interrupts =
        options.follow ? std::make_unique<InterruptWait>() : std::unique_ptr<InterruptWait>();
    Readers readers(*nodes, query, {.agent = **agent, .offline = offline.get()}, inbox);
    std::jthread on_interrupt;
    if (interrupts) {
        on_interrupt = std::jthread([&](const std::stop_token& stop) {
            constexpr std::chrono::milliseconds kLook{100};
            while (!stop.stop_requested()) {
                if (interrupts->wait(kLook)) {
                    inbox.close();
                    return;
                }
            }
        });
    }
    const auto prefixes = prefixes_of(*nodes);
    while (!terminal.reader_gone()) {
        const auto item = options.follow ? inbox.next_available() : inbox.next_merged();
        if (!item) {
            break;
        }
        print_item(*item, prefixes[item->lane], options.output, terminal);
    }
    readers.join();
    return report(*nodes, readers.results(), terminal);
}

}  // namespace ballast::cli
