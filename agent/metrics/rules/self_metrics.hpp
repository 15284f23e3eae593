// jmx_exporter's metrics of itself, under its names. Source: prometheus/jmx_exporter 1.6.0,
// JmxCollector.register.
#pragma once

#include <cstdint>
#include <vector>

#include "agent/metrics/exposition/family.hpp"

namespace ballast::agent::metrics {

struct ScrapeStatus {
    double duration_seconds = 0;
    bool has_error = false;
    std::uint64_t cached = 0;  // Collected::cached
    std::uint64_t reloads = 0;
    std::uint64_t failed_reloads = 0;
};

std::vector<Family> self_metrics(const ScrapeStatus& status);

}  // namespace ballast::agent::metrics
