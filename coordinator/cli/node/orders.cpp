#include "coordinator/cli/node/orders.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/units.hpp"
#include "coordinator/cli/cluster/exit_codes.hpp"
#include "coordinator/cli/cluster/progress.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/node/untouched.hpp"
#include "coordinator/cli/status_output.hpp"

namespace ballast::cli {
namespace {

constexpr std::chrono::milliseconds kBetweenQuestions{250};
// An agent that is being replaced is there again in less; the order keeps its id.
constexpr int kSends = 4;

struct Failure {
    int exit_code = kExitNo;
    std::string message;
    std::string next;
};

// One node on its way.
struct Errand {
    NodeOrder order;
    std::string before;  // incarnation of its JVM
    std::string state = "-";
    std::string text;
    Colour colour = Colour::dim;
    bool settled = false;
    std::optional<Failure> failure;

    const std::string& name() const { return order.node.name; }
};

void settle(Errand& errand, Colour colour, std::string text) {
    errand.settled = true;
    errand.colour = colour;
    errand.text = std::move(text);
}

void fail_errand(Errand& errand, Failure failure) {
    settle(errand, Colour::red, failure.message);
    errand.failure = std::move(failure);
}

// What an agent answered to a question or an order.
Failure to_failure(const Errand& errand, const Error& error) {
    const std::string show = "ballast node show " + errand.name();
    if (error.kind == ErrorKind::refused) {
        return {kExitRefused, fmt::format("refused: {}: {}", error.code, error.message),
                error.code == "ON_HOLD" ? "ballast node release " + errand.name() : show};
    }
    const bool silent = error.kind == ErrorKind::unreachable || error.kind == ErrorKind::timed_out;
    // Too late an answer is no answer: only the wait for the node itself times out.
    return {silent ? kExitUnreachable : exit_code_of(error),
            silent ? "its agent does not answer: " + error.message : error.message,
            silent ? show + "; ballast up starts what is down" : ""};
}

class Orders {
  public:
    Orders(const OrderPorts& ports, const OrderRequest& request,
           const std::vector<NodeIdentity>& nodes, SteadyTime deadline)
        : ports_(ports),
          request_(request),
          deadline_(deadline),
          begin_(ports.clock.steady()),
          area_(ports.terminal) {
        for (const NodeIdentity& node : nodes) {
            Errand errand;
            errand.order.node = node;
            errand.order.command =
                make_command(std::string(to_string(request.verb)), request.reason);
            errand.order.command.force_after = request.force_after;
            errands_.push_back(std::move(errand));
        }
    }

    const std::vector<Errand>& run() {
        look(true);
        send();
        show();
        while (!pick().empty()) {
            if (ports_.clock.steady() >= deadline_) {
                give_up(kExitTimedOut, fmt::format("not done within {}; the order stands",
                                                   format_duration(request_.timeout)));
            } else if (ports_.pause(kBetweenQuestions)) {
                give_up(kExitNo, "not waited for; the order stands");
            } else {
                look(false);
            }
            show();
        }
        return errands_;
    }

  private:
    const OrderPorts& ports_;
    const OrderRequest& request_;
    SteadyTime deadline_;
    SteadyTime begin_;
    std::vector<Errand> errands_;
    LiveArea area_;

    std::vector<Errand*> pick() {
        std::vector<Errand*> open;
        for (Errand& errand : errands_) {
            if (!errand.settled) {
                open.push_back(&errand);
            }
        }
        return open;
    }

    void look(bool first) {
        const auto open = pick();
        std::vector<NodeIdentity> nodes;
        std::vector<NodeOrder> orders;
        for (const Errand* errand : open) {
            nodes.push_back(errand->order.node);
            orders.push_back(errand->order);
        }
        const auto answers = ports_.agents.ask(nodes);
        const auto commands =
            first ? std::vector<Result<CommandState>>() : ports_.agents.states(orders);
        for (std::size_t i = 0; i < open.size(); ++i) {
            Errand& errand = *open[i];
            const auto view = answers[i] ? parse_node_view(errand.order.node, *answers[i])
                                         : std::unexpected(answers[i].error());
            if (!view) {
                see_silence(errand, view.error(), first);
                continue;
            }
            errand.state = view->status.state;
            if (first) {
                errand.before = view->incarnation;
                if (auto there = already_there(request_.verb, *view)) {
                    settle(errand, Colour::green, *std::move(there));
                }
            } else {
                take(errand, *view, commands[i]);
            }
        }
    }

    static void see_silence(Errand& errand, const Error& error, bool first) {
        if (first) {
            fail_errand(errand, to_failure(errand, error));
            return;
        }
        errand.state = "-";
        errand.text = "no answer from its agent";
    }

    void take(Errand& errand, const NodeView& view, const Result<CommandState>& command) const {
        errand.colour = state_colour(view.status.state, view.status.ready);
        errand.text = view.status.reason;
        const OrderVerdict verdict = judge_order(request_.verb, errand.before, view,
                                                 command ? std::optional(*command) : std::nullopt);
        if (verdict.step == OrderVerdict::Step::done) {
            const auto took = ports_.clock.steady() - begin_;
            settle(errand, Colour::green, fmt::format("{}, {}", verdict.text, seconds_text(took)));
        } else if (verdict.step == OrderVerdict::Step::failed) {
            fail_errand(errand, {kExitNo, verdict.text,
                                 view.next_step.empty() ? "ballast node show " + errand.name()
                                                        : view.next_step});
        }
    }

    void send() {
        auto open = pick();
        for (int attempt = 1; !open.empty(); ++attempt) {
            std::vector<NodeOrder> orders;
            for (const Errand* errand : open) {
                orders.push_back(errand->order);
            }
            const auto answers = ports_.agents.send(orders);
            std::vector<Errand*> again;
            for (std::size_t i = 0; i < open.size(); ++i) {
                if (answers[i]) {
                    taken(*open[i]);
                } else if (answers[i].error().kind == ErrorKind::unreachable && attempt < kSends) {
                    again.push_back(open[i]);
                } else {
                    fail_errand(*open[i], to_failure(*open[i], answers[i].error()));
                }
            }
            open = std::move(again);
            if (!open.empty()) {
                (void)ports_.pause(kBetweenQuestions);
            }
        }
    }

    void taken(Errand& errand) const {
        if (!request_.wait) {
            settle(errand, Colour::green, fmt::format("{} is ordered", to_string(request_.verb)));
        }
    }

    void give_up(int exit_code, const std::string& message) {
        for (Errand* errand : pick()) {
            const std::string last = errand->text.empty()
                                         ? errand->state
                                         : fmt::format("{}: {}", errand->state, errand->text);
            fail_errand(*errand, {exit_code, fmt::format("{} ({})", message, last),
                                  "ballast node show " + errand->name()});
        }
    }

    void show() {
        const std::string time = seconds_text(ports_.clock.steady() - begin_);
        std::vector<LiveLine> lines;
        for (const Errand& errand : errands_) {
            lines.push_back({progress_line(ports_.terminal, errand.name(), errand.colour,
                                           errand.state, printable(errand.text)),
                             errand.settled ? "" : time});
        }
        area_.show(lines);
    }
};

// The exit code; what went wrong is told.
int report(const std::vector<Errand>& errands, Terminal& terminal) {
    int code = kExitDone;
    for (const Errand& errand : errands) {
        if (errand.failure) {
            report_error(terminal,
                         {ErrorKind::io, errand.name() + ": " + errand.failure->message, {}},
                         errand.failure->next);
            code = code == kExitDone ? errand.failure->exit_code : code;
        }
    }
    return code;
}

}  // namespace

int give_orders(const OrderPorts& ports, const OrderRequest& request,
                const std::vector<NodeIdentity>& nodes) {
    const SteadyTime deadline = ports.clock.steady() + request.timeout;
    if (request.verb != OrderVerb::restart) {
        return report(Orders(ports, request, nodes, deadline).run(), ports.terminal);
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const int code = report(Orders(ports, request, {nodes[i]}, deadline).run(), ports.terminal);
        if (code != kExitDone) {
            name_untouched(nodes, i + 1, ports.terminal);
            return code;
        }
    }
    return kExitDone;
}

}  // namespace ballast::cli
