// Frames to a broker by way of its agent.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <utility>

#include "common/kafka/exchange.hpp"
#include "coordinator/agents/agent_api.hpp"

namespace ballast::coordinator {

class RelayChannel final : public kafka::FrameChannel {
  public:
    // What may change something is never sent twice.
    enum class Use : std::uint8_t { reads, changes };

    // The agent outlives this.
    explicit RelayChannel(AgentApi& agent, Use use = Use::reads) : agent_(agent), use_(use) {}

    boost::asio::awaitable<Result<std::string>> raw(std::string frame,
                                                    kafka::CallLimit limit) override {
        return agent_.kafka(std::move(frame), limit, use_ == Use::reads);
    }

  private:
    AgentApi& agent_;
    Use use_;
};

}  // namespace ballast::coordinator
