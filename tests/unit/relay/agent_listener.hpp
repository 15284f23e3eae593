// A broker's AGENT listener in memory of the test: logs everybody in, then does as it is told.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <filesystem>
#include <optional>
#include <string>

#include "common/files.hpp"
#include "common/kafka/wire.hpp"
#include "tests/unit/kafka/fixture.hpp"

namespace ballast::test {

namespace net = boost::asio;

constexpr auto kAwait = net::as_tuple(net::use_awaitable);

class AgentListener {
  public:
    // What it does with the next requests after a login; when all are done it answers each with
    // the request itself.
    enum class Deed : std::uint8_t { answer, close, keep_silent, truncate, claim_much, confuse };

    explicit AgentListener(net::io_context& io)
        : acceptor_(io, {net::ip::make_address("127.0.0.1"), 0}) {
        spawn(accept());
    }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    std::deque<Deed> deeds;
    int logins = 0;
    int requests = 0;  // but for those of a login
    std::string password;
    std::size_t answer_size = 0;  // 0: the request

  private:
    net::ip::tcp::acceptor acceptor_;

    void spawn(net::awaitable<void> work) {
        net::co_spawn(acceptor_.get_executor(), std::move(work),
                      [](const std::exception_ptr& failure) { EXPECT_FALSE(failure); });
    }

    net::awaitable<void> accept() {
        while (true) {
            auto [code, socket] = co_await acceptor_.async_accept(kAwait);
            if (code) {
                co_return;
            }
            spawn(serve(std::move(socket)));
        }
    }

    static std::string sized(const std::string& frame, std::int32_t more = 0) {
        kafka::Writer size;
        size.int32(static_cast<std::int32_t>(frame.size()) + more);
        return size.bytes() + frame;
    }

    net::awaitable<void> serve(net::ip::tcp::socket socket) {
        while (true) {
            std::string head(4, '\0');
            if (auto [e, n] = co_await net::async_read(socket, net::buffer(head), kAwait); e) {
                co_return;
            }
            std::string request(static_cast<std::size_t>(kafka::Reader(head).int32()), '\0');
            if (auto [e, n] = co_await net::async_read(socket, net::buffer(request), kAwait); e) {
                co_return;
            }
            const auto correlation = request.substr(4, 4);
            std::string answer;
            auto deed = Deed::answer;
            const auto key = kafka::Reader(request).int16();
            if (key == 18) {
                answer = correlation + fixture("api_versions_v3.bin").substr(4);
            } else if (key == 17) {
                answer = correlation + fixture("sasl_handshake.bin").substr(4);
            } else if (key == 36) {
                ++logins;
                password = request.substr(request.size() - 9, 8);  // then no tags
                answer = correlation + fixture("sasl_authenticate.bin").substr(4);
            } else {
                ++requests;
                answer = correlation + request.substr(8);
                answer.resize(answer_size == 0 ? answer.size() : answer_size, 'x');
                if (!deeds.empty()) {
                    deed = deeds.front();
                    deeds.pop_front();
                }
            }
            switch (deed) {
                case Deed::answer:
                    answer = sized(answer);
                    break;
                case Deed::close:
                    co_return;
                case Deed::keep_silent: {
                    std::string more(1, '\0');
                    (void)co_await net::async_read(socket, net::buffer(more), kAwait);
                    co_return;
                }
                case Deed::truncate:
                    (void)co_await net::async_write(socket, net::buffer(sized(answer, 100)),
                                                    kAwait);
                    co_return;
                case Deed::claim_much:
                    answer = sized(answer, 0x7f000000);
                    break;
                case Deed::confuse:
                    answer[0] = static_cast<char>(answer[0] + 1);
                    answer = sized(answer);
                    break;
            }
            if (auto [e, n] = co_await net::async_write(socket, net::buffer(answer), kAwait); e) {
                co_return;
            }
        }
    }
};

// A folder that goes with the test.
class Folder {
  public:
    Folder() {
        std::string name = ::testing::TempDir() + "ballast-relay-XXXXXX";
        path_ = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::filesystem::path write(const std::string& name, const std::string& text) const {
        EXPECT_TRUE(write_file_durably(path_ / name, text, 0600));
        return path_ / name;
    }
    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

// Runs the context until the work has ended, ten seconds at most.
template <class T>
std::optional<T> run(net::io_context& io, net::awaitable<T> work) {
    std::optional<T> result;
    io.restart();
    net::co_spawn(io, std::move(work), [&](const std::exception_ptr& failure, T value) {
        EXPECT_FALSE(failure);
        result.emplace(std::move(value));
    });
    while (!result && io.run_one_for(std::chrono::seconds{10}) > 0) {
    }
    EXPECT_TRUE(result) << "ten seconds were not enough";
    return result;
}

}  // namespace ballast::test
