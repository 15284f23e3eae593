#include "agent/jmx/rmi_stub.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "agent/jmx/java_reader.hpp"
#include "common/bytes.hpp"
#include "tests/unit/jmx_client/java_bytes.hpp"

namespace ballast::agent::jmx {
namespace {

using ::testing::HasSubstr;

const std::string kObject = "0123456789abcdefghijkl";

std::string text_of(const ObjectId& object) {
    return {object.data(), object.size()};
}

Result<RemoteReference> parse(const std::string& bytes) {
    JavaGraph graph;
    const auto stub = read_object(bytes, ReadLimits{}, graph);
    return stub ? remote_reference(graph, *stub) : std::unexpected(stub.error());
}

TEST(RmiStub, OfAPlainReference) {
    const auto found = parse(test::stream(test::stub(test::unicast_ref(9999, kObject))));
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->port, 9999);
    EXPECT_EQ(text_of(found->object), kObject);
    EXPECT_FALSE(found->wants_tls());
}

TEST(RmiStub, OfTheSecondFormWithoutAFactory) {
    const auto external = test::block(test::utf("UnicastRef2") + '\0' + test::utf("127.0.0.1") +
                                      test::big_endian(40'960, 4) + kObject + '\x01');
    const auto found = parse(test::stream(test::stub(external)));
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->port, 40'960);
    EXPECT_EQ(text_of(found->object), kObject);
    EXPECT_EQ(found->socket_factory, "");
}

TEST(RmiStub, OfTheSecondFormWithAFactoryInItsMidst) {
    const auto external = test::block(test::utf("UnicastRef2") + '\x01' + test::utf("h") +
                                      test::big_endian(9999, 4)) +
                          "\x73" + test::class_desc("javax.rmi.ssl.SslRMIClientSocketFactory", 2) +
                          test::block(kObject + '\x01');
    const auto found = parse(test::stream(test::stub(external)));
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->port, 9999);
    EXPECT_EQ(text_of(found->object), kObject);
    EXPECT_TRUE(found->wants_tls());
}

TEST(RmiStub, RefusesWhatIsNone) {
    const auto message = [](const std::string& object) {
        const auto found = parse(test::stream(object));
        return found ? "" : found.error().message;
    };
    EXPECT_THAT(message(test::text_object("jmxrmi")), HasSubstr("no object"));
    EXPECT_THAT(message("\x73" + test::class_desc("a.B", 2)), HasSubstr("a.B"));
    EXPECT_THAT(message(test::stub(test::block(test::utf("ActivatableRef")))),
                HasSubstr("ActivatableRef"));
    EXPECT_THAT(message(test::stub("")), HasSubstr("unknown kind ''"));
    EXPECT_THAT(message(test::stub(test::unicast_ref(1, "short"))), HasSubstr("too soon"));
    EXPECT_THAT(message(test::stub(test::unicast_ref(0, kObject))), HasSubstr("port 0"));
}

// As OpenJDK 17 wrote it for its local connector.
constexpr std::string_view kRecordedUrl =
    "service:jmx:rmi://127.0.0.1/stub/"
    "rO0ABXNyAC5qYXZheC5tYW5hZ2VtZW50LnJlbW90ZS5ybWkuUk1JU2VydmVySW1wbF9TdHViAAAAAAAAAAICAAB4cgAa"
    "amF2YS5ybWkuc2VydmVyLlJlbW90ZVN0dWLp/tzJi+FlGgIAAHhyABxqYXZhLnJtaS5zZXJ2ZXIuUmVtb3RlT2JqZWN0"
    "02G0kQxhMx4DAAB4cHc0AAtVbmljYXN0UmVmMgAACTEyNy4wLjAuMQAAoFmKackwXkB1ETJdvKkAAAGiCgsRjoABAHg=";

TEST(RmiStub, OfAUrl) {
    const auto found = parse_stub_url(kRecordedUrl);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->port, 0xA059);
    EXPECT_EQ(to_hex(text_of(found->object)), "8a69c9305e407511325dbca9000001a20a0b118e8001");
}

TEST(RmiStub, RefusesUrlsOfOtherForms) {
    const std::string url(kRecordedUrl);
    for (const auto& text :
         {std::string(), std::string("service:jmx:rmi:///jndi/rmi://h:1/jmxrmi"),
          url.substr(0, url.size() - 1), url.substr(0, url.size() - 4), url + "\n",
          url.substr(0, url.find("rO0")),
          url.substr(0, url.find("rO0")) + "====", url + std::string(100'000, 'A')}) {
        const auto found = parse_stub_url(text);
        ASSERT_FALSE(found) << text;
        EXPECT_EQ(found.error().kind, ErrorKind::invalid);
    }
}

}  // namespace
}  // namespace ballast::agent::jmx
