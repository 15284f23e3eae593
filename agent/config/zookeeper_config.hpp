// zoo.cfg and the first dynamic file of a ZooKeeper server. Pure.
#pragma once

#include <optional>
#include <string>

#include "agent/config/node_paths.hpp"
#include "common/document/document.hpp"
#include "common/node_identity.hpp"

namespace ballast::agent {

std::filesystem::path zookeeper_data_dir(const NodePaths& paths);

// server.N lines of all members, with the client's port in them (ZooKeeper 3.5 reconfiguration).
std::string render_dynamic_config(const NodeIdentity& identity);

// `dynamic_file`: the file that holds the members now. ZooKeeper renames it at each
// reconfiguration (zoo.cfg.dynamic.<version>) and writes the new name into zoo.cfg, so the caller
// passes what current_dynamic_file() finds, else the first name.
std::string render_zoo_cfg(const document::Document& document, const NodePaths& paths,
                           const std::filesystem::path& dynamic_file);

// The dynamicConfigFile that an existing zoo.cfg names.
std::optional<std::filesystem::path> current_dynamic_file(const std::string& zoo_cfg);

}  // namespace ballast::agent
