#include "agent/jmx/requests.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <vector>

#include "common/bytes.hpp"

namespace ballast::agent::jmx {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

// RMI specification 8.3: the first eight bytes of the SHA-1 of the signature as writeUTF gives it,
// little-endian.
std::int64_t method_hash(std::string_view signature) {
    std::string text{static_cast<char>(signature.size() >> 8U),
                     static_cast<char>(signature.size())};
    text += signature;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha1(), nullptr);
    std::uint64_t hash = 0;
    for (std::size_t i = 8; i-- > 0;) {
        hash = hash << 8U | digest[i];
    }
    return static_cast<std::int64_t>(hash);
}

TEST(Methods, CarryTheHashOfTheirSignature) {
    for (const auto& method : {kNewClient, kClose, kQueryMBeans, kQueryNames, kGetMBeanInfo,
                               kGetAttribute, kGetAttributes, kGetDefaultDomain}) {
        EXPECT_EQ(method.hash, method_hash(method.signature)) << method.signature;
    }
}

ObjectId some_object() {
    ObjectId object{};
    object.fill('\x11');
    return object;
}

const std::string kObjectHex(44, '1');

// Of a call of an RMIConnection up to its first argument.
std::string head(const Method& method) {
    return fmt::format("50aced00057722{}ffffffff{:016x}", kObjectHex,
                       static_cast<std::uint64_t>(method.hash));
}

constexpr std::string_view kNameClass =
    "7372001b6a617661782e6d616e6167656d656e742e4f626a6563744e616d65"
    "0f03a71beb6d15cf03000070787074";
constexpr std::string_view kStringsClass =
    "757200135b4c6a6176612e6c616e672e537472696e673badd256e7e91d7b4702000070787000";

TEST(Requests, OpenAConnection) {
    EXPECT_EQ(to_hex(hello()), "4a524d4900024b");
    EXPECT_EQ(to_hex(client_endpoint()), "00093132372e302e302e3100000000");
}

TEST(Requests, LookUpTheServerAsRecorded) {
    EXPECT_EQ(to_hex(lookup_call("jmxrmi")), "50aced00057722" + std::string(44, '0') +
                                                 "0000000244154dc9d4e63bdf7400066a6d78726d69");
}

TEST(Requests, LogInWithAndWithoutCredentials) {
    EXPECT_EQ(to_hex(new_client_call(some_object(), std::nullopt)), head(kNewClient) + "70");
    EXPECT_EQ(
        to_hex(new_client_call(some_object(), Credentials{"me", "no"})),
        head(kNewClient) + std::string(kStringsClass) + "000002" + "7400026d65" + "7400026e6f");
}

TEST(Requests, NameABeanAndItsAttributes) {
    const std::vector<std::string> names{"Count", "Mean"};
    const auto call = to_hex(attributes_call(some_object(), "a:b=c", names));
    EXPECT_EQ(call, head(kGetAttributes) + std::string(kNameClass) + "0005613a623d6378" +
                        std::string(kStringsClass) + "000002" + "740005436f756e74" +
                        "7400044d65616e" + "70");
    EXPECT_THAT(to_hex(attribute_call(some_object(), "a:b=c", "Mean")),
                EndsWith("613a623d63787400044d65616e70"));
    EXPECT_THAT(to_hex(mbean_info_call(some_object(), "a:b=c")), EndsWith("613a623d637870"));
}

TEST(Requests, AskForBeans) {
    EXPECT_EQ(to_hex(query_names_call(some_object(), "")), head(kQueryNames) + "707070");
    EXPECT_THAT(to_hex(query_mbeans_call(some_object(), "a:*")), EndsWith("613a2a787070"));
    EXPECT_THAT(to_hex(query_mbeans_call(some_object(), "a:*")), StartsWith(head(kQueryMBeans)));
}

TEST(Requests, KeepAliveAndClose) {
    EXPECT_EQ(to_hex(default_domain_call(some_object())), head(kGetDefaultDomain) + "70");
    EXPECT_EQ(to_hex(close_call(some_object())), head(kClose));
}

TEST(Requests, WriteTextsAsJavaDoes) {
    // U+1F600 is two surrogates; what is longer than 65,535 bytes has an eight-byte length.
    EXPECT_THAT(to_hex(lookup_call("\xF0\x9F\x98\x80")), EndsWith("740006eda0bdedb880"));
    const auto longest = lookup_call(std::string(65'535, 'x'));
    EXPECT_EQ(to_hex(longest.substr(41, 3)), "74ffff");
    const auto longer = lookup_call(std::string(65'536, 'x'));
    EXPECT_EQ(to_hex(longer.substr(41, 9)), "7c0000000000010000");
}

}  // namespace
}  // namespace ballast::agent::jmx
