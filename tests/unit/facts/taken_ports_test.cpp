#include "agent/facts/taken_ports.hpp"

#include <netinet/in.h>

#include "agent/facts/socket_owner.hpp"
#include "tests/unit/facts/support.hpp"

namespace ballast::agent {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TakenPortsTest : public ::testing::Test {
  protected:
    std::string address_ = test::own_address();

    std::vector<TakenPort> look(Role role = Role::kafka) const {
        return find_taken_ports(address_, listen_ports(role), "/node/config");
    }
    std::function<void()> listening_on(std::uint16_t port) const {
        return [this, port] {
            if (test::listen_on(address_.c_str(), port) < 0) {
                ::_exit(1);
            }
        };
    }
};

TEST_F(TakenPortsTest, FreePortsStayFree) {
    EXPECT_THAT(look(), IsEmpty());
    EXPECT_THAT(look(Role::zookeeper), IsEmpty());
    const Descriptor mine(test::listen_on(address_.c_str(), 9092));
    EXPECT_TRUE(mine.is_open()) << "the look left something on the port";
}

TEST_F(TakenPortsTest, NamesTheHolder) {
    test::Child other(listening_on(9091), {"/usr/bin/other", "--token", "abc"});
    const auto taken = look();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].address, address_);
    EXPECT_EQ(taken[0].port, 9091);
    EXPECT_EQ(taken[0].purpose, "replication");
    ASSERT_TRUE(taken[0].holder);
    EXPECT_EQ(taken[0].holder->process, identify_process(other.pid()));
    EXPECT_THAT(taken[0].holder->command_line, HasSubstr("--token ***"));
    EXPECT_FALSE(taken[0].holder->own_jvm);
    other.end();
    EXPECT_THAT(look(), IsEmpty());
}

TEST_F(TakenPortsTest, KnowsAnOrphanOfTheNode) {
    const test::Child orphan(listening_on(3888), {"/opt/java/bin/java", "/node/config/zoo.cfg"});
    const auto taken = look(Role::zookeeper);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].purpose, "election");
    ASSERT_TRUE(taken[0].holder);
    EXPECT_TRUE(taken[0].holder->own_jvm);
}

TEST_F(TakenPortsTest, SeesASocketThatHasTheAddressInIpv6) {
    sockaddr_in6 mapped{};
    mapped.sin6_family = AF_INET6;
    mapped.sin6_port = htons(9090);
    ASSERT_EQ(::inet_pton(AF_INET6, ("::ffff:" + address_).c_str(), &mapped.sin6_addr), 1);
    const auto* place = reinterpret_cast<const sockaddr*>(&mapped);
    const Descriptor as_java(test::listen_on(place, sizeof mapped));
    if (!as_java.is_open()) {
        GTEST_SKIP() << "no IPv6";
    }
    const auto taken = look();
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].purpose, "AGENT");
    ASSERT_TRUE(taken[0].holder);
    EXPECT_EQ(taken[0].holder->process.pid, ::getpid());
}

TEST_F(TakenPortsTest, ConnectionsOfThePastTakeNothing) {
    Descriptor server(test::listen_on(address_.c_str(), 9092));
    ASSERT_TRUE(server.is_open());
    const auto place = test::ipv4(address_.c_str(), 9092);
    Descriptor client(::socket(AF_INET, SOCK_STREAM, 0));
    ASSERT_EQ(::connect(client.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place), 0);
    // The side that closes first keeps TIME_WAIT.
    Descriptor accepted(::accept(server.get(), nullptr, nullptr));
    accepted = Descriptor(-1);
    char byte = 0;
    ASSERT_EQ(::read(client.get(), &byte, 1), 0);
    client = Descriptor(-1);
    server = Descriptor(-1);
    EXPECT_THAT(look(), IsEmpty());
}

TEST_F(TakenPortsTest, WhatIsNoAddressOfThisMachineIsNotJudged) {
    EXPECT_THAT(find_taken_ports("kafka-0.example", listen_ports(Role::kafka), "/c"), IsEmpty());
    EXPECT_THAT(find_taken_ports("192.0.2.1", listen_ports(Role::kafka), "/c"), IsEmpty());
}

// Lines as the kernel prints them on a little-endian machine.
TEST(SocketOwner, FindsTheSocketsThatAreInTheWay) {
    const std::string table =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
        "timeout inode\n"
        "   0: 01020A7F:2384 0100007F:A1B2 01 00000000:00000000 00:00000000 00000000     0        "
        "0 11 1 0 20\n"
        "   1: 01020A7F:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 12 1 0 10\n"
        "   2: 01020A7F:2385 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 13 1 0 10\n"
        "   3: 02020A7F:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 14 1 0 10\n"
        "   4: 00000000:2384 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        "
        "0 15 1 0 10\n"
        "   5: 01020A7F:2384 0100007F:A1B3 06 00000000:00000000 03:00001770 00000000     0        "
        "0 16 3 0\n"
        "   6: 01020A7F:2384 0100007F:A1B4 01 00000000:00000000 00:00000000 00000000     0        "
        "0 0 1 0\n"
        "   7: 0000000000000000FFFF000001020A7F:2384 00000000000000000000000000000000:0000 0A "
        "00000000:00000000 00:00000000 00000000     0        0 17 1 0\n"
        "   8: 00000000000000000000000000000000:2384 00000000000000000000000000000000:0000 0A "
        "00000000:00000000 00:00000000 00000000     0        0 18 1 0\n"
        "garbage\n";
    const auto address = parse_socket_address("127.10.2.1", 0x2384);
    ASSERT_TRUE(address);
    EXPECT_THAT(sockets_at(table, *address), ElementsAre(12, 15, 17, 18, 11));

    const auto ipv6 = parse_socket_address("::1", 0x2384);
    ASSERT_TRUE(ipv6);
    EXPECT_THAT(sockets_at(table, *ipv6), ElementsAre(18));
}

TEST(SocketOwner, TakesNoNames) {
    EXPECT_FALSE(parse_socket_address("localhost", 1));
    EXPECT_FALSE(parse_socket_address("", 1));
}

}  // namespace
}  // namespace ballast::agent
