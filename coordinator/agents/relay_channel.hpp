// Frames to a broker by way of its agent.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <utility>

#include "common/kafka/exchange.hpp"
#include "coordinator/agents/agent_api.hpp"

namespace ballast::coordinator {

// For requests that only read.
class RelayChannel final : public kafka::FrameChannel {
  public:
    // The agent outlives this.
    explicit RelayChannel(AgentApi& agent) : agent_(agent) {}

    boost::asio::awaitable<Result<std::string>> raw(std::string frame,
                                                    kafka::CallLimit limit) override {
        return agent_.kafka(std::move(frame), limit, true);
    }

  private:
    AgentApi& agent_;
};

}  // namespace ballast::coordinator
