#include "agent/metrics/rules/self_metrics.hpp"

#include <string>

namespace ballast::agent::metrics {
namespace {

Family one(std::string name, Type type, std::string help, double value, std::string unit = "") {
    return {.name = std::move(name),
            .type = type,
            .help = std::move(help),
            .unit = std::move(unit),
            .samples = {{.labels = nullptr, .value = value}}};
}

}  // namespace

std::vector<Family> self_metrics(const ScrapeStatus& status) {
    return {
        one("jmx_config_reload_failure", Type::counter,
            "Number of times configuration have failed to be reloaded.",
            static_cast<double>(status.failed_reloads)),
        one("jmx_config_reload_success", Type::counter,
            "Number of times configuration have successfully been reloaded.",
            static_cast<double>(status.reloads)),
        one("jmx_scrape_cached_beans", Type::gauge,
            "Number of beans with their matching rule cached", static_cast<double>(status.cached)),
        one("jmx_scrape_duration_seconds", Type::gauge, "Time this JMX scrape took, in seconds.",
            status.duration_seconds, "seconds"),
        one("jmx_scrape_error", Type::gauge, "Non-zero if this scrape failed.",
            status.has_error ? 1 : 0),
    };
}

}  // namespace ballast::agent::metrics
