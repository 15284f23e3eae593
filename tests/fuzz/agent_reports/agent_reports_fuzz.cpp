// Reports of agents, or of anything else that holds a node's certificate.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "coordinator/agents/agent_reports.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ballast;
    using namespace ballast::coordinator;
    const std::string_view json(reinterpret_cast<const char*>(data), size);
    NodeView node{.name = "kafka-0", .role = Role::kafka, .id = 0, .address = "127.10.2.1"};
    const bool read = read_node_report(json, "demo", node).has_value();
    // Who was asked is never what an answer says.
    if (node.name != "kafka-0" || node.address != "127.10.2.1" || node.heard) {
        std::abort();
    }
    if (!read && !node.state.empty()) {
        std::abort();
    }
    ZooKeeperView server{.id = 1};
    if (!read_zookeeper_report(json, server) && server.serving) {
        std::abort();
    }
    return 0;
}
