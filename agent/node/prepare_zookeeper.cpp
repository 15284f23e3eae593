// What a ZooKeeper server needs on its volume before a start.
#include <unistd.h>

#include <cerrno>

#include "agent/config/zookeeper_config.hpp"
#include "agent/node/preparation.hpp"
#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

Result<void> keep_myid(const std::filesystem::path& data_dir, int id) {
    const auto file = data_dir / "myid";
    const auto wanted = std::to_string(id);
    const auto present = read_file(file, 64);
    if (!present) {
        return present.error().kind == ErrorKind::not_found
                   ? write_file_durably(file, wanted + "\n", 0600)
                   : Result<void>(std::unexpected(present.error()));
    }
    if (trim(*present) == wanted) {
        return {};
    }
    return fail(ErrorKind::refused,
                file.string() + " says " + std::string(trim(*present)) + ", this node is server " +
                    wanted + ": the volume belongs to another member",
                "MYID_MISMATCH");
}

// Also where nobody can tell: a link whose target is not mounted, a folder that cannot be read.
bool may_have_data(const std::filesystem::path& data_dir) {
    std::error_code error;
    const auto version_2 = data_dir / "version-2";
    if (std::filesystem::symlink_status(version_2, error).type() ==
        std::filesystem::file_type::not_found) {
        return false;
    }
    return !std::filesystem::is_empty(version_2, error);
}

}  // namespace

std::filesystem::path present_dynamic_file(const NodePaths& paths) {
    const auto zoo_cfg = read_file(paths.config / "zoo.cfg");
    const auto named = zoo_cfg ? current_dynamic_file(*zoo_cfg) : std::nullopt;
    std::error_code error;
    return named && std::filesystem::exists(*named, error) ? *named : std::filesystem::path();
}

Result<void> prepare_zookeeper_volume(const NodeIdentity& identity, const NodePaths& paths) {
    const auto data_dir = zookeeper_data_dir(paths);
    TRY_VOID(make_folders(data_dir, 0700));
    TRY_VOID(keep_myid(data_dir, identity.id));
    // Lets an empty server be a voter, once, at the ensemble's birth; without it a wiped member
    // joins without a vote until it is synced (FileTxnSnapLog.restore, ZooKeeper 3.6).
    const auto initialize = data_dir / "initialize";
    if (identity.birth && !may_have_data(data_dir)) {
        TRY_VOID(update_file_durably(initialize, "", 0600));
    } else if (::unlink(initialize.c_str()) != 0 && errno != ENOENT) {
        return std::unexpected(system_error("cannot remove " + initialize.string(), errno));
    }
    return {};
}

}  // namespace ballast::agent
