#include "coordinator/coordinator.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <utility>

namespace ballast::coordinator {

namespace {

constexpr std::uint16_t kAgentPort = 7443;

}  // namespace

Coordinator::Coordinator(Inputs inputs)
    : in_(std::move(inputs)),
      signals_(loop_, SIGTERM, SIGINT),
      keeper_(loop_.get_executor(), clock_, in_.identity.cluster, watched_nodes()) {}

std::vector<WatchedNode> Coordinator::watched_nodes() const {
    std::vector<WatchedNode> nodes;
    for (const auto& node : in_.identity.nodes) {
        nodes.push_back({.name = node.name,
                         .role = node.role,
                         .id = node.id,
                         .address = node.address,
                         .agent = make_http_agent({node.address, kAgentPort}, in_.agents)});
    }
    return nodes;
}

int Coordinator::run() {
    signals_.async_wait([this](boost::system::error_code error, int number) {
        if (!error) {
            end(0, fmt::format("signal {}", number));
        }
    });
    keeper_.start();
    log(fmt::format("coordinator {} watches {} nodes", in_.version, in_.identity.nodes.size()));
    if (in_.init_fd) {
        talk_to_init(*in_.init_fd);
    }
    loop_.run();
    return exit_code_;
}

// Its init has no JVM to keep: it starts the coordinator anew when it dies, and is told to stop.
void Coordinator::talk_to_init(int fd) {
    init_ = std::make_unique<InitClient>(
        loop_.get_executor(), fd,
        InitClient::Callbacks{[this](const init::Message& message) { on_init_message(message); },
                              [this](const std::string& why) { end(1, "init is gone: " + why); }});
    init_->start();
}

void Coordinator::on_init_message(const init::Message& message) {
    const auto* const hello = std::get_if<init::Hello>(&message);
    if (hello != nullptr) {
        init_->send(init::AgentUp{});
    }
    if (std::holds_alternative<init::Stopping>(message) || (hello != nullptr && hello->stopping)) {
        log("init was told to stop");
        init_->send(init::Leave{});  // it answers with a signal
    } else if (const auto* refused = std::get_if<init::Refused>(&message)) {
        log("init refused an order: " + refused->message);
    }
}

void Coordinator::log(const std::string& line) const {
    fmt::print("{} {} {}\n", to_rfc3339(clock_.wall(), true), in_.identity.cluster, line);
    std::fflush(stdout);
}

void Coordinator::end(int code, const std::string& why) {
    log("the coordinator ends: " + why);
    exit_code_ = code;
    loop_.stop();
}

}  // namespace ballast::coordinator
