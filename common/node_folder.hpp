// Where things are in a node's folder: the layout that `ballast up` makes and the agent keeps.
#pragma once

#include <filesystem>

namespace ballast {

struct NodeFolder {
    std::filesystem::path root;

    std::filesystem::path identity() const { return root / "node.json"; }

    std::filesystem::path pki() const { return root / "pki"; }
    std::filesystem::path ca_certificate() const { return pki() / "ca.crt"; }
    std::filesystem::path certificate() const { return pki() / "node.crt"; }
    std::filesystem::path key() const { return pki() / "node.key"; }

    std::filesystem::path run() const { return root / "run"; }
    std::filesystem::path init_identity() const { return run() / "init.json"; }
    // Held by ballast-init for its whole life.
    std::filesystem::path init_lock() const { return run() / "init.lock"; }
    std::filesystem::path init_log() const { return run() / "init.log"; }

    std::filesystem::path config() const { return root / "config"; }
    std::filesystem::path log() const { return root / "log"; }
    std::filesystem::path volume() const { return root / "volume"; }

    // The agent's own durable state, on the node's volume.
    std::filesystem::path state() const { return volume() / "state"; }
    std::filesystem::path accepted() const { return state() / "accepted.yaml"; }
    std::filesystem::path journal() const { return state() / "journal.json"; }
};

}  // namespace ballast
