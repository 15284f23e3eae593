// Loopback addresses of a cluster on one machine: block N gives 127.N.1.id to ZooKeeper servers,
// 127.N.2.(id+1) to brokers, 127.N.0.1 to the coordinator, 127.N.3.x to the runs that make
// class-data archives. A block belongs to one cluster on the whole machine, whoever runs it.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::cli {

constexpr int kFirstBlock = 10;
constexpr int kLastBlock = 250;

std::string node_address(int block, Role role, int id);
std::string archive_address(int block, Role role);
std::string coordinator_address(int block);

struct BlockClaim {
    uid_t uid = 0;
    std::string name;
    std::filesystem::path dir;
};

// Owner of the claims folder's files that carry our uid; other users' are read only. Each claim is
// one file, made whole or not at all, so that a kill leaves either a claim or none. A claim of ours
// whose folder is gone is taken over. Blocks for as long as another command of this user changes
// claims (milliseconds).
class AddressClaims {
  public:
    explicit AddressClaims(std::filesystem::path folder = "/var/tmp/ballast-addresses",
                           uid_t uid = ::getuid())
        : folder_(std::move(folder)), uid_(uid) {}

    // The block that this cluster's folder has, or the first free one for which `is_quiet` says
    // that nothing listens there. `wanted` 0: any; else that block and no other. Errors: refused
    // (the wanted one belongs to another cluster, or none is left), io.
    Result<int> claim(const std::string& name, const std::filesystem::path& dir, int wanted,
                      const std::function<bool(int block)>& is_quiet);
    // Gives the block back if it is this folder's. Errors: io.
    Result<void> release(int block, const std::filesystem::path& dir);
    // Empty when nobody has the block. Errors: io (also when the claim cannot be trusted).
    Result<std::optional<BlockClaim>> holder(int block) const;

  private:
    std::filesystem::path folder_;
    uid_t uid_;

    std::filesystem::path file(int block) const;
    Result<void> prepare_folder() const;
    bool is_stale(const BlockClaim& claim) const;
    Result<bool> create(int block, const BlockClaim& claim) const;
};

}  // namespace ballast::cli
