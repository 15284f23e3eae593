// The page's live view as server-sent events (HTML Living Standard section 9.2).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "common/clock.hpp"
#include "common/http/router.hpp"
#include "coordinator/api/answers.hpp"
#include "coordinator/model/cluster_view.hpp"

namespace ballast::coordinator {

using ViewSource = std::function<std::shared_ptr<const ClusterView>()>;

struct EventTimes {
    std::chrono::milliseconds tick{1000};         // at most one event in each
    std::chrono::milliseconds keep_alive{15000};  // a comment when nothing else was sent
    // Then the stream ends; a browser comes again by itself, and is asked who it is again.
    std::chrono::milliseconds life{15 * 60 * 1000};
};

// Without what changes each second and no page shows. Null while there is no view.
Json::Value page_snapshot(const ClusterView& view, Moment moment);

// Event loop only; outlives its streams.
class Events {
  public:
    static constexpr std::size_t kMostSubscribers = 16;

    Events(ViewSource view, const Clock& clock, EventTimes times = {})
        : view_(std::move(view)), clock_(clock), times_(times) {}

    // "snapshot" with page_snapshot() at first and after each change; between them "age" with
    // {"as_of","age_seconds","heard":{node: seconds}}. Errors: refused (too many watch), and what
    // the writer says.
    boost::asio::awaitable<Result<void>> stream(http::BodyWriter& body);

    std::size_t subscribers() const { return subscribers_; }

  private:
    ViewSource view_;
    const Clock& clock_;
    EventTimes times_;
    std::size_t subscribers_ = 0;
    // The last snapshot is made once for all who watch.
    std::optional<SteadyTime> made_;
    std::string compared_;  // without ages
    std::string snapshot_;
    std::string ages_;
    std::uint64_t number_ = 0;  // of the snapshot

    void refresh();
    std::string next_event(std::uint64_t& sent) const;
    boost::asio::awaitable<Result<void>> send_all(http::BodyWriter& body);
};

}  // namespace ballast::coordinator
