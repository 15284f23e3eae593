// The answer to a scrape: the agent's own figures and the JVM's in one text. Pure.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "agent/metrics/exposition/text_writer.hpp"

namespace ballast::agent {

struct MetricsBody {
    std::string own;                                               // in Prometheus' text format
    std::shared_ptr<const std::vector<metrics::Family>> families;  // null: none
    metrics::TextFormat format = metrics::TextFormat::prometheus;
    std::vector<std::string> names;  // only these; empty: all
    bool gzip = false;
};

// Takes long with ten thousand samples: not for the event loop.
std::string render(const MetricsBody& body);

// Prometheus' text, whose counters all end with "_total", in the given format and with the names
// that are wanted. Without the end mark of OpenMetrics.
std::string adapt(std::string_view text, metrics::TextFormat format,
                  const std::vector<std::string>& names);

}  // namespace ballast::agent
