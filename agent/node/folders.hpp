// Where things are in a node's folder.
#pragma once

#include <filesystem>

namespace ballast::agent {

struct NodeFolders {
    std::filesystem::path root;

    std::filesystem::path identity() const { return root / "node.json"; }
    std::filesystem::path pki() const { return root / "pki"; }
    std::filesystem::path config() const { return root / "config"; }
    std::filesystem::path log() const { return root / "log"; }
    std::filesystem::path volume() const { return root / "volume"; }
    // The agent's own durable state, on the node's volume.
    std::filesystem::path state() const { return volume() / "state"; }
    std::filesystem::path accepted() const { return state() / "accepted.yaml"; }
    std::filesystem::path intent() const { return state() / "intent.json"; }
};

}  // namespace ballast::agent
