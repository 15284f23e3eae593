// Condition: the node's own certificate ends soon, or has ended.
//
// Detects: less than 30 days left: CERTIFICATE_EXPIRING; none: CERTIFICATE_EXPIRED.
// Safe action: a warning. Kafka and ZooKeeper run on; only who asks the agent is refused.
// Refuses: to make itself a certificate: the cluster's authority is not on the node.
#include <fmt/format.h>

#include "agent/recovery/all_conditions.hpp"
#include "common/units.hpp"

namespace ballast::agent {
namespace {

constexpr std::string_view kCode = "CERTIFICATE_EXPIRING";
constexpr std::chrono::days kEarly{30};
// `up` makes only what is missing, and only for nodes that it starts.
constexpr std::string_view kNextStep =
    "`ballast down`, delete pki/node.crt in the node's folder, `ballast up`: it makes a new one";

std::optional<Finding> while_running(const RunningFacts& facts) {
    if (!facts.certificate_left || *facts.certificate_left >= kEarly) {
        return std::nullopt;
    }
    const auto left = *facts.certificate_left;
    if (left > std::chrono::seconds{0}) {
        return Finding{
            .code = std::string(kCode),
            .reason = fmt::format("the node's certificate ends in {}", format_duration(left)),
            .next_step = std::string(kNextStep)};
    }
    return Finding{.code = "CERTIFICATE_EXPIRED",
                   .reason = fmt::format("the node's certificate ended {} ago: the agent cannot be "
                                         "asked or commanded over mTLS",
                                         format_duration(-left)),
                   .next_step = std::string(kNextStep)};
}

}  // namespace

const Condition kCertificateExpiring{.code = kCode,
                                     .summary = "the node's certificate ends within 30 days",
                                     .while_running = while_running};

}  // namespace ballast::agent
