#include "coordinator/cli/render_files.hpp"

#include <cstdlib>
#include <filesystem>

#include "common/files.hpp"
#include "common/text.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster/cluster_index.hpp"
#include "coordinator/cli/cluster/exit_codes.hpp"
#include "coordinator/cli/cluster/node_layout.hpp"
#include "coordinator/cli/cluster/processes.hpp"
#include "coordinator/cli/cluster/program_folder.hpp"
#include "coordinator/cli/node_choice.hpp"

namespace ballast::cli {
namespace {

constexpr int kFirstBlock = 10;
constexpr const char* kRendered = "rendered";

// A folder of our own below $TMPDIR, removed with all that is in it.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::error_code error;
        std::string name =
            (std::filesystem::temp_directory_path(error) / "ballast-XXXXXX").string();
        if (!error && ::mkdtemp(name.data()) != nullptr) {
            path_ = name;
        }
    }
    ~TemporaryFolder() {
        std::error_code error;
        if (!path_.empty()) {
            std::filesystem::remove_all(path_, error);
        }
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// The cluster that the document is for, as it is or as `up` would make it.
struct Target {
    ClusterFolder folder;
    std::vector<NodeIdentity> nodes;
};

Result<Target> target_of(const document::Document& document) {
    LayoutInput input{.block = kFirstBlock,
                      .kafka_home = "/opt/kafka",
                      .kafka_java = "/usr/lib/jvm/java-17",
                      .zookeeper_java = "/usr/lib/jvm/java-17",
                      .archives = {},
                      .secrets = {}};
    TRY(const UserFolders folders, user_folders());
    Target target{.folder = {ClusterIndex(folders.data).default_folder(document.name)},
                  .nodes = {}};
    const auto folder = find_cluster(document.name, {});
    const auto record = folder ? read_record(*folder) : std::unexpected(folder.error());
    if (record) {
        target.folder = *folder;
        input.block = record->block;
        input.kafka_home = record->kafka_home;
        input.kafka_java = record->java_home;
        input.zookeeper_java = record->java_home;
    }
    input.secrets = target.folder.root / "secrets";
    target.nodes = lay_out_nodes(document, input);
    return target;
}

std::string with_replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

// The temporary folder's name in a file stands for the cluster's.
Result<RenderedNode> read_rendered(const std::string& name, const ClusterFolder& temporary,
                                   const ClusterFolder& target) {
    const auto output = temporary.node(name).root / kRendered;
    RenderedNode node{.name = name, .files = {}};
    std::error_code error;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(output, error)) {
        if (entry.is_regular_file()) {
            TRY(const auto content, read_file(entry.path()));
            node.files[entry.path().lexically_relative(output).string()] =
                with_replaced(content, temporary.root.string(), target.root.string());
        }
    }
    if (error) {
        return fail(ErrorKind::io, output.string() + ": " + error.message());
    }
    return node;
}

// Writes what a node's rendering needs and gives its command.
Result<ToolCommand> prepare(const ClusterFolder& temporary, const NodeIdentity& node,
                            const std::filesystem::path& agent) {
    TRY_VOID(write_node(temporary, node));
    const std::filesystem::path folder = temporary.node(node.name).root;
    TRY_VOID(make_folders(folder / kRendered));
    return ToolCommand{.argv = {agent.string(), "render", "--node-dir", folder.string(),
                                "--document", temporary.document().string(), "--output",
                                (folder / kRendered).string()}};
}

}  // namespace

Result<std::vector<RenderedNode>> render_files(const document::Document& document,
                                               const std::string& node) {
    TRY(const auto agent, sibling_program("ballast-agent"));
    TRY(const Target target, target_of(document));
    TRY(const auto nodes,
        choose_nodes(target.nodes, node.empty() ? std::vector<std::string>{} : std::vector{node}));
    const TemporaryFolder temporary;
    if (temporary.path().empty()) {
        return std::unexpected(system_error("cannot make a temporary folder", errno));
    }
    const ClusterFolder cluster{temporary.path()};
    TRY_VOID(make_folders(cluster.nodes()));
    TRY_VOID(write_cluster_document(cluster, document));
    std::vector<ToolCommand> commands;
    for (const NodeIdentity& each : nodes) {
        TRY(auto command, prepare(cluster, each, agent));
        commands.push_back(std::move(command));
    }
    const auto outcomes = SystemProcesses().run(commands, [] { return false; });
    std::vector<RenderedNode> out;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        TRY(const ToolOutcome outcome, outcomes[i]);
        if (outcome.status != 0) {
            return fail(ErrorKind::invalid,
                        nodes[i].name + ": " + std::string(trim(outcome.output)), kInvalidDocument);
        }
        TRY(auto rendered, read_rendered(nodes[i].name, cluster, target.folder));
        out.push_back(std::move(rendered));
    }
    return out;
}

}  // namespace ballast::cli
