// A stream whose peer is a list of what it sends; what is written to it is kept.
#pragma once

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <string>
#include <vector>

#include "common/http/stream.hpp"

namespace ballast::test {

class MemoryStream final : public http::Stream {
  public:
    // What happens after the last piece: the peer closes, is too slow, or says nothing for ever.
    enum class End { closed, timed_out, silent };

    MemoryStream(std::deque<std::string> pieces, End end) : pieces_(std::move(pieces)), end_(end) {}

    boost::asio::awaitable<Result<void>> handshake(Limit) override { co_return Result<void>{}; }

    boost::asio::awaitable<Result<std::size_t>> read_some(std::span<char> into,
                                                          Limit limit) override {
        limits.push_back(limit);
        if (pieces_.empty()) {
            co_return co_await at_end();
        }
        auto& piece = pieces_.front();
        const auto size = std::min(piece.size(), into.size());
        std::copy_n(piece.begin(), size, into.begin());
        piece.erase(0, size);
        if (piece.empty()) {
            pieces_.pop_front();
        }
        co_return size;
    }

    boost::asio::awaitable<Result<void>> write_all(std::string_view bytes, Limit) override {
        if (gone) {
            co_return fail(ErrorKind::unreachable, "gone", "CONNECTION_CLOSED");
        }
        written += bytes;
        co_return Result<void>{};
    }

    boost::asio::awaitable<void> shutdown(Limit) override {
        shut_down = true;
        co_return;
    }

    void close() override { closed = true; }
    http::Peer peer() const override { return {"127.0.0.1", "tester", role}; }

    std::string written;
    std::vector<Limit> limits;  // of each read
    http::Role role = http::Role::operator_;
    bool gone = false;
    bool shut_down = false;
    bool closed = false;

  private:
    std::deque<std::string> pieces_;
    End end_;

    boost::asio::awaitable<Result<std::size_t>> at_end() {
        if (end_ == End::timed_out) {
            co_return fail(ErrorKind::timed_out, "the deadline passed");
        }
        if (end_ == End::silent) {
            boost::asio::steady_timer never(co_await boost::asio::this_coro::executor,
                                            std::chrono::steady_clock::time_point::max());
            (void)co_await never.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
            co_return fail(ErrorKind::unreachable, "cancelled");
        }
        co_return std::size_t{0};
    }
};

}  // namespace ballast::test
