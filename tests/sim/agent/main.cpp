// agent_simulation: see README.md in this folder.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <string_view>

#include "tests/sim/agent/simulation.hpp"

namespace ballast::sim {
namespace {

constexpr std::uint64_t kMostForPlant = 5000;

struct Options {
    std::uint64_t seed = 1;
    bool one = false;
    bool traced = false;
    bool planted = false;
    bool whole = false;
    std::uint64_t histories = 10'000;
    Plant plant = Plant::none;
};

// An assertion of the library ends the process: then this is what is left to say which history.
std::uint64_t g_seed = 0;  // NOLINT: read by a signal handler

void on_abort(int number) {
    std::array<char, 64> text{};
    const auto* end =
        fmt::format_to(text.data(), "\nended by signal {} in seed {}\n", number, g_seed);
    [[maybe_unused]] const auto written =
        write(STDERR_FILENO, text.data(), static_cast<std::size_t>(end - text.data()));
    _exit(1);
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void print(const History& history, const Violation& violation) {
    fmt::print("{}: {} (at {:.3f} s)\n", violation.invariant, violation.detail,
               static_cast<double>(violation.at) / 1000.0);
    for (const auto& fault : history.faults) {
        fmt::print("  {}\n", to_string(fault));
    }
}

int run_one(const Options& options, const Guards& guards) {
    auto history = make_history(options.seed, guards.possible);
    fmt::print("seed {}: a {}\n", options.seed, history.zookeeper ? "ZooKeeper server" : "broker");
    const auto found = run_history(history, guards, options.plant, options.traced && options.whole);
    if (!found) {
        if (options.traced && !options.whole) {
            run_history(history, guards, options.plant, true);
        }
        fmt::print("all invariants hold\n");
        return 0;
    }
    const auto smallest = shrink(history, guards, options.plant, found->invariant);
    if (options.traced && !options.whole) {
        run_history(smallest, guards, options.plant, true);
    }
    print(smallest, *run_history(smallest, guards, options.plant));
    return 1;
}

int run_many(const Options& options, const Guards& guards) {
    const auto start = std::chrono::steady_clock::now();
    for (std::uint64_t i = 0; i < options.histories; ++i) {
        g_seed = options.seed + i;
        const auto history = make_history(g_seed, guards.possible);
        if (const auto found = run_history(history, guards, options.plant)) {
            fmt::print("seed {} fails after {:.1f} s; replay: agent_simulation --seed {} --trace\n",
                       g_seed, seconds_since(start), g_seed);
            const auto smallest = shrink(history, guards, options.plant, found->invariant);
            print(smallest, *run_history(smallest, guards, options.plant));
            return 1;
        }
    }
    fmt::print("{} histories, seeds {} to {}: all invariants hold ({:.1f} s)\n", options.histories,
               options.seed, options.seed + options.histories - 1, seconds_since(start));
    return 0;
}

int run_plants(const Options& options, const Guards& guards) {
    int unfound = 0;
    for (const auto& row : kPlants) {
        const auto start = std::chrono::steady_clock::now();
        std::optional<Violation> found;
        std::uint64_t tried = 0;
        while (!found && tried < kMostForPlant) {
            g_seed = options.seed + tried++;
            found = run_history(make_history(g_seed, guards.possible), guards, row.plant);
        }
        unfound += found ? 0 : 1;
        fmt::print("{:<9} {:>5} histories {:>5.1f} s  {:<22} {}\n", found ? "found" : "NOT FOUND",
                   tried, seconds_since(start), found ? found->invariant : "", row.name);
    }
    return unfound == 0 ? 0 : 1;
}

void tell_left_out(const Guards& guards) {
    for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
        if ((guards.possible >> kind & 1U) == 0) {
            fmt::print("left out, since no condition answers it: {}\n",
                       to_string(static_cast<FaultKind>(kind)));
        }
    }
}

std::uint64_t number_after(int argc, char** argv, int& at) {
    const std::string_view text = ++at < argc ? argv[at] : "";
    std::uint64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size()) {
        fmt::print(stderr, "{} needs a number\n", argv[at - 1]);
        std::exit(2);
    }
    return out;
}

Options parse(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--seed") {
            options.seed = number_after(argc, argv, i);
            options.one = true;
        } else if (argument == "--from") {
            options.seed = number_after(argc, argv, i);
        } else if (argument == "--histories") {
            options.histories = number_after(argc, argv, i);
        } else if (argument == "--trace") {
            options.traced = true;
        } else if (argument == "--whole") {
            options.whole = true;
        } else if (argument == "--planted") {
            options.planted = true;
        } else if (argument == "--plant") {
            options.plant = kPlants.at(number_after(argc, argv, i) - 1).plant;
        } else {
            fmt::print(stderr,
                       "usage: agent_simulation [--histories N] [--from SEED] | --planted |\n"
                       "       --seed N [--trace] [--whole] [--plant NUMBER]\n");
            std::exit(2);
        }
    }
    return options;
}

int run(const Options& options) {
    signal(SIGABRT, on_abort);
    signal(SIGSEGV, on_abort);
    const auto guards = find_guards();
    tell_left_out(guards);
    if (options.planted) {
        return run_plants(options, guards);
    }
    return options.one ? run_one(options, guards) : run_many(options, guards);
}

}  // namespace
}  // namespace ballast::sim

int main(int argc, char** argv) {
    return ballast::sim::run(ballast::sim::parse(argc, argv));
}
