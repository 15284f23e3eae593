#include "coordinator/api/events.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "common/json.hpp"

namespace ballast::coordinator {

namespace net = boost::asio;

namespace {

constexpr std::size_t kMostTopics = 50;

// What no page shows, or shows in percent.
void leave_out_figures(Json::Value& node) {
    auto& zookeeper = node["zookeeper"];
    if (zookeeper.isObject()) {
        for (const auto* figure :
             {"zxid", "latency_avg_ms", "latency_max_ms", "connections", "outstanding"}) {
            zookeeper.removeMember(figure);
        }
    }
    const auto disk = node["disk"];
    node.removeMember("disk");
    node["disk_used_percent"] = Json::Value();
    if (disk.isObject()) {
        const auto total = disk["total_bytes"].asDouble();
        const auto used = total - disk["free_bytes"].asDouble();
        node["disk_used_percent"] = static_cast<int>(100 * used / total);
    }
}

// Takes the ages out of a snapshot and gives them alone.
Json::Value take_ages(Json::Value& snapshot) {
    Json::Value ages;
    ages["as_of"] = snapshot["health"]["as_of"];
    ages["age_seconds"] = snapshot["health"]["age_seconds"];
    ages["snapshot_age_seconds"] = snapshot["cluster"]["snapshot"]["age_seconds"];
    ages["heard"] = Json::Value(Json::objectValue);
    for (const auto* part : {"health", "cluster"}) {
        snapshot[part].removeMember("as_of");
        snapshot[part].removeMember("age_seconds");
    }
    snapshot["cluster"]["snapshot"].removeMember("age_seconds");
    for (auto& node : snapshot["nodes"]) {
        ages["heard"][node["name"].asString()] = node["heard_seconds_ago"];
        node.removeMember("heard_seconds_ago");
    }
    return ages;
}

std::string event(std::string_view name, const std::string& data) {
    return fmt::format("event: {}\ndata: {}\n\n", name, data);
}

// Counts one who watches for as long as it lives.
class Subscription {
  public:
    explicit Subscription(std::size_t& count) : count_(count) { ++count_; }
    ~Subscription() { --count_; }
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

  private:
    std::size_t& count_;
};

}  // namespace

Json::Value page_snapshot(const ClusterView& view, Moment moment) {
    Json::Value out;
    out["health"] = health_answer(view, moment);
    out["cluster"] = cluster_answer(view, moment);
    out["nodes"] = nodes_answer(view, moment)["nodes"];
    for (auto& node : out["nodes"]) {
        leave_out_figures(node);
    }
    const auto topics = topics_answer(view, moment,
                                      {.under_replicated = true,
                                       .at_min_isr = true,
                                       .under_min_isr = true,
                                       .unavailable = true,
                                       .limit = kMostTopics});
    out["topics"] = topics["topics"];
    out["more_topics"] = !topics["next"].isNull();
    out["fresh_seconds"] = std::chrono::duration<double>(view.fresh).count();
    return out;
}

void Events::refresh() {
    const Moment moment{clock_.steady(), clock_.wall()};
    // A little less than a tick, so that a timer that comes early does not leave one out.
    if (made_ && moment.steady - *made_ < times_.tick * 9 / 10) {
        return;
    }
    const auto view = view_();
    if (!view) {
        return;
    }
    made_ = moment.steady;
    auto snapshot = page_snapshot(*view, moment);
    auto whole = to_json(snapshot);
    ages_ = to_json(take_ages(snapshot));
    auto compared = to_json(snapshot);
    if (compared != compared_) {
        compared_ = std::move(compared);
        ++number_;
    }
    snapshot_ = std::move(whole);
}

std::string Events::next_event(std::uint64_t& sent) const {
    if (number_ == 0) {
        return {};
    }
    if (sent != number_) {
        sent = number_;
        return event("snapshot", snapshot_);
    }
    return event("age", ages_);
}

net::awaitable<Result<void>> Events::stream(http::BodyWriter& body) {
    if (subscribers_ >= kMostSubscribers) {
        co_return fail(ErrorKind::refused,
                       fmt::format("{} watch already, which is the most", kMostSubscribers),
                       "TOO_MANY_SUBSCRIBERS");
    }
    const Subscription subscription(subscribers_);
    co_return co_await send_all(body);
}

net::awaitable<Result<void>> Events::send_all(http::BodyWriter& body) {
    // A browser whose stream ends comes again after this time.
    CO_TRY_VOID(co_await body.write("retry: 2000\n\n"));
    const auto ends = clock_.steady() + times_.life;
    auto last = clock_.steady();
    std::uint64_t sent = 0;
    net::steady_timer timer(co_await net::this_coro::executor);
    while (clock_.steady() < ends) {
        refresh();
        auto text = next_event(sent);
        if (text.empty() && clock_.steady() - last >= times_.keep_alive) {
            text = ": nothing yet\n\n";
        }
        if (!text.empty()) {
            CO_TRY_VOID(co_await body.write(std::move(text)));
            last = clock_.steady();
        }
        timer.expires_after(times_.tick);
        const auto [code] = co_await timer.async_wait(net::as_tuple(net::use_awaitable));
        if (code) {
            co_return fail(ErrorKind::unreachable, "the stream is ended");
        }
    }
    co_return Result<void>{};
}

}  // namespace ballast::coordinator
