// `ballast-agent probe`: its command line, its exit codes and what it prints.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <boost/asio/write.hpp>
#include <chrono>
#include <thread>

#include "agent/args.hpp"
#include "common/files.hpp"
#include "common/node_identity.hpp"
#include "tests/unit/api/api_fixture.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;
using net::ip::tcp;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Told {
    int exit_code = 0;
    std::string out;
    std::string err;
};

Told tell(const ProbeVerb& verb) {
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    Told told{.exit_code = run(verb)};
    told.out = ::testing::internal::GetCapturedStdout();
    told.err = ::testing::internal::GetCapturedStderr();
    return told;
}

// The probe port is the same everywhere, so each process has an address of its own.
std::string own_address() {
    const auto pid = static_cast<unsigned>(getpid());
    return fmt::format("127.251.{}.{}", (pid >> 8U) % 256, pid % 256);
}

class ProbeCommand : public ::testing::Test {
  public:
    ~ProbeCommand() override {
        loop_.stop();
        if (thread_.joinable()) {
            thread_.join();
        }
        server_.reset();
    }

  protected:
    void serve(std::vector<http::Route> routes) {
        server_ = std::make_unique<http::Server>(loop_.get_executor(),
                                                 std::make_shared<http::Router>(std::move(routes)),
                                                 nullptr, open_port_options());
        ASSERT_TRUE(server_->listen(address_, 7080));
        thread_ = std::thread([this] { loop_.run(); });
    }

    std::string address_ = own_address();
    test::Api api_;
    net::io_context loop_{1};
    std::unique_ptr<http::Server> server_;
    std::thread thread_;
};

TEST_F(ProbeCommand, SaysYes) {
    serve(make_probe_routes(api_.parts));
    for (const auto* probe : {"startup", "live", "ready"}) {
        const auto told = tell({.probe = probe, .node_dir = {}, .address = address_});
        EXPECT_EQ(told.exit_code, 0) << probe << told.err;
        EXPECT_EQ(told.out, "ok\n");
        EXPECT_THAT(told.err, IsEmpty());
    }
    EXPECT_THAT(tell({.probe = "ready", .node_dir = {}, .address = address_, .verbose = true}).out,
                HasSubstr("[+]answers ok"));
}

TEST_F(ProbeCommand, SaysNoAndWhy) {
    api_.sim.exited(1);
    serve(make_probe_routes(api_.parts));
    const auto told = tell({.probe = "ready", .node_dir = {}, .address = address_});
    EXPECT_EQ(told.exit_code, 1);
    EXPECT_TRUE(told.out.starts_with("no: BACKOFF ")) << told.out;
    EXPECT_EQ(tell({.probe = "live", .node_dir = {}, .address = address_}).exit_code, 0);
}

TEST_F(ProbeCommand, FindsTheAddressInTheNodesFolder) {
    serve(make_probe_routes(api_.parts));
    NodeIdentity identity;
    identity.cluster = "demo";
    identity.name = "kafka-0";
    identity.address = address_;
    identity.kafka_home = "/kafka";
    identity.java_home = "/java";
    identity.secrets_dir = "/secrets";
    const auto folder = api_.parts.folders;
    ASSERT_TRUE(write_file_durably(folder.identity(), to_json(identity), 0600));
    const auto told = tell({.probe = "ready", .node_dir = folder.root, .address = {}});
    EXPECT_EQ(told.exit_code, 0) << told.err;
    EXPECT_EQ(told.out, "ok\n");
}

TEST_F(ProbeCommand, IsUnreachableWhereNobodyOrSomebodyElseListens) {
    const auto nobody = tell({.probe = "ready", .node_dir = {}, .address = address_});
    EXPECT_EQ(nobody.exit_code, 3);
    EXPECT_THAT(nobody.err, HasSubstr(address_ + ":7080"));
    EXPECT_THAT(nobody.out, IsEmpty());

    serve({});
    const auto other = tell({.probe = "ready", .node_dir = {}, .address = address_});
    EXPECT_EQ(other.exit_code, 3);
    EXPECT_THAT(other.err, HasSubstr("404"));
    EXPECT_THAT(other.out, IsEmpty());
}

TEST_F(ProbeCommand, WaitsOneSecondForAnAnswer) {
    tcp::acceptor silent(loop_, {net::ip::make_address(address_), 7080});
    const auto began = std::chrono::steady_clock::now();
    const auto told = tell({.probe = "live", .node_dir = {}, .address = address_});
    EXPECT_EQ(told.exit_code, 3);
    EXPECT_THAT(told.err, HasSubstr("did not answer within 1000 ms"));
    EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds{900});
}

TEST_F(ProbeCommand, IsUnreachableWhereTheAnswerIsNotHttp) {
    tcp::acceptor acceptor(loop_, {net::ip::make_address(address_), 7080});
    thread_ = std::thread([&acceptor] {
        auto peer = acceptor.accept();
        net::write(peer, net::buffer(std::string_view("SSH-2.0-OpenSSH_9.2\r\n")));
        peer.shutdown(tcp::socket::shutdown_send);
        std::array<char, 4096> rest{};
        boost::system::error_code ended;
        while (!ended) {
            peer.read_some(net::buffer(rest), ended);
        }
    });
    EXPECT_EQ(tell({.probe = "live", .node_dir = {}, .address = address_}).exit_code, 3);
}

TEST_F(ProbeCommand, TellsWrongUseFromAnUnreachableNode) {
    const auto no_address = tell({.probe = "live", .node_dir = {}, .address = "kafka-0"});
    EXPECT_EQ(no_address.exit_code, 2);
    EXPECT_THAT(no_address.err, HasSubstr("'kafka-0' is not an IP address"));

    const auto no_folder = tell({.probe = "live", .node_dir = "/nonexistent", .address = {}});
    EXPECT_EQ(no_folder.exit_code, 2);
    EXPECT_THAT(no_folder.err, HasSubstr("/nonexistent/node.json"));

    const auto folder = api_.parts.folders;
    ASSERT_TRUE(write_file_durably(folder.identity(), "{}", 0600));
    const auto no_identity = tell({.probe = "live", .node_dir = folder.root, .address = {}});
    EXPECT_EQ(no_identity.exit_code, 2);
    EXPECT_THAT(no_identity.err, HasSubstr(folder.identity().string()));
}

std::expected<AgentVerb, int> parse(std::vector<std::string> words) {
    words.insert(words.begin(), "ballast-agent");
    std::vector<char*> argv;
    argv.reserve(words.size() + 1);
    for (auto& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    ::testing::internal::CaptureStderr();
    auto parsed = parse_arguments(static_cast<int>(words.size()), argv.data());
    ::testing::internal::GetCapturedStderr();
    return parsed;
}

TEST(AgentArguments, OfAProbe) {
    const auto by_folder = parse({"probe", "startup", "--node-dir", "/n", "--verbose"});
    ASSERT_TRUE(by_folder);
    const auto& verb = std::get<ProbeVerb>(*by_folder);
    EXPECT_EQ(verb.probe, "startup");
    EXPECT_EQ(verb.node_dir, "/n");
    EXPECT_TRUE(verb.verbose);
    const auto by_address = parse({"probe", "ready", "--address", "127.10.2.1"});
    ASSERT_TRUE(by_address);
    EXPECT_EQ(std::get<ProbeVerb>(*by_address).address, "127.10.2.1");
    EXPECT_FALSE(std::get<ProbeVerb>(*by_address).verbose);
}

TEST(AgentArguments, OfAProbeThatAreWrongAreUsage) {
    const std::vector<std::string> cases[] = {
        {"probe"},
        {"probe", "ready"},
        {"probe", "readyz", "--address", "127.0.0.1"},
        {"probe", "--address", "127.0.0.1"},
        {"probe", "ready", "--address"},
        {"probe", "ready", "--address", "127.0.0.1", "--node-dir", "/n"},
        {"probe", "ready", "live", "--address", "127.0.0.1"},
    };
    for (const auto& words : cases) {
        const auto parsed = parse(words);
        ASSERT_FALSE(parsed) << words.size();
        EXPECT_EQ(parsed.error(), 2) << words.back();
    }
}

TEST(AgentArguments, OfEventsAreThoseOfLogs) {
    for (const std::string verb : {"logs", "events"}) {
        const auto parsed = parse({verb, "--node-dir", "/n", "--since", "1h", "--level", "WARN",
                                   "--grep", "x", "--tail", "3", "--output", "json"});
        ASSERT_TRUE(parsed) << verb;
        std::map<std::string, std::string> query;
        if (const auto* logs = std::get_if<LogsVerb>(&*parsed)) {
            query = logs->query;
            EXPECT_EQ(logs->output, "json");
        } else {
            query = std::get<EventsVerb>(*parsed).query;
            EXPECT_EQ(std::get<EventsVerb>(*parsed).output, "json");
        }
        EXPECT_EQ(query, (std::map<std::string, std::string>{
                             {"since", "1h"}, {"level", "WARN"}, {"grep", "x"}, {"tail", "3"}}));
        EXPECT_EQ(parse({verb}).error(), 2);
        EXPECT_EQ(parse({verb, "--node-dir", "/n", "--output", "xml"}).error(), 2);
    }
}

}  // namespace
}  // namespace ballast::agent
