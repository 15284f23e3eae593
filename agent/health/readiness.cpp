#include "agent/health/readiness.hpp"

#include <array>
#include <utility>

namespace ballast::agent {

namespace {

constexpr std::array<std::pair<Role, std::uint16_t>, 2> kClientPorts{{
    {Role::kafka, 9092},
    {Role::zookeeper, 2181},
}};

}  // namespace

ProbeTarget probe_target(const NodeIdentity& identity) {
    ProbeTarget target{.role = identity.role,
                       .id = identity.id,
                       .address = identity.address,
                       .port = 0,
                       .ensemble_size = static_cast<int>(identity.zookeepers.size())};
    for (const auto& [role, port] : kClientPorts) {
        if (role == identity.role) {
            target.port = port;
        }
    }
    return target;
}

Readiness judge_failure(const Error& error, const ProbeTarget&) {
    std::string code = "NO_ANSWER";
    if (error.code == "CONNECTION_REFUSED") {
        code = "NOT_LISTENING";
    } else if (error.kind == ErrorKind::invalid || error.kind == ErrorKind::refused) {
        code = "BAD_ANSWER";
    }
    return {
        .serving = false, .registered = false, .code = std::move(code), .reason = error.message};
}

}  // namespace ballast::agent
