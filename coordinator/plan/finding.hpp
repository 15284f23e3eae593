// What is told about a cluster: findings of its health, and blockers of what was asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ballast::coordinator {

enum class Severity : std::uint8_t { info, unknown, warning, critical };
std::string_view to_string(Severity severity);

// At most this many partitions are named; the count tells of all.
constexpr std::size_t kMostNamed = 20;

struct NamedPartitions {
    std::vector<std::string> names;  // "orders-3"
    std::size_t count = 0;

    void add(std::string name) {
        ++count;
        if (names.size() < kMostNamed) {
            names.push_back(std::move(name));
        }
    }
};

struct Finding {
    std::string code;  // upper case, for programs
    Severity severity = Severity::info;
    std::string message;
    std::string next_step;
    bool blocks_restart = false;
    std::vector<std::string> nodes;
    NamedPartitions partitions;
};

// Why something is not allowed, or cannot be judged.
struct Blocker {
    std::string code;
    std::string message;
    std::string node;  // empty: of the whole cluster
    NamedPartitions partitions;
    bool unknown = false;  // what would be needed to say yes or no is not known
};

// "3 partitions (orders-1, orders-2, ...)".
std::string words(const NamedPartitions& partitions);

}  // namespace ballast::coordinator
