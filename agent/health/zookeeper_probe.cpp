#include "agent/health/zookeeper_probe.hpp"

#include <fmt/format.h>

#include "common/zookeeper/four_letter_word.hpp"

namespace ballast::agent {

namespace net = boost::asio;

Readiness judge_zookeeper(const zookeeper::ServerStatus& status, const ProbeTarget& target) {
    using zookeeper::Mode;
    if (!status.serving) {
        return {.serving = false,
                .registered = false,
                .code = "NO_QUORUM",
                .reason = fmt::format("ZooKeeper server {} runs, but is in no quorum", target.id)};
    }
    const bool member = status.mode == Mode::leader || status.mode == Mode::follower ||
                        status.mode == Mode::observer ||
                        (status.mode == Mode::standalone && target.ensemble_size == 1);
    if (!member) {
        return {.serving = false,
                .registered = false,
                .code = "WRONG_MODE",
                .reason = fmt::format("ZooKeeper server {} serves as {}, not in the ensemble of {}",
                                      target.id, zookeeper::to_string(status.mode),
                                      target.ensemble_size)};
    }
    return {.serving = true,
            .registered = true,
            .code = {},
            .reason = fmt::format("serves clients on {}:{} as {}", target.address, target.port,
                                  zookeeper::to_string(status.mode))};
}

net::awaitable<Readiness> probe_zookeeper(ProbeTarget target, std::chrono::milliseconds limit) {
    const auto status = co_await zookeeper::srvr(target.address, target.port, limit);
    co_return status ? judge_zookeeper(*status, target) : judge_failure(status.error(), target);
}

}  // namespace ballast::agent
