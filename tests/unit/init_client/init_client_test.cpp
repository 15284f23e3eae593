#include "common/init_protocol/init_client.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <chrono>

namespace ballast {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class InitClientTest : public testing::Test {
  public:
    ~InitClientTest() override { close_init(); }

  protected:
    InitClientTest() {
        std::array<int, 2> ends{};
        EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
        init_ = ends[0];
        client_ = std::make_unique<InitClient>(
            loop_.get_executor(), ends[1],
            InitClient::Callbacks{[this](const init::Message& message) { on_message(message); },
                                  [this](const std::string& why) { closed_.push_back(why); }});
        client_->start();
    }
    void close_init() {
        if (init_ >= 0) {
            ::close(std::exchange(init_, -1));
        }
    }
    void write(const std::string& bytes) const {
        EXPECT_EQ(::write(init_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    }
    void run_until(const std::function<bool()>& holds) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!holds() && std::chrono::steady_clock::now() < end) {
            loop_.restart();
            loop_.run_one_for(std::chrono::milliseconds(100));
        }
        EXPECT_TRUE(holds());
    }
    // What the client sent, once it is so many.
    std::vector<init::Message> orders(std::size_t count) {
        init::Decoder decoder;
        std::vector<init::Message> sent;
        run_until([&] {
            std::array<char, 4096> chunk;
            const auto got = recv(init_, chunk.data(), chunk.size(), MSG_DONTWAIT);
            if (got > 0) {
                decoder.feed({chunk.data(), static_cast<std::size_t>(got)});
            }
            while (auto message = decoder.next()) {
                sent.push_back(std::move(*message));
            }
            return sent.size() >= count;
        });
        return sent;
    }
    void on_message(const init::Message& message) {
        got_.push_back(message);
        if (on_stop_ && std::holds_alternative<init::Stopping>(message)) {
            client_->send(*on_stop_);
        }
        if (end_at_first_) {
            client_.reset();
        }
    }

    boost::asio::io_context loop_;
    int init_ = -1;
    std::unique_ptr<InitClient> client_;
    std::vector<init::Message> got_;
    std::vector<std::string> closed_;
    bool end_at_first_ = false;
    std::optional<init::Message> on_stop_;
};

TEST_F(InitClientTest, GivesWholeMessagesInOrder) {
    const auto bytes = encode(init::Hello{.init_pid = 7}) + encode(init::Log{1, "x\n"});
    write(bytes.substr(0, 10));
    loop_.poll();
    EXPECT_TRUE(got_.empty());
    write(bytes.substr(10));
    run_until([&] { return got_.size() == 2; });
    EXPECT_THAT(got_, ElementsAre(init::Message(init::Hello{.init_pid = 7}),
                                  init::Message(init::Log{1, "x\n"})));
}

TEST_F(InitClientTest, OrdersArriveInOrder) {
    client_->send(init::Start{{"/bin/java"}, {}, "/"});
    client_->send(init::ForgetExit{});
    client_->send(init::Leave{});
    EXPECT_THAT(orders(3),
                ElementsAre(init::Message(init::Start{{"/bin/java"}, {}, "/"}),
                            init::Message(init::ForgetExit{}), init::Message(init::Leave{})));
}

// Else init takes the agent of a broker that has to finish its start first for one that hangs.
TEST_F(InitClientTest, AStopIsAnsweredAfterTheCallbackHasBegunIt) {
    on_stop_ = init::Signal{{1, 2}, 15};
    write(encode(init::Stopping{}));
    EXPECT_THAT(orders(2), ElementsAre(init::Message(init::Signal{{1, 2}, 15}),
                                       init::Message(init::StopTaken{})));
}

TEST_F(InitClientTest, AStopThatBeganBeforeThisAgentIsAnsweredToo) {
    write(encode(init::Hello{.stopping = false}) + encode(init::Hello{.stopping = true}));
    run_until([&] { return got_.size() == 2; });
    client_->send(init::Leave{});
    EXPECT_THAT(orders(2),
                ElementsAre(init::Message(init::StopTaken{}), init::Message(init::Leave{})));
}

TEST_F(InitClientTest, AReplacementIsOrderedFromAnInitThatCan) {
    write(encode(init::Hello{}));
    run_until([&] { return got_.size() == 1; });
    client_->send(init::AgentUp{});
    client_->send(init::ReplaceAgent{"/opt/ballast-agent"});
    EXPECT_THAT(orders(2), ElementsAre(init::Message(init::AgentUp{}),
                                       init::Message(init::ReplaceAgent{"/opt/ballast-agent"})));
}

// It would take the order for nonsense and end the agent.
TEST_F(InitClientTest, AnInitOfVersion1IsNotAskedForAReplacement) {
    write(encode(init::Hello{.version = 1, .init_pid = 77}));
    run_until([&] { return got_.size() == 1; });
    client_->send(init::AgentUp{});
    client_->send(init::ReplaceAgent{"/opt/ballast-agent"});
    EXPECT_EQ(got_.size(), 1U) << "not before send() has returned";
    client_->send(init::Leave{});
    EXPECT_THAT(orders(1), ElementsAre(init::Message(init::Leave{})));
    run_until([&] { return got_.size() == 2; });
    EXPECT_THAT(std::get<init::Refused>(got_[1]).message,
                testing::AllOf(HasSubstr("/opt/ballast-agent"), HasSubstr("ballast-init 77")));
}

TEST_F(InitClientTest, DrainTakesAllThatHasArrived) {
    std::string bytes = encode(init::Hello{});
    for (int i = 0; i < 100; ++i) {
        bytes += encode(init::Log{1, std::string(1000, 'x') + "\n"});
    }
    write(bytes);
    client_->drain();
    EXPECT_EQ(got_.size(), 101U);
    client_->drain();
    EXPECT_EQ(got_.size(), 101U);
    write(encode(init::Stopping{}));
    run_until([&] { return got_.size() == 102; });
}

TEST_F(InitClientTest, DrainMayBeTheEndOfTheClient) {
    end_at_first_ = true;
    write(encode(init::Stopping{}) + encode(init::Stopping{}));
    client_->drain();
    EXPECT_EQ(got_.size(), 1U);
}

TEST_F(InitClientTest, TellsOnceThatInitIsGoneAfterItsLastMessage) {
    write(encode(init::Stopping{}));
    close_init();
    run_until([&] { return !closed_.empty(); });
    EXPECT_EQ(got_.size(), 1U);
    client_->send(init::Leave{});
    loop_.poll();
    EXPECT_EQ(closed_.size(), 1U);
}

TEST_F(InitClientTest, AnOversizeFrameEndsTheConnection) {
    write(encode(init::Stopping{}) + "\xff\xff\xff\xff");
    run_until([&] { return !closed_.empty(); });
    EXPECT_EQ(got_.size(), 1U);
    EXPECT_THAT(closed_, ElementsAre(HasSubstr("4294967295 bytes")));
}

TEST_F(InitClientTest, OrdersThatInitDoesNotTakeAreBounded) {
    const init::Start large{{std::string(1'000'000, 'x')}, {}, ""};
    for (int i = 0; i < 20 && closed_.empty(); ++i) {
        client_->send(large);
        loop_.poll();
    }
    EXPECT_THAT(closed_, ElementsAre(HasSubstr("no more orders")));
}

TEST_F(InitClientTest, MayBeDestroyedByItsOwnCallback) {
    end_at_first_ = true;
    write(encode(init::Stopping{}) + encode(init::Stopping{}));
    run_until([&] { return client_ == nullptr; });
    loop_.restart();
    loop_.poll();
    EXPECT_EQ(got_.size(), 1U);
    EXPECT_TRUE(closed_.empty());
}

}  // namespace
}  // namespace ballast
