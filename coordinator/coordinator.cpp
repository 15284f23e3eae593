#include "coordinator/coordinator.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <cstdio>
#include <utility>

namespace ballast::coordinator {

namespace {

constexpr std::uint16_t kAgentPort = 7443;
constexpr std::uint16_t kPlainPort = 8080;
constexpr std::uint16_t kTlsPort = 8443;
constexpr std::uint16_t kMetricsPort = 9404;
constexpr std::chrono::milliseconds kCatchUp{3000};

// Pages that point a name of theirs at a loopback address are kept out by the Host they send.
AccessOptions access_options(const Coordinator::Inputs& inputs) {
    const auto sessions = inputs.tokens.parent_path() / "sessions.json";
    return inputs.clients ? AccessOptions{.hosts = {}, .tls = true, .sessions = sessions}
                          : AccessOptions{.hosts = {inputs.identity.address, "localhost"},
                                          .tls = false,
                                          .sessions = sessions};
}

}  // namespace

Coordinator::Coordinator(Inputs inputs)
    : in_(std::move(inputs)),
      signals_(loop_, SIGTERM, SIGINT),
      keeper_(loop_.get_executor(), clock_, in_.identity.cluster, watched_nodes()),
      tokens_(in_.tokens),
      access_(&tokens_, clock_, access_options(in_)),
      events_([this] { return view(); }, clock_),
      metrics_(in_.version),
      api_{.view = [this] { return view(); },
           .catch_up = [this] { return keeper_.catch_up(kCatchUp); },
           .clock = clock_,
           .access = access_,
           .events = events_,
           .metrics = metrics_,
           .version = in_.version} {}

// No copy: handlers await nothing while they use it.
std::shared_ptr<const ClusterView> Coordinator::view() {
    return {std::shared_ptr<void>(), &keeper_.view()};
}

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

Result<void> Coordinator::listen(std::uint16_t port, http::Router router,
                                 const tls::Context& context) {
    servers_.push_back(std::make_unique<http::Server>(
        loop_.get_executor(), std::make_shared<http::Router>(std::move(router)), context,
        api_server_options()));
    return servers_.back()->listen(in_.identity.address, port);
}

Result<void> Coordinator::listen_on_all() {
    TRY_VOID(listen(in_.clients ? kTlsPort : kPlainPort,
                    http::Router(make_routes(api_), make_policy(api_)), in_.clients));
    return listen(kMetricsPort, http::Router(make_metrics_routes(api_)), nullptr);
}

int Coordinator::run() {
    if (const auto listening = listen_on_all(); !listening) {
        log(listening.error().message);
        return 1;
    }
    signals_.async_wait([this](boost::system::error_code error, int number) {
        if (!error) {
            end(0, fmt::format("signal {}", number));
        }
    });
    keeper_.start();
    log(fmt::format("coordinator {} watches {} nodes and answers on {}:{}", in_.version,
                    in_.identity.nodes.size(), in_.identity.address, servers_.front()->port()));
    if (const auto problem = tokens_.problem(); !problem.empty()) {
        log("nobody gets in by a token: " + problem);
    }
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
        for (const auto& server : servers_) {
            server->stop();
        }
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
