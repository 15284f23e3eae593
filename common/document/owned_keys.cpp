#include "common/document/owned_keys.hpp"

#include <algorithm>
#include <array>

namespace ballast::document {
namespace {

constexpr std::array kKafka{
    OwnedKey{"broker.id", "each node has its own", "leave it out"},
    OwnedKey{"broker.id.generation.enable", "ids are given by Ballast", "leave it out"},
    OwnedKey{"reserved.broker.max.id", "ids are given by Ballast", "leave it out"},
    OwnedKey{"node.id", "brokers run with ZooKeeper", "leave it out"},
    OwnedKey{"process.roles", "brokers run with ZooKeeper", "leave it out"},
    OwnedKey{"controller.quorum.*", "brokers run with ZooKeeper, without KRaft controllers",
             "leave it out"},
    OwnedKey{"controller.listener.names", "brokers run with ZooKeeper, without KRaft controllers",
             "leave it out"},
    OwnedKey{"zookeeper.connect", "it names the cluster's own ZooKeeper servers", "leave it out"},
    OwnedKey{"zookeeper.metadata.migration.enable", "a migration is an operation of its own",
             "leave it out"},
    OwnedKey{"log.dir", "log directories are the document's", "use kafka.storage.dirs"},
    OwnedKey{"log.dirs", "log directories are the document's", "use kafka.storage.dirs"},
    OwnedKey{"metadata.log.dir", "brokers run with ZooKeeper", "leave it out"},
    OwnedKey{"broker.rack", "racks are dealt out to the brokers", "use kafka.racks"},
    OwnedKey{"listeners", "addresses and ports are the node's", "leave it out"},
    OwnedKey{"advertised.listeners", "addresses and ports are the node's", "leave it out"},
    OwnedKey{"advertised.host.name", "addresses and ports are the node's", "leave it out"},
    OwnedKey{"advertised.port", "addresses and ports are the node's", "leave it out"},
    OwnedKey{"host.name", "addresses and ports are the node's", "leave it out"},
    OwnedKey{"port", "addresses and ports are the node's", "leave it out"},
    OwnedKey{"listener.security.protocol.map", "listeners are the node's", "leave it out"},
    OwnedKey{"inter.broker.listener.name", "listeners are the node's", "leave it out"},
    OwnedKey{"security.inter.broker.protocol", "listeners are the node's", "leave it out"},
    OwnedKey{"control.plane.listener.name", "listeners are the node's", "leave it out"},
    OwnedKey{"early.start.listeners", "listeners are the node's", "leave it out"},
    OwnedKey{"listener.name.agent.*", "the AGENT listener is the agent's own", "leave it out"},
    OwnedKey{"config.providers*", "the agent's secrets come in through one", "leave it out"},
    OwnedKey{"controlled.shutdown.enable", "without it each stop hurts clients", "leave it out"},
};

constexpr std::array kZooKeeper{
    OwnedKey{"dataDir", "it is on the node's volume", "leave it out"},
    OwnedKey{"dataLogDir", "it is on the node's volume", "leave it out"},
    OwnedKey{"clientPort", "it stands in the server's line of the dynamic file", "leave it out"},
    OwnedKey{"clientPortAddress", "it stands in the server's line of the dynamic file",
             "leave it out"},
    OwnedKey{"secureClientPort*", "addresses and ports are the node's", "leave it out"},
    OwnedKey{"server.*", "members are the document's", "use zookeeper.replicas"},
    OwnedKey{"group.*", "quorum groups are not supported", "leave it out"},
    OwnedKey{"weight.*", "quorum weights are not supported", "leave it out"},
    OwnedKey{"peerType", "every server is a participant", "leave it out"},
    OwnedKey{"dynamicConfigFile", "ZooKeeper and Ballast keep it together", "leave it out"},
    OwnedKey{"reconfigEnabled", "members change only by reconfiguration", "leave it out"},
    OwnedKey{"standaloneEnabled", "one server must be able to become three", "leave it out"},
    OwnedKey{"skipACL", "it opens the configuration to everybody", "leave it out"},
    OwnedKey{"admin.*", "the AdminServer has no authentication and is off", "leave it out"},
    OwnedKey{"4lw.commands.whitelist", "the agent needs srvr and mntr", "leave it out"},
    OwnedKey{"quorumListenOnAllIPs", "every server binds its own address", "leave it out"},
    OwnedKey{"electionPortBindRetry", "a server must not give up on its port", "leave it out"},
    OwnedKey{"zookeeper.db.autocreate", "it guards against a wiped member", "leave it out"},
};

}  // namespace

std::span<const OwnedKey> owned_keys(Role role) {
    return role == Role::kafka ? std::span<const OwnedKey>(kKafka)
                               : std::span<const OwnedKey>(kZooKeeper);
}

std::optional<OwnedKey> find_owned_key(Role role, std::string_view key) {
    const auto keys = owned_keys(role);
    const auto at = std::ranges::find_if(keys, [&](const OwnedKey& owned) {
        return owned.key.ends_with('*') ? key.starts_with(owned.key.substr(0, owned.key.size() - 1))
                                        : key == owned.key;
    });
    return at == keys.end() ? std::nullopt : std::optional(*at);
}

}  // namespace ballast::document
