#include "agent/archive/scratch_node.hpp"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>

#include "agent/node/accepted_document.hpp"
#include "agent/node/preparation.hpp"
#include "common/files.hpp"

namespace ballast::agent {

Result<ScratchFolder> ScratchFolder::make(const std::filesystem::path& parent) {
    auto pattern = (parent / ".making-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        return std::unexpected(system_error("cannot make " + pattern, errno));
    }
    return ScratchFolder(pattern);
}

ScratchFolder::~ScratchFolder() {
    if (!path_.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
}

NodeIdentity scratch_identity(const ArchiveOrder& order, Role role) {
    NodeIdentity out;
    out.cluster = "archive";
    out.role = role;
    out.id = role == Role::kafka ? 0 : 1;
    out.name = fmt::format("{}-{}", to_string(role), out.id);
    out.address = order.address;
    out.kafka_home = order.kafka_home;
    out.java_home = order.java_home;
    out.zookeepers = {{1, order.address}};
    out.birth = true;
    return out;
}

Result<std::unique_ptr<ShortProcess>> start_scratch_node(
    boost::asio::any_io_executor executor, const ArchiveOrder& order, Role role,
    const ScratchPlace& place, const std::vector<std::string>& more_options) {
    PreparationInputs inputs{.folders = {place.folder / std::string(to_string(role))},
                             .identity = scratch_identity(order, role),
                             .environment = order.environment,
                             .more_options = more_options,
                             .use_archive = false};
    inputs.identity.secrets_dir = place.secrets;
    document::Document document;
    document.name = "archive";
    document.kafka.replicas = 1;
    document.zookeeper.replicas = 1;
    TRY_VOID(make_folders(inputs.folders.state(), 0700));
    TRY_VOID(write_file_durably(inputs.folders.accepted(), document::to_yaml(document), 0600));
    auto prepared = prepare_start(inputs);
    if (!prepared) {
        return std::unexpected(prepared.error());
    }
    return ShortProcess::start(std::move(executor), prepared->argv, prepared->environment,
                               inputs.folders.log() / "jvm.out");
}

}  // namespace ballast::agent
