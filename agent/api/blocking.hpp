// Runs what blocks on the pool's thread; the caller's coroutine goes on where it was.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace ballast::agent {

template <class Work>
boost::asio::awaitable<std::invoke_result_t<Work>> run_blocking(boost::asio::thread_pool& pool,
                                                                Work work) {
    // co_spawn keeps the lambda, and with it what it captured, for as long as it runs.
    co_return co_await boost::asio::co_spawn(
        pool,
        // NOLINTNEXTLINE(cppcoreguidelines-avoid-capturing-lambda-coroutines): kept, see above
        [work = std::move(work)]() mutable -> boost::asio::awaitable<std::invoke_result_t<Work>> {
            co_return work();
        },
        boost::asio::use_awaitable);
}

}  // namespace ballast::agent
