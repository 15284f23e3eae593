// The steps of `up`, in their order. Each leaves only whole files behind, and finds what an earlier
// run of it made: that is why a kill between or inside them costs nothing.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "coordinator/cli/cluster/addresses.hpp"
#include "coordinator/cli/cluster/agents.hpp"
#include "coordinator/cli/cluster/cluster_folder.hpp"
#include "coordinator/cli/cluster/cluster_index.hpp"
#include "coordinator/cli/cluster/file_lock.hpp"
#include "coordinator/cli/cluster/machine.hpp"
#include "coordinator/cli/cluster/node_layout.hpp"
#include "coordinator/cli/cluster/options.hpp"
#include "coordinator/cli/cluster/preflight.hpp"
#include "coordinator/cli/cluster/processes.hpp"
#include "coordinator/cli/cluster/readiness_wait.hpp"
#include "coordinator/cli/cluster/start_plan.hpp"
#include "coordinator/cli/cluster/wanted_cluster.hpp"

namespace ballast::cli {

// Made and used by run_up() alone, one step after the other. Errors of each step as said there.
class ClusterStart {
  public:
    ClusterStart(const UpOptions& options, UserFolders folders, Processes& processes,
                 const Clock& clock);

    // Reads the file, finds the cluster, makes and locks its folder. Errors: invalid, refused.
    Result<void> open();
    // Claims addresses, asks the running nodes and decides. Blockers are in plan(). Errors: refused
    // (addresses), io.
    Result<void> decide();
    // All that keeps this machine from running the nodes that are to be started; empty when there
    // are none to start.
    std::vector<Finding> preflight();
    // Takes back what open() and decide() made for a cluster that does not come to be.
    void abandon();
    // Writes documents, record, index, certificates and node.json. Gives the number of new
    // certificates. Errors: io, refused (name taken).
    Result<int> write_files();
    // Makes the archives that are missing; a warning for each that could not be made.
    std::vector<std::string> make_archives(const std::function<bool()>& broken_off);
    // Hands the document to every node that is down. Errors: refused, with the agent's words.
    Result<void> accept_document(const std::function<bool()>& broken_off);
    // Ends the JVMs of nodes to be started that run without a ballast-init. Errors: as
    // end_lost_jvms(); then nothing may be started.
    Result<void> end_lost_jvms(SteadyTime deadline, const std::function<bool()>& broken_off);
    // Starts what is down. Errors: io.
    Result<void> start_nodes();
    // Starts the coordinator where none runs, or anew where its nodes are others now. Errors:
    // not_found (the program is missing), timed_out, io.
    Result<void> start_coordinator();
    // Waits until it answers. Errors: unreachable, timed_out.
    Result<void> await_coordinator();
    // What start_coordinator() started, for one who breaks off.
    Result<void> stop_coordinator();
    // The ensemble serves: no other may ever be born. Errors: io.
    Result<void> record_birth();

    const StartPlan& plan() const { return plan_; }
    const std::vector<std::string>& notes() const { return notes_; }
    const document::Document& document() const { return wanted_; }
    const ClusterFolder& folder() const { return place_.folder; }
    const std::string& name() const { return place_.name; }
    const ClusterIndex& index() const { return index_; }
    const std::vector<NodeIdentity>& nodes() const { return nodes_; }
    bool is_new() const { return is_new_; }
    std::size_t starts() const;
    // What to wait for, after start_nodes().
    std::vector<WaitedNode> waited() const;
    // Talks to the agents; after decide() for a cluster that exists, else after write_files().
    Agents& agents() { return *agents_; }
    boost::asio::io_context& io() { return io_; }
    std::filesystem::path agent_binary() const { return binaries_ / "ballast-agent"; }

  private:
    UpOptions options_;
    UserFolders folders_;
    Processes& processes_;
    const Clock& clock_;
    std::filesystem::path binaries_;  // where this program lies, and the others beside it
    ClusterIndex index_;
    AddressClaims claims_;
    boost::asio::io_context io_{1};
    std::unique_ptr<Agents> agents_;
    std::optional<FileLock> lock_;

    WantedPlace place_;
    bool is_new_ = true;
    ClusterRecord record_;
    std::optional<document::Document> present_;  // what the cluster runs by
    document::Document wanted_;
    std::vector<std::string> notes_;
    StartPlan plan_;
    std::vector<NodeIdentity> nodes_;
    std::vector<std::pair<std::string, ProcessIdentity>> started_;
    bool started_coordinator_ = false;

    NodeAction action_of(const std::string& name) const;
    bool starts_node(const NodeIdentity& node) const {
        return action_of(node.name) == NodeAction::start;
    }
    std::vector<NodeIdentity> layout(const LayoutInput& input) const;
    std::vector<PlannedNode> planned_nodes() const;
    Result<void> write_nodes();
};

}  // namespace ballast::cli
