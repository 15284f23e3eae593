#include "coordinator/cli/overview/coordinator_client.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <utility>

#include "common/files.hpp"
#include "common/http/envelope.hpp"
#include "common/json.hpp"
#include "common/text.hpp"
#include "coordinator/cli/cluster/coordinator_process.hpp"

namespace ballast::cli {
namespace {

// Of the first line of ROLE:TOKEN.
Result<std::string> read_token(const std::filesystem::path& file) {
    TRY(const auto text, read_file(file));
    const auto line = trim(std::string_view(text).substr(0, text.find('\n')));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon + 1 == line.size()) {
        return fail(ErrorKind::invalid,
                    fmt::format("{}: the first line must be ROLE:TOKEN", file.string()));
    }
    return std::string(line.substr(colon + 1));
}

Error explain(Error error, const Coordinator& coordinator) {
    if (error.kind == ErrorKind::unreachable || error.kind == ErrorKind::timed_out) {
        error.kind = ErrorKind::unreachable;
        error.message = fmt::format(
            "the coordinator of {} does not answer ({}); `ballast up "
            "--name {}` starts it",
            coordinator.cluster, error.message, coordinator.cluster);
    }
    return error;
}

}  // namespace

Result<Coordinator> find_coordinator(const ClusterFolder& folder) {
    const auto file = folder.coordinator_identity();
    const auto text = read_file(file);
    if (!text && text.error().kind == ErrorKind::not_found) {
        return fail(ErrorKind::not_found,
                    "the cluster has no coordinator yet: `ballast up` makes and starts it");
    }
    if (!text) {
        return std::unexpected(text.error());
    }
    Coordinator coordinator;
    const auto read = [&]() -> Result<void> {
        TRY(const auto identity, parse_json(*text));
        const JsonView view(identity);
        TRY(coordinator.cluster, view.string("cluster"));
        TRY(coordinator.endpoint.address, view.string("address"));
        return {};
    };
    if (auto done = read(); !done) {
        return std::unexpected(in_context(std::move(done).error(), file.string()));
    }
    coordinator.endpoint.port = kCoordinatorPort;
    TRY(coordinator.token, read_token(folder.coordinator_token()));
    return coordinator;
}

Result<Json::Value> ask_coordinator(const Coordinator& coordinator, http::ClientRequest request,
                                    std::chrono::milliseconds limit) {
    request.headers.emplace_back("Authorization", "Bearer " + coordinator.token);
    boost::asio::io_context io{1};
    Result<http::Response> response = fail(ErrorKind::internal, "the request was not made");
    boost::asio::co_spawn(io, http::request(coordinator.endpoint, {}, std::move(request), limit),
                          [&](const std::exception_ptr& thrown, Result<http::Response> answer) {
                              if (!thrown) {
                                  response = std::move(answer);
                              }
                          });
    io.run();
    if (!response) {
        return std::unexpected(explain(std::move(response).error(), coordinator));
    }
    if (response->status >= 400) {
        return std::unexpected(http::to_error(*response));
    }
    return parse_json(response->body);
}

}  // namespace ballast::cli
