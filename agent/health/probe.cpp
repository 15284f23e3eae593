#include "agent/health/probe.hpp"

#include <array>

#include "agent/health/kafka_probe.hpp"
#include "agent/health/zookeeper_probe.hpp"

namespace ballast::agent {

namespace net = boost::asio;

namespace {

struct RoleProbe {
    Role role;
    net::awaitable<Readiness> (*probe)(ProbeTarget, std::chrono::milliseconds);
};

constexpr std::array<RoleProbe, 2> kProbes{{
    {Role::kafka, probe_kafka},
    {Role::zookeeper, probe_zookeeper},
}};

}  // namespace

net::awaitable<Readiness> probe(ProbeTarget target, std::chrono::milliseconds limit) {
    for (const auto& row : kProbes) {
        if (row.role == target.role) {
            co_return co_await row.probe(std::move(target), limit);
        }
    }
    co_return judge_failure({ErrorKind::internal, "no probe for this role", {}}, target);
}

}  // namespace ballast::agent
