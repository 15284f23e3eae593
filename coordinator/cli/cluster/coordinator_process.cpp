#include "coordinator/cli/cluster/coordinator_process.hpp"

#include <fmt/format.h>
#include <json/json.h>
#include <poll.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "common/bytes.hpp"
#include "common/files.hpp"
#include "common/http/client.hpp"
#include "common/http/envelope.hpp"
#include "common/json.hpp"
#include "coordinator/cli/cluster/addresses.hpp"

namespace ballast::cli {
namespace {

constexpr mode_t kPrivateFile = 0600;
constexpr mode_t kPrivateFolder = 0700;
constexpr std::size_t kTokenBytes = 32;
constexpr std::chrono::milliseconds kPause{20};
constexpr std::chrono::seconds kHealthLimit{2};

std::string identity_of(const ClusterRecord& record, const std::vector<NodeIdentity>& nodes) {
    Json::Value identity;
    identity["cluster"] = record.name;
    identity["address"] = coordinator_address(record.block);
    identity["pki"] = "pki";
    identity["nodes"] = Json::arrayValue;
    for (const auto& node : nodes) {
        Json::Value entry;
        entry["name"] = node.name;
        entry["role"] = std::string(to_string(node.role));
        entry["id"] = node.id;
        entry["address"] = node.address;
        identity["nodes"].append(entry);
    }
    return to_json(identity, true);
}

}  // namespace

Result<bool> write_coordinator(const ClusterFolder& folder, const ClusterRecord& record,
                               const std::vector<NodeIdentity>& nodes) {
    TRY_VOID(make_folders(folder.coordinator().run(), kPrivateFolder));
    if (!std::filesystem::exists(folder.coordinator_token())) {
        TRY_VOID(write_file_durably(folder.coordinator_token(),
                                    "operator:" + random_hex(kTokenBytes) + "\n", kPrivateFile));
    }
    return update_file_durably(folder.coordinator_identity(), identity_of(record, nodes),
                               kPrivateFile);
}

Result<bool> start_coordinator(const ClusterFolder& folder, const std::filesystem::path& programs,
                               Processes& processes) {
    const auto place = folder.coordinator();
    if (processes.find_init(place).state != InitFact::State::none) {
        return false;
    }
    const auto program = programs / "ballast-coordinator";
    if (::access(program.c_str(), X_OK) != 0) {
        return fail(ErrorKind::not_found,
                    fmt::format("{} is missing: it is built and installed with `ballast`",
                                program.string()));
    }
    TRY_VOID(processes.start_detached(
        {programs / "ballast-init", "--node-dir", place.root, "--agent", program},
        place.init_log()));
    return true;
}

boost::asio::awaitable<Result<void>> await_coordinator(std::string address, const Clock& clock,
                                                       SteadyTime deadline) {
    const http::Endpoint endpoint{.address = std::move(address), .port = kCoordinatorPort};
    boost::asio::steady_timer pause(co_await boost::asio::this_coro::executor);
    while (true) {
        const auto answer =
            co_await http::request(endpoint, {}, {.target = "/healthz"}, kHealthLimit);
        if (answer && answer->status == 200) {
            co_return Result<void>{};
        }
        if (clock.steady() >= deadline) {
            co_return std::unexpected(answer ? http::to_error(*answer) : answer.error());
        }
        pause.expires_after(kPause);
        (void)co_await pause.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
}

Result<void> stop_coordinator(const ClusterFolder& folder, Processes& processes, const Clock& clock,
                              SteadyTime deadline) {
    bool told = false;
    while (true) {
        const auto init = processes.find_init(folder.coordinator());
        if (init.state == InitFact::State::none) {
            return {};
        }
        if (init.state == InitFact::State::alive && !told) {
            const auto sent = processes.terminate(init.process);
            if (!sent && sent.error().kind != ErrorKind::not_found) {
                return std::unexpected(in_context(sent.error(), "the coordinator"));
            }
            told = true;
        }
        if (clock.steady() >= deadline) {
            return fail(ErrorKind::timed_out,
                        "the coordinator was told to end and still runs: process " +
                            std::to_string(init.process.pid));
        }
        ::poll(nullptr, 0, static_cast<int>(kPause.count()));
    }
}

}  // namespace ballast::cli
