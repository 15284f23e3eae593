#include "agent/config/server_properties.hpp"

#include <fmt/format.h>

#include <map>

#include "agent/config/properties.hpp"
#include "common/document/config_values.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

using Properties = std::map<std::string, std::string>;

// What a user's `config:` may replace.
Properties defaults(const document::Document& document) {
    const auto replication = document::replication_of(document.kafka);
    return {
        {"default.replication.factor", std::to_string(replication.factor)},
        {"min.insync.replicas", std::to_string(replication.min_insync)},
        {"offsets.topic.replication.factor", std::to_string(replication.offsets_factor)},
        {"transaction.state.log.replication.factor",
         std::to_string(replication.transaction_factor)},
        {"transaction.state.log.min.isr", std::to_string(replication.transaction_min_isr)},
        // A topic that appears by a typing error has nobody who watches it.
        {"auto.create.topics.enable", "false"},
        // An unclean leader loses acknowledged records.
        {"unclean.leader.election.enable", "false"},
        {"zookeeper.session.timeout.ms", "18000"},
        // Kafka's own 3 tries 5 s apart make the last broker of a cluster that goes down wait 15 s
        // for leaders that nobody can take.
        {"controlled.shutdown.max.retries", "5"},
        {"controlled.shutdown.retry.backoff.ms", "1000"},
        // Log recovery after an unclean stop is what makes a start long; 1 is Kafka's default.
        {"num.recovery.threads.per.data.dir", "2"},
    };
}

std::string zookeeper_connect(const NodeIdentity& identity) {
    std::vector<std::string> servers;
    for (const auto& peer : identity.zookeepers) {
        servers.push_back(peer.address + ":2181");
    }
    return join(servers, ",");
}

std::string comma_list(const std::vector<std::filesystem::path>& paths) {
    std::vector<std::string> texts(paths.begin(), paths.end());
    return join(texts, ",");
}

// An empty element between two ';' would stop the broker's authorizer.
std::string with_agent(std::string_view users) {
    users = trim(users);
    while (users.ends_with(';')) {
        users = trim(users.substr(0, users.size() - 1));
    }
    return fmt::format("{}{}User:{}", users, users.empty() ? "" : ";", kAgentUser);
}

// What the user may not replace (document/owned_keys.cpp says why).
Properties owned(const document::Document& document, const NodeIdentity& identity,
                 const NodePaths& paths) {
    const auto& address = identity.address;
    // Brokers refuse an endpoint that another one has registered, so AGENT, which is loopback
    // everywhere, is advertised under a name of this node; nobody has to resolve it.
    const auto agent_name = fmt::format("{}-{}.agent.ballast", identity.cluster, identity.name);
    Properties out{
        {"broker.id", std::to_string(identity.id)},
        {"zookeeper.connect", zookeeper_connect(identity)},
        {"log.dirs", comma_list(log_dirs(document, paths))},
        {"listeners",
         fmt::format("CLIENTS://{0}:9092,REPLICATION://{0}:9091,AGENT://{0}:9090", address)},
        {"advertised.listeners",
         fmt::format("CLIENTS://{0}:9092,REPLICATION://{0}:9091,AGENT://{1}:9090", address,
                     agent_name)},
        {"listener.security.protocol.map",
         "CLIENTS:PLAINTEXT,REPLICATION:PLAINTEXT,AGENT:SASL_PLAINTEXT"},
        {"inter.broker.listener.name", "REPLICATION"},
        {"controlled.shutdown.enable", "true"},
        // The password is in a file on tmpfs, and only its place is here (KIP-297, KIP-421).
        {"config.providers", "dir"},
        {"config.providers.dir.class",
         "org.apache.kafka.common.config.provider.DirectoryConfigProvider"},
        {"listener.name.agent.sasl.enabled.mechanisms", "PLAIN"},
        {"listener.name.agent.plain.sasl.jaas.config",
         fmt::format("${{dir:{}:agent.jaas}}", paths.secrets.string())},
    };
    if (const auto rack = rack_of(document, identity); !rack.empty()) {
        out["broker.rack"] = rack;
    }
    const auto users = document.kafka.config.find("super.users");
    out["super.users"] = with_agent(users == document.kafka.config.end() ? "" : users->second);
    return out;
}

}  // namespace

std::vector<std::filesystem::path> log_dirs(const document::Document& document,
                                            const NodePaths& paths) {
    std::vector<std::filesystem::path> out;
    for (const auto& dir : document.kafka.storage_dirs) {
        // operator/ takes an absolute right side as it is.
        auto path = (paths.volume / dir).lexically_normal();
        out.push_back(path.has_filename() ? path : path.parent_path());
    }
    return out;
}

std::string rack_of(const document::Document& document, const NodeIdentity& identity) {
    const auto& racks = document.kafka.racks;
    return identity.role != Role::kafka || racks.empty()
               ? std::string()
               : racks[static_cast<std::size_t>(identity.id) % racks.size()];
}

std::string render_server_properties(const document::Document& document,
                                     const NodeIdentity& identity, const NodePaths& paths) {
    auto merged = owned(document, identity, paths);
    merged.insert(document.kafka.config.begin(), document.kafka.config.end());
    merged.merge(defaults(document));
    return rendered_properties(document::revision(document), merged);
}

}  // namespace ballast::agent
