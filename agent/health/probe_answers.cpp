#include "agent/health/probe_answers.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ballast::agent {
namespace {

constexpr std::chrono::minutes kLongestStandstill{15};
constexpr std::chrono::seconds kLongestLateness{30};

std::string in_words(const ProbeInput& input) {
    return fmt::format("{}{}{}{}{}", to_string(input.state), input.code.empty() ? "" : " ",
                       input.code, input.reason.empty() ? "" : ": ", input.reason);
}

bool has_started(const ProbeInput& input) {
    switch (input.state) {
        case State::stopped:   // on purpose, or between two lives
        case State::held:      // a new container would be held, too
        case State::draining:  // on its way out
        case State::serving:
            return true;
        case State::recovering:
            return input.no_progress < kLongestStandstill;
        case State::preparing:
        case State::starting:
        case State::frozen:
        case State::backoff:
            return input.served;
    }
    return false;
}

}  // namespace

bool ProbeAnswer::ok() const {
    return std::ranges::all_of(checks, &ProbeCheck::ok);
}

std::string ProbeAnswer::reason() const {
    const auto failed = std::ranges::find(checks, false, &ProbeCheck::ok);
    return failed == checks.end() ? "ok" : failed->reason;
}

std::string ProbeAnswer::text(bool verbose) const {
    if (!verbose) {
        return ok() ? "ok\n" : "no: " + reason() + "\n";
    }
    std::string out;
    for (const auto& check : checks) {
        out += check.ok ? fmt::format("[+]{} ok: {}\n", check.name, check.reason)
                        : fmt::format("[-]{} failed: {}\n", check.name, check.reason);
    }
    return out + (ok() ? "check passed\n" : "check failed\n");
}

ProbeAnswer startup_answer(const ProbeInput& input) {
    return {{{"started", has_started(input), in_words(input)}}};
}

ProbeAnswer live_answer(const ProbeInput& input) {
    return {{{"loop", input.lateness < kLongestLateness,
              fmt::format("the agent's loop is {} ms late", input.lateness.count())}}};
}

ProbeAnswer ready_answer(const ProbeInput& input) {
    return {{{"state", input.state == State::serving, in_words(input)},
             {"answers", input.ready, in_words(input)}}};
}

}  // namespace ballast::agent
