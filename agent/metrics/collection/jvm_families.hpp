// The figures of a JVM and its process that dashboards expect whatever the rules say, under the
// names of Prometheus' client_java 0.x and 1.x and of its process collector.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "agent/jmx/value.hpp"
#include "agent/metrics/exposition/family.hpp"

namespace ballast::agent::metrics {

// What jvm_families() looks at, and nothing else.
bool is_platform_bean(const jmx::ObjectName& bean);

// jvm_memory_*, jvm_memory_pool_*, jvm_gc_collection_seconds, jvm_threads_*, jvm_classes_*,
// jvm_buffer_pool_*, jvm_info. Pure.
std::vector<Family> jvm_families(std::span<const jmx::Bean> beans);

// process_*; a process that is gone gives none. `proc` is where /proc is.
std::vector<Family> process_families(pid_t pid, const std::filesystem::path& proc = "/proc");

}  // namespace ballast::agent::metrics
