#include "agent/config/zookeeper_config.hpp"

#include <fmt/format.h>

#include <map>

#include "agent/config/properties.hpp"

namespace ballast::agent {

std::filesystem::path zookeeper_data_dir(const NodePaths& paths) {
    return paths.volume / "data";
}

std::string render_dynamic_config(const NodeIdentity& identity) {
    std::string out;
    for (const auto& peer : identity.zookeepers) {
        out += fmt::format("server.{}={}:2888:3888:participant;{}:2181\n", peer.id, peer.address,
                           peer.address);
    }
    return out;
}

std::string render_zoo_cfg(const document::Document& document, const NodePaths& paths,
                           const std::filesystem::path& dynamic_file) {
    std::map<std::string, std::string> merged{
        {"dataDir", zookeeper_data_dir(paths).string()},
        {"dynamicConfigFile", dynamic_file.string()},
        {"reconfigEnabled", "true"},
        // A lone server runs as a quorum of one, so that it can become three later.
        {"standaloneEnabled", "false"},
        // The AdminServer has no authentication.
        {"admin.enableServer", "false"},
        {"4lw.commands.whitelist", "srvr,mntr,ruok,conf,isro,dirs"},
        // 0: tries for ever; names and addresses may come later than the server.
        {"electionPortBindRetry", "0"},
    };
    merged.insert(document.zookeeper.config.begin(), document.zookeeper.config.end());
    merged.merge(std::map<std::string, std::string>{
        {"tickTime", "2000"},
        {"initLimit", "10"},
        {"syncLimit", "5"},
        {"autopurge.snapRetainCount", "3"},
        {"autopurge.purgeInterval", "1"},
        // On one machine every client comes from the same addresses: 60, the default, is too few.
        {"maxClientCnxns", "0"},
    });
    return rendered_properties(document::revision(document), merged);
}

std::optional<std::filesystem::path> current_dynamic_file(const std::string& zoo_cfg) {
    const auto properties = parse_properties(zoo_cfg);
    const auto at = properties.find("dynamicConfigFile");
    return at == properties.end() ? std::nullopt : std::optional<std::filesystem::path>(at->second);
}

}  // namespace ballast::agent
