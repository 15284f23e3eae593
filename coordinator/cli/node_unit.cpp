#include "coordinator/cli/node_unit.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ballast::cli {
namespace {

// Why the settings are as they are stands in the unit itself: there a person will look.
constexpr const char* kUnit = R"([Unit]
Description=Ballast: {name} of the cluster {cluster}
Wants=network-online.target
After=network-online.target
# Started again for ever: the agent inside holds back what must not start.
StartLimitIntervalSec=0

[Service]
Type=exec
User={user}
ExecStart={init} --node-dir {node_dir} --agent {agent}
WorkingDirectory=/
Restart=always
RestartSec=1s

# Only ballast-init gets TERM: it has its agent drain and stop the JVM. What is left after that, or
# when ballast-init itself died, is killed, so that no JVM stays without a keeper.
KillMode=mixed
# A broker hands over its partitions and closes its logs before it ends.
TimeoutStopSec=15min
# One JVM out of memory is the agent's to handle; it is no reason to stop the whole unit.
OOMPolicy=continue

# A broker keeps every segment and connection open.
LimitNOFILE=1000000
TasksMax=infinity
# Secrets must not get into a core file.
LimitCORE=0

NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=full
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
RestrictRealtime=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
LockPersonality=yes
SystemCallArchitectures=native

[Install]
WantedBy=multi-user.target
)";

bool one_line(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

// In other settings than ExecStart= only "%" has a meaning.
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c;
        if (c == '%') {
            out += c;
        }
    }
    return out;
}

}  // namespace

std::string quote_for_systemd(std::string_view word) {
    std::string out = "\"";
    for (const char c : word) {
        if (c == '"' || c == '\\') {
            out += '\\';
        } else if (c == '%' || c == '$') {
            out += c;
        }
        out += c;
    }
    return out + '"';
}

Result<std::string> render_unit(const UnitInput& input) {
    for (const std::string& text :
         {input.node.name, input.node.cluster, input.user, input.node_dir.string(),
          input.init.string(), input.agent.string()}) {
        if (text.empty() || !one_line(text)) {
            return fail(ErrorKind::invalid,
                        fmt::format("'{}' cannot stand in a systemd unit", text));
        }
    }
    return fmt::format(kUnit, fmt::arg("name", plain(input.node.name)),
                       fmt::arg("cluster", plain(input.node.cluster)),
                       fmt::arg("user", plain(input.user)),
                       fmt::arg("init", quote_for_systemd(input.init.string())),
                       fmt::arg("node_dir", quote_for_systemd(input.node_dir.string())),
                       fmt::arg("agent", quote_for_systemd(input.agent.string())));
}

}  // namespace ballast::cli
