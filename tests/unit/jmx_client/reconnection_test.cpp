// What a real JVM does too seldom for a test: it forgets a session, wants TLS, falls silent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/jmx/jmx_client.hpp"
#include "tests/unit/jmx_client/java_bytes.hpp"

namespace ballast::agent::jmx {
namespace {

namespace net = boost::asio;
using namespace std::chrono_literals;
using namespace std::string_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr auto kAwait = net::as_tuple(net::use_awaitable);
const std::string kObject = "0123456789abcdefghijkl";

// Plays one script for each connection: after the opening, whatever comes is answered with its
// next entry. Then it closes; a connection whose last entry is empty stays open.
class ScriptedJvm {
  public:
    explicit ScriptedJvm(net::io_context& io)
        : acceptor_(io, {net::ip::make_address("127.0.0.1"), 0}) {}

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::string stub() const {
        return test::answer(test::stub(test::unicast_ref(port(), kObject)));
    }
    std::size_t accepted() const { return accepted_; }

    void play(std::vector<std::vector<std::string>> scripts) {
        scripts_ = std::move(scripts);
        net::co_spawn(acceptor_.get_executor(), serve(), [](const std::exception_ptr& failure) {
            if (failure) {
                std::rethrow_exception(failure);
            }
        });
    }

  private:
    net::ip::tcp::acceptor acceptor_;
    std::vector<std::vector<std::string>> scripts_;
    std::size_t accepted_ = 0;
    std::vector<net::ip::tcp::socket> kept_;

    net::awaitable<void> serve() {
        for (const auto& script : scripts_) {
            auto [code, socket] = co_await acceptor_.async_accept(kAwait);
            ++accepted_;
            std::string bytes(7, '\0');
            co_await net::async_read(socket, net::buffer(bytes), kAwait);
            const auto greeting = "\x4E"s + test::utf("127.0.0.1") + test::big_endian(4711, 4);
            co_await net::async_write(socket, net::buffer(greeting), kAwait);
            bytes.resize(15);
            co_await net::async_read(socket, net::buffer(bytes), kAwait);
            bytes.resize(std::size_t{64} << 10U);
            for (const auto& answer : script) {
                if (auto [e, n] = co_await socket.async_read_some(net::buffer(bytes), kAwait); e) {
                    break;
                }
                co_await net::async_write(socket, net::buffer(answer), kAwait);
            }
            if (!script.empty() && script.back().empty()) {
                kept_.push_back(std::move(socket));
            }
        }
        acceptor_.close();
    }
};

template <class T>
T run(net::io_context& io, net::awaitable<T> work) {
    std::optional<T> result;
    net::co_spawn(io, std::move(work), [&](const std::exception_ptr& failure, T value) {
        if (failure) {
            std::rethrow_exception(failure);
        }
        result = std::move(value);
        io.stop();
    });
    io.restart();
    io.run();
    return *std::move(result);
}

std::string empty_set() {
    return test::answer("\x73" + test::class_desc("java.util.Collections$EmptySet", 2));
}

std::string forgotten() {
    return test::answer(test::thrown("java.rmi.NoSuchObjectException", "no such object in table"),
                        true);
}

std::string empty_list() {
    return test::answer("\x73" + test::class_desc("java.util.ArrayList", 3) +
                        test::block(test::big_endian(0, 4)) + "\x78");
}

class Reconnection : public ::testing::Test {
  protected:
    net::io_context io_;
    ScriptedJvm jvm_{io_};
    JmxClient client_{io_.get_executor(), JmxPort{.port = jvm_.port()}};
};

TEST_F(Reconnection, AForgottenSessionIsOpenedAnew) {
    jvm_.play({{jvm_.stub(), jvm_.stub(), empty_set(), forgotten()},
               {jvm_.stub(), jvm_.stub(), empty_set(), ""}});
    ASSERT_TRUE(run(io_, client_.query_names("", 2s)));
    const auto again = run(io_, client_.query_names("", 2s));
    EXPECT_TRUE(again) << again.error().message;
    EXPECT_EQ(jvm_.accepted(), 2U);
}

TEST_F(Reconnection, AClosedConnectionKeepsItsSession) {
    jvm_.play({{jvm_.stub(), jvm_.stub(), empty_set()}, {empty_set(), ""}});
    ASSERT_TRUE(run(io_, client_.query_names("", 2s)));
    const auto again = run(io_, client_.query_names("", 2s));
    EXPECT_TRUE(again) << again.error().message;
    EXPECT_EQ(jvm_.accepted(), 2U);
}

TEST_F(Reconnection, EndsWhenTheJvmAlwaysCloses) {
    // It reads the call and closes without a word.
    jvm_.play({{jvm_.stub(), jvm_.stub()}, {}, {}, {}, {}, {}, {}});
    const auto names = run(io_, client_.query_names("", 2s));
    ASSERT_FALSE(names);
    EXPECT_EQ(names.error().kind, ErrorKind::unreachable);
    EXPECT_LE(jvm_.accepted(), 4U);
}

TEST_F(Reconnection, GivesWhatCameBeforeTheDeadline) {
    jvm_.play({{jvm_.stub(), jvm_.stub(), empty_list(), ""}});
    const BeanRequest request{parse_object_name("a:b=c").value(), {"Count"}};
    const auto readings = run(io_, client_.read({request, request}, 200ms));
    ASSERT_TRUE(readings) << readings.error().message;
    ASSERT_THAT(*readings, SizeIs(2));
    EXPECT_FALSE(readings->at(0).error);
    ASSERT_TRUE(readings->at(1).error);
    EXPECT_EQ(readings->at(1).error->kind, ErrorKind::timed_out);
}

TEST_F(Reconnection, TlsIsRefusedInWords) {
    const auto external = test::block(test::utf("UnicastRef2") + '\1' + test::utf("h") +
                                      test::big_endian(jvm_.port(), 4)) +
                          "\x73" + test::class_desc("javax.rmi.ssl.SslRMIClientSocketFactory", 2) +
                          test::block(kObject + '\1');
    jvm_.play({{test::answer(test::stub(external)), ""}});
    const auto connected = run(io_, client_.connect(2s));
    ASSERT_FALSE(connected);
    EXPECT_EQ(connected.error().code, "TLS_REQUIRED");
    EXPECT_THAT(connected.error().message, HasSubstr("process id"));
}

}  // namespace
}  // namespace ballast::agent::jmx
