// A limit on the time of any coroutine with a Result.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <utility>

#include "common/result.hpp"

namespace ballast {

// Awaits `work` for at most `limit`; then cancels it and gives timed_out.
template <class T>
boost::asio::awaitable<Result<T>> with_deadline(boost::asio::awaitable<Result<T>> work,
                                                std::chrono::milliseconds limit) {
    namespace net = boost::asio;
    using namespace net::experimental::awaitable_operators;
    net::steady_timer timer(co_await net::this_coro::executor, limit);
    auto first = co_await (std::move(work) || timer.async_wait(net::as_tuple(net::use_awaitable)));
    if (first.index() == 0) {
        co_return std::get<0>(std::move(first));
    }
    co_return fail(ErrorKind::timed_out, "the deadline passed");
}

// Compiled once, in deadline.cpp: each instance costs more than a second of compile time.
extern template boost::asio::awaitable<Result<void>> with_deadline(
    boost::asio::awaitable<Result<void>>, std::chrono::milliseconds);
extern template boost::asio::awaitable<Result<std::size_t>> with_deadline(
    boost::asio::awaitable<Result<std::size_t>>, std::chrono::milliseconds);

}  // namespace ballast
