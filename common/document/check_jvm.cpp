#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/document/checks.hpp"
#include "common/units.hpp"

namespace ballast::document {
namespace {

constexpr std::int64_t kLeastHeap = 64LL << 20U;

struct OwnedOption {
    std::string_view begin;
    std::string_view instead;
};

constexpr std::array kOwned{
    OwnedOption{"-cp", "the class path is Kafka's; leave it out"},
    OwnedOption{"-classpath", "the class path is Kafka's; leave it out"},
    OwnedOption{"--class-path", "the class path is Kafka's; leave it out"},
    OwnedOption{"-jar", "the main class is Kafka's; leave it out"},
    OwnedOption{"-Dlog4j.configuration=", "use logging.level and logging.format"},
    OwnedOption{"-XX:SharedArchiveFile=", "the agent keeps the class-data archive"},
    OwnedOption{"-XX:ArchiveClassesAtExit=", "the agent keeps the class-data archive"},
    OwnedOption{"-XX:-ExitOnOutOfMemoryError",
                "a JVM that lives on after it ran out of memory harms the cluster"},
    OwnedOption{"-Dzookeeper.db.autocreate=", "it guards against a wiped member"},
};

// Those that set the same as jvm.heap.
constexpr std::array<std::string_view, 4> kHeapOptions{"-Xmx", "-Xms",
                                                       "-XX:MaxHeapSize=", "-XX:InitialHeapSize="};

void check_option(const std::string& key, const std::string& role, const Jvm& jvm,
                  const std::string& option, Findings& out) {
    if (option.size() < 2 || option.front() != '-' || has_control_character(option)) {
        out.add(key, fmt::format("'{}' is not an option of the JVM", option),
                "each element is one option and begins with -");
        return;
    }
    if (option.contains(' ') && !option.starts_with("-D") && !option.starts_with("-javaagent:")) {
        out.add(key, fmt::format("'{}' looks like several options", option),
                "write each option as an element of its own: [-Xlog:gc, -ea]");
        return;
    }
    const auto begins = [&](std::string_view begin) { return option.starts_with(begin); };
    if (jvm.heap && std::ranges::any_of(kHeapOptions, begins)) {
        out.add(key, fmt::format("'{}' contradicts {}.jvm.heap", option, role),
                "set the heap in one place: " + role + ".jvm.heap");
        return;
    }
    const auto owned = std::ranges::find_if(kOwned, begins, &OwnedOption::begin);
    if (owned != kOwned.end()) {
        out.add(key, fmt::format("'{}' is not taken here", option), std::string(owned->instead));
    }
}

}  // namespace

void check_jvm(const std::string& role, const Jvm& jvm, const std::optional<std::int64_t>& memory,
               Findings& out) {
    if (jvm.heap && *jvm.heap < kLeastHeap) {
        out.add(role + ".jvm.heap", fmt::format("{} is too small", format_size(*jvm.heap)),
                "write at least 64Mi");
    }
    if (jvm.heap && memory && *jvm.heap >= *memory) {
        out.add(role + ".jvm.heap",
                fmt::format("{} leaves nothing of memory {} for the rest of the JVM",
                            format_size(*jvm.heap), format_size(*memory)),
                "write about half of memory, or leave heap out");
    } else if (memory && *memory < 2 * kLeastHeap) {
        out.add(role + ".memory", fmt::format("{} is too small", format_size(*memory)),
                "write at least 128Mi");
    }
    if (!jvm.home.empty() && (jvm.home.front() != '/' || has_control_character(jvm.home))) {
        out.add(role + ".jvm.home", fmt::format("'{}' is not an absolute path", jvm.home),
                "write the folder above bin/java");
    }
    for (std::size_t i = 0; i < jvm.options.size(); ++i) {
        check_option(fmt::format("{}.jvm.options[{}]", role, i), role, jvm, jvm.options[i], out);
    }
}

}  // namespace ballast::document
