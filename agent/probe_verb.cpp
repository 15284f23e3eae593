// `ballast-agent probe`: one plain request to the agent's probe port, for exec probes.
#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <cstdio>

#include "agent/verbs.hpp"
#include "common/files.hpp"
#include "common/http/client.hpp"
#include "common/node_folder.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;

constexpr std::uint16_t kProbePort = 7080;
constexpr std::chrono::seconds kLimit{1};  // kubelet's own least time-out

Result<std::string> told_address(const ProbeVerb& verb) {
    if (!verb.address.empty()) {
        return verb.address;
    }
    const auto file = NodeFolder{verb.node_dir}.identity();
    TRY(const auto text, read_file(file));
    const auto identity = parse_node_identity(text);
    return identity ? Result<std::string>(identity->address)
                    : std::unexpected(in_context(identity.error(), file.string()));
}

Result<std::string> address_of(const ProbeVerb& verb) {
    TRY(auto address, told_address(verb));
    boost::system::error_code error;
    net::ip::make_address(address, error);
    if (error) {
        return fail(ErrorKind::invalid,
                    fmt::format("'{}' is not an IP address, as 127.10.2.1 is one", address));
    }
    return address;
}

Result<http::Response> ask(const std::string& address, const std::string& target) {
    net::io_context loop{1};
    Result<http::Response> answer = fail(ErrorKind::internal, "nothing was asked");
    net::co_spawn(loop,
                  http::request({.address = address, .port = kProbePort}, {},
                                {.target = target, .body = {}}, kLimit),
                  [&](const std::exception_ptr& failure, Result<http::Response> response) {
                      if (!failure) {
                          answer = std::move(response);
                      }
                  });
    loop.run();
    return answer;
}

}  // namespace

int run(const ProbeVerb& verb) {
    const auto address = address_of(verb);
    if (!address) {
        fmt::print(stderr, "{}\n", address.error().message);
        return 2;
    }
    const auto answer =
        ask(*address, fmt::format("/{}z{}", verb.probe, verb.verbose ? "?verbose" : ""));
    if (!answer) {
        fmt::print(stderr, "{}\n", answer.error().message);
        return 3;
    }
    if (answer->status != 200 && answer->status != 503) {
        fmt::print(stderr, "{}:{} answers with status {}: it is no agent that knows this probe\n",
                   *address, kProbePort, answer->status);
        return 3;
    }
    fmt::print("{}", answer->body);
    return answer->status == 200 ? 0 : 1;
}

}  // namespace ballast::agent
