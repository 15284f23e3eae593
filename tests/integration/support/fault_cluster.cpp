#include "tests/integration/support/fault_cluster.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/files.hpp"
#include "common/json.hpp"
#include "tests/integration/support/records.hpp"

namespace ballast::test {

FaultCluster::FaultCluster(std::string name, std::vector<std::string> size)
    : cluster_(std::move(name)) {
    up_ = cluster_.up(std::move(size)).exit_code == 0;
    if (up_) {
        up_ = cluster_.ballast("topic", {"create", "kept", "--partitions", "6"}).exit_code == 0;
        produce_some();
    }
}

bool FaultCluster::stop(const std::string& node) const {
    return cluster_.command(node, "stop") == 202 &&
           eventually([&] { return cluster_.node(node)["state"] == "STOPPED"; }, Seconds{120});
}

bool FaultCluster::start(const std::string& node) const {
    return cluster_.command(node, "start") == 202;
}

std::string FaultCluster::see(const std::string& node, const std::string& code,
                              Seconds limit) const {
    const auto begin = std::chrono::steady_clock::now();
    std::string reason;
    Json::Value last;
    eventually(
        [&] {
            last = cluster_.node(node);
            if (last["code"] == code) {
                reason = last["reason"].asString();
            }
            return !reason.empty();
        },
        limit);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    fmt::print("SEEN {} {} {} after {:.1f} s: {}\n", node, last["state"].asString(),
               last["code"].asString(), took.count(), last["reason"].asString());
    return reason;
}

bool FaultCluster::ready(const std::string& node, Seconds limit) const {
    return eventually([&] { return cluster_.node(node)["ready"].asBool(); }, limit);
}

bool FaultCluster::all_ready(Seconds limit) const {
    return eventually([&] { return cluster_.all_ready(); }, limit);
}

bool FaultCluster::all_in_sync() const {
    const auto described =
        parse_json(cluster_.ballast("topic", {"describe", "kept", "-o", "json"}).out);
    if (!described || (*described)["partitions"].empty()) {
        return false;
    }
    return std::ranges::all_of((*described)["partitions"], [](const Json::Value& partition) {
        return partition["isr"].size() == partition["replicas"].size();
    });
}

pid_t FaultCluster::jvm(const std::string& node) const {
    return cluster_.node(node)["pid"].asInt();
}

std::string FaultCluster::events(const std::string& node) const {
    return read_file(cluster_.node_folder(node) / "log" / "events.log").value_or("");
}

void FaultCluster::produce_some() {
    const auto more = produce(cluster_.bootstrap(), "kept", fmt::format("batch-{}", ++batch_), 200);
    acknowledged_.insert(acknowledged_.end(), more.begin(), more.end());
}

std::vector<std::string> FaultCluster::lost() const {
    return lost_for_good(cluster_.bootstrap(), "kept", acknowledged_);
}

Json::Value read_json(const std::filesystem::path& file) {
    const auto text = read_file(file);
    const auto parsed = text ? parse_json(*text) : std::unexpected(text.error());
    return parsed ? *parsed : Json::Value();
}

bool replace_in(const std::filesystem::path& file, const std::string& from, const std::string& to) {
    auto text = read_file(file);
    const auto at = text ? text->find(from) : std::string::npos;
    if (at == std::string::npos) {
        return false;
    }
    text->replace(at, from.size(), to);
    return write_file_durably(file, *text, 0600).has_value();
}

}  // namespace ballast::test
