#include <fmt/format.h>
#include <stdlib.h>

#include <boost/asio/ip/address.hpp>
#include <cstdio>

#include "common/core_dumps.hpp"
#include "common/files.hpp"
#include "common/text.hpp"
#include "coordinator/args.hpp"
#include "coordinator/coordinator.hpp"

namespace {

using namespace ballast;
using namespace ballast::coordinator;

Result<Coordinator::Inputs> load(const std::filesystem::path& folder) {
    const auto file = folder / "coordinator.json";
    Coordinator::Inputs inputs{.version = BALLAST_VERSION};
    TRY(const auto text, read_file(file));
    auto identity = parse_coordinator_identity(text);
    if (!identity) {
        return std::unexpected(in_context(std::move(identity).error(), file.string()));
    }
    inputs.identity = *std::move(identity);
    inputs.tokens = folder / "token";
    const auto pki =
        folder / inputs.identity.pki;  // operator/ takes an absolute right side as it is
    const tls::Files files{
        .ca = pki / "ca.crt", .certificate = pki / "node.crt", .key = pki / "node.key"};
    TRY(inputs.agents, tls::client_context(files));
    boost::system::error_code code;
    const auto address = boost::asio::ip::make_address(inputs.identity.address, code);
    if (code) {
        return fail(ErrorKind::invalid, fmt::format("{}: /address: '{}' is not an IP address",
                                                    file.string(), inputs.identity.address));
    }
    // Off this machine there is no plaintext: a token would go over the wire in clear.
    if (!address.is_loopback()) {
        TRY(inputs.clients, tls::server_context(files));
    }
    if (const char* fd = getenv("BALLAST_INIT_FD"); fd != nullptr) {
        const auto number = parse_integer(fd);
        if (!number) {
            return fail(ErrorKind::invalid,
                        fmt::format("BALLAST_INIT_FD is '{}', not a number", fd));
        }
        inputs.init_fd = static_cast<int>(*number);
    }
    return inputs;
}

}  // namespace

int main(int argc, char** argv) {
    const auto verb = parse_arguments(argc, argv);
    if (!verb) {
        return verb.error();
    }
    forbid_core_dumps();
    auto inputs = load(verb->node_dir);
    if (!inputs) {
        fmt::print(stderr, "{}\n", inputs.error().message);
        return inputs.error().kind == ErrorKind::invalid ? 2 : 1;
    }
    return Coordinator(*std::move(inputs)).run();
}
