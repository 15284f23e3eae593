#include "agent/api/log_route.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "agent/api/blocking.hpp"
#include "agent/api/log_query.hpp"
#include "agent/logs/log_reader.hpp"

namespace ballast::agent {
namespace {

namespace net = boost::asio;

constexpr std::size_t kBatchBytes = std::size_t{64} << 10U;

// The next entries as one chunk; empty at the end. Blocks on the disk.
Result<std::string> read_batch(LogReader& reader, const std::string& node) {
    std::string batch;
    while (batch.size() < kBatchBytes) {
        TRY(const auto entry, reader.next());
        if (!entry) {
            break;
        }
        batch += to_json_line(*entry, node);
    }
    return batch;
}

net::awaitable<Result<void>> send_kept(ApiParts& parts, const LogStore& store, LogMatcher matcher,
                                       http::BodyWriter& body) {
    const auto& options = store.options();
    auto reader =
        std::make_shared<LogReader>(log_files(options.folder, options.name), std::move(matcher));
    for (;;) {
        CO_TRY(auto batch, co_await run_blocking(parts.disk, [reader, node = options.node] {
                   return read_batch(*reader, node);
               }));
        // Also an empty answer has a head.
        CO_TRY_VOID(co_await body.write(batch));
        if (batch.empty()) {
            co_return Result<void>{};
        }
    }
}

std::string dropped_line(const Clock& clock, const std::string& node, std::uint64_t dropped) {
    return to_json_line(
        {.time = clock.wall(),
         .level = LogLevel::warn,
         .logger = "ballast",
         .message = fmt::format("{} entries were left out: the reader is slow", dropped)},
        node);
}

net::awaitable<Result<void>> send_new(const Clock& clock, std::string node,
                                      std::shared_ptr<LogFollower> follower,
                                      http::BodyWriter& body) {
    auto timer = std::make_shared<net::steady_timer>(co_await net::this_coro::executor);
    follower->on_ready([timer] { timer->cancel(); });
    for (;;) {
        std::string batch;
        while (batch.size() < kBatchBytes) {
            const auto entry = follower->pop();
            if (!entry) {
                break;
            }
            batch += to_json_line(*entry, node);
        }
        if (const auto dropped = follower->take_dropped(); dropped > 0) {
            batch += dropped_line(clock, node, dropped);
        }
        if (batch.empty()) {
            // Until on_ready cancels it; the empty line now and then finds out readers that went.
            timer->expires_after(std::chrono::seconds{15});
            co_await timer->async_wait(net::as_tuple(net::use_awaitable));
            batch = timer->expiry() <= net::steady_timer::clock_type::now() ? "\n" : "";
        }
        if (!batch.empty()) {
            CO_TRY_VOID(co_await body.write(std::move(batch)));
        }
    }
}

}  // namespace

net::awaitable<Result<void>> stream_entries(ApiParts& parts, LogStore& store, http::Request request,
                                            http::BodyWriter& body) {
    CO_TRY(const auto query, parse_log_query(request.query, parts.clock.wall()));
    CO_TRY(auto matcher, LogMatcher::make(query.filter));
    // Followed first and opened in the same turn of the loop, so that no entry falls between.
    std::shared_ptr<LogFollower> follower;
    if (query.follow) {
        follower = store.follow(matcher);
    }
    CO_TRY_VOID(co_await send_kept(parts, store, std::move(matcher), body));
    if (follower) {
        co_return co_await send_new(parts.clock, store.options().node, std::move(follower), body);
    }
    co_return Result<void>{};
}

}  // namespace ballast::agent
