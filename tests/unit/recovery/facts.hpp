// Facts as the tests of several conditions begin with them.
#pragma once

#include <string>

#include "agent/recovery/exit_facts.hpp"
#include "agent/recovery/start_facts.hpp"
#include "tests/unit/recovery/recorded.hpp"

namespace ballast::test {

// Server 1 of three, after the birth, with data; nobody else answers.
inline agent::StartFacts zookeeper_with_data() {
    agent::StartFacts facts;
    facts.identity = {.cluster = "demo",
                      .role = Role::zookeeper,
                      .id = 1,
                      .name = "zookeeper-1",
                      .address = "127.10.1.1",
                      .zookeepers = {{1, "127.10.1.1"}, {2, "127.10.1.2"}, {3, "127.10.1.3"}}};
    facts.dirs = {{.path = "/data", .empty = false}};
    facts.zookeeper.myid = "1";
    facts.ensemble.others = {{.id = 2, .address = "127.10.1.2", .why_not = "connection refused"},
                             {.id = 3, .address = "127.10.1.3", .why_not = "connection refused"}};
    return facts;
}

// Both others serve, server 3 leads.
inline void let_others_serve(agent::StartFacts& facts) {
    for (auto& peer : facts.ensemble.others) {
        peer = {.id = peer.id, .address = peer.address, .serving = true, .leader = peer.id == 3};
    }
}

// Broker 0 with data of cluster "w4F", which ZooKeeper knows by that id.
inline agent::StartFacts broker_with_data() {
    agent::StartFacts facts;
    facts.identity = {.cluster = "demo",
                      .role = Role::kafka,
                      .id = 0,
                      .name = "kafka-0",
                      .address = "127.10.2.1",
                      .zookeepers = {{1, "127.10.1.1"}, {2, "127.10.1.2"}, {3, "127.10.1.3"}}};
    facts.dirs = {
        {.path = "/data", .empty = false, .meta = {{.cluster_id = "w4F", .broker_id = 0}}}};
    facts.cluster = {.known = true, .cluster_id = "w4F", .replicas_known = true};
    return facts;
}

// A JVM that ended before it served, with the words that a real one wrote.
inline agent::ExitFacts ended(Role role, int exit_code, const std::string& fixture) {
    return {.node = role == Role::kafka ? "kafka-0" : "zookeeper-1",
            .role = role,
            .exit_code = exit_code,
            .recent = recorded(std::string(RECOVERY_FIXTURES) + "/" + fixture)};
}

}  // namespace ballast::test
