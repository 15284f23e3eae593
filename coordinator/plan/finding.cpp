#include "coordinator/plan/finding.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

namespace ballast::coordinator {

std::string_view to_string(Severity severity) {
    switch (severity) {
        case Severity::info:
            return "info";
        case Severity::unknown:
            return "unknown";
        case Severity::warning:
            return "warning";
        case Severity::critical:
            return "critical";
    }
    return "unknown";
}

std::string words(const NamedPartitions& partitions) {
    constexpr std::size_t kShown = 3;
    const auto shown = std::span(partitions.names).first(std::min(kShown, partitions.names.size()));
    return fmt::format("{} partition{} ({}{})", partitions.count, partitions.count == 1 ? "" : "s",
                       fmt::join(shown, ", "), partitions.count > shown.size() ? ", ..." : "");
}

}  // namespace ballast::coordinator
