// Keeps one view of the cluster up to date: asks every agent each second, and one broker for the
// metadata as often as its cost allows.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "coordinator/agents/agent_api.hpp"
#include "coordinator/agents/metadata_reader.hpp"
#include "coordinator/model/cluster_view.hpp"

namespace ballast::coordinator {

struct WatchedNode {
    std::string name;  // "kafka-0"
    Role role = Role::kafka;
    int id = 0;
    std::string address;
    std::unique_ptr<AgentApi> agent;
};

struct PollTimes {
    std::chrono::milliseconds period{1000};  // from one question to the next
    std::chrono::milliseconds answer{2000};  // of an agent, at most
    std::chrono::milliseconds fresh{5000};   // as ClusterView::fresh, for a small cluster
    MetadataReader::Limits metadata;
};

// From one snapshot to the next: so that what it costs is at most a tenth of the time. Pure.
std::chrono::milliseconds snapshot_period(std::chrono::milliseconds cost,
                                          std::chrono::milliseconds least);

// Event loop only. Destroying it ends what is under way.
class ViewKeeper {
  public:
    // The clock outlives the executor's work.
    ViewKeeper(boost::asio::any_io_executor executor, const Clock& clock, std::string cluster,
               std::vector<WatchedNode> nodes, PollTimes times = {});
    ~ViewKeeper();
    ViewKeeper(const ViewKeeper&) = delete;
    ViewKeeper& operator=(const ViewKeeper&) = delete;

    void start();
    // Until every fact was asked for after this call, or who is asked did not answer; who can be
    // asked cheaply is asked before its turn. At most `limit`: a large cluster's metadata may be
    // older then, as its age says.
    boost::asio::awaitable<void> catch_up(std::chrono::milliseconds limit);
    // What is known now. It changes while others run: a decision takes one view and awaits nothing.
    const ClusterView& view();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace ballast::coordinator
