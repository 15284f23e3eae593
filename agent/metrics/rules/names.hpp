// How jmx_exporter makes names of what it finds. Source: prometheus/jmx_exporter 1.6.0,
// JmxCollector; prometheus/client_java 1.7.0, PrometheusNaming. Letters beyond ASCII have no case.
#pragma once

#include <string>
#include <string_view>

namespace ballast::agent::metrics {

// Only letters, digits, ':' and '_', no two '_' in a row, no digit in front.
std::string to_safe_name(std::string_view name);

// "OneMinuteRate" becomes "one_minute_rate"; a run of capitals stays together.
std::string to_snake_case(std::string_view name);

// Takes the suffixes that the formats add or reserve off a safe name, until none is left: "_total",
// "_created", "_bucket", "_info". "_total" alone becomes "total".
std::string without_reserved_suffixes(std::string name);

}  // namespace ballast::agent::metrics
