#include "coordinator/cli/cluster/cluster_start.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>

#include "coordinator/cli/cluster/certificates.hpp"
#include "coordinator/cli/cluster/facts.hpp"
#include "coordinator/cli/cluster/http_agents.hpp"
#include "coordinator/cli/cluster/program_folder.hpp"

namespace ballast::cli {
namespace {

constexpr mode_t kPrivateFolder = 0700;

}  // namespace

ClusterStart::ClusterStart(const UpOptions& options, UserFolders folders, Processes& processes,
                           const Clock& clock)
    : options_(options),
      folders_(std::move(folders)),
      processes_(processes),
      clock_(clock),
      binaries_(program_folder()),
      index_(folders_.data) {}

Result<void> ClusterStart::open() {
    std::optional<document::Document> from_file;
    if (!options_.file.empty()) {
        TRY(from_file, read_document_file(options_.file));
    }
    TRY(place_, choose_place(options_, from_file ? &*from_file : nullptr, index_));
    // A first look without the lock, so that a wrong command line makes no folder.
    const auto look = [&]() -> Result<void> {
        auto record = read_record(place_.folder);
        is_new_ = !record;
        if (!record && record.error().kind != ErrorKind::not_found) {
            return std::unexpected(std::move(record).error());
        }
        record_ = record ? *std::move(record) : ClusterRecord{.name = place_.name};
        if (!is_new_) {
            TRY(present_, read_cluster_document(place_.folder));
        }
        const auto& base = from_file ? *from_file : present_.value_or(document::Document{});
        TRY(auto wanted, apply_flags(options_, place_.name, base));
        wanted_ = std::move(wanted.document);
        notes_ = std::move(wanted.notes);
        return is_new_ ? check_new_folder(place_.folder) : Result<void>();
    };
    TRY_VOID(look());
    TRY_VOID(make_folders(place_.folder.root, kPrivateFolder));
    auto lock = FileLock::take(place_.folder.lock());
    if (!lock) {
        return std::unexpected(
            in_context(std::move(lock).error(), "another `up` or `down` works on this cluster"));
    }
    lock_ = *std::move(lock);
    return look();
}

std::vector<NodeIdentity> ClusterStart::layout(const LayoutInput& input) const {
    return lay_out_nodes(wanted_, input);
}

Result<void> ClusterStart::decide() {
    LayoutInput where;
    const auto is_quiet = [&](int block) {
        where.block = block;
        for (const auto& node : layout(where)) {
            for (const auto& port : ports_of(node.role)) {
                if (!bind_error(node.address, port.port).empty()) {
                    return false;
                }
            }
        }
        return true;
    };
    TRY(record_.block, claims_.claim(place_.name, place_.folder.root, record_.block, is_quiet));
    where.block = record_.block;
    nodes_ = layout(where);

    ClusterFacts facts;
    if (!is_new_) {
        facts.record = record_;
        facts.document = present_;
        if (auto agents = make_http_agents(place_.folder)) {
            agents_ = *std::move(agents);
        }
        TRY(auto present, read_nodes(place_.folder));
        boost::asio::co_spawn(
            io_, collect_facts(place_.folder, std::move(present), processes_, agents_.get()),
            [&](const std::exception_ptr& thrown, std::vector<NodeFacts> found) {
                if (thrown) {
                    std::rethrow_exception(thrown);
                }
                facts.nodes = std::move(found);
            });
        io_.run();
        io_.restart();
    }
    std::vector<std::string> names;
    names.reserve(nodes_.size());
    for (const auto& node : nodes_) {
        names.push_back(node.name);
    }
    plan_ = plan_start(facts, wanted_, names);
    return {};
}

NodeAction ClusterStart::action_of(const std::string& name) const {
    const auto found = std::ranges::find(plan_.nodes, name, &NodePlan::name);
    return found == plan_.nodes.end() ? NodeAction::start : found->action;
}

std::size_t ClusterStart::starts() const {
    return static_cast<std::size_t>(
        std::ranges::count(plan_.nodes, NodeAction::start, &NodePlan::action));
}

void ClusterStart::abandon() {
    if (!is_new_) {
        return;
    }
    (void)claims_.release(record_.block, place_.folder.root);
    std::error_code ignored;
    std::filesystem::remove(place_.folder.lock(), ignored);
    std::filesystem::remove(place_.folder.root, ignored);  // only when it is empty
}

Result<void> ClusterStart::write_nodes() {
    for (const auto& node : nodes_) {
        if (starts_node(node)) {
            TRY_VOID(write_node(place_.folder, node));
        }
    }
    return record_.born ? record_birth() : Result<void>();
}

Result<int> ClusterStart::write_files() {
    if (starts() == 0) {
        return 0;
    }
    if (is_new_) {
        // Asked before anything is written; add() asks again under the index's lock.
        TRY(const auto entries, index_.list());
        const auto other = std::ranges::find(entries, place_.name, &IndexEntry::name);
        if (other != entries.end() && other->dir != place_.folder.root) {
            return fail(ErrorKind::refused,
                        fmt::format("a cluster named {} is already in {}: choose another --name, "
                                    "or leave --dir out to start that one",
                                    place_.name, other->dir.string()));
        }
        record_.created = to_rfc3339(clock_.wall());
    }
    // The document before the record: a folder with a record always has its document.
    TRY_VOID(write_cluster_document(place_.folder, wanted_));
    TRY_VOID(write_record(place_.folder, record_));
    is_new_ = false;
    TRY_VOID(index_.add({place_.name, place_.folder.root}));
    TRY(const int made, ensure_certificates(place_.folder, place_.name, nodes_));
    TRY_VOID(write_nodes());
    if (!agents_ || made != 0) {
        TRY(agents_, make_http_agents(place_.folder));
    }
    return made;
}

Result<void> ClusterStart::record_birth() {
    if (!record_.born) {
        record_.born = true;
        TRY_VOID(write_record(place_.folder, record_));
    }
    TRY(const auto nodes, read_nodes(place_.folder));
    for (auto node : nodes) {
        if (node.birth) {
            node.birth = false;
            TRY_VOID(write_node(place_.folder, node));
        }
    }
    return {};
}

std::vector<WaitedNode> ClusterStart::waited() const {
    std::vector<WaitedNode> waited;
    for (const auto& node : nodes_) {
        const auto plan = std::ranges::find(plan_.nodes, node.name, &NodePlan::name);
        const auto process =
            std::ranges::find(started_, node.name, &std::pair<std::string, ProcessIdentity>::first);
        waited.push_back({node,
                          process == started_.end() ? std::nullopt : std::optional(process->second),
                          plan == plan_.nodes.end() ? "" : plan->note});
    }
    return waited;
}

}  // namespace ballast::cli
