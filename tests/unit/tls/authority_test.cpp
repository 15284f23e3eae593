#include "common/tls/authority.hpp"

#include <gmock/gmock.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <set>

namespace ballast::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using tls::Authority;
using tls::Role;

struct Free {
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* buffer) const { BIO_free_all(buffer); }
};

std::unique_ptr<X509, Free> parse(const std::string& pem) {
    const std::unique_ptr<BIO, Free> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    return std::unique_ptr<X509, Free>(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
}

std::string print(const std::string& pem) {
    const auto certificate = parse(pem);
    const std::unique_ptr<BIO, Free> out(BIO_new(BIO_s_mem()));
    X509_print_ex(out.get(), certificate.get(), XN_FLAG_RFC2253, 0);
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

TEST(Authority, ItsOwnCertificateSignsAndNothingElse) {
    const auto credentials = Authority::create("demo")->credentials();
    ASSERT_TRUE(credentials);
    EXPECT_THAT(credentials->key, HasSubstr("-----BEGIN PRIVATE KEY-----"));
    const auto text = print(credentials->certificate);
    EXPECT_THAT(text, HasSubstr("Subject: CN=Ballast CA of demo"));
    EXPECT_THAT(text, HasSubstr("CA:TRUE, pathlen:0"));
    EXPECT_THAT(text, HasSubstr("Certificate Sign, CRL Sign"));
    EXPECT_THAT(text, HasSubstr("NIST CURVE: P-256"));
    EXPECT_THAT(text, HasSubstr("ecdsa-with-SHA256"));
}

TEST(Authority, NodesAreServersAndClients) {
    const auto authority = Authority::create("demo");
    const auto node = authority->issue({.name = "kafka-0",
                                        .role = Role::node,
                                        .addresses = {"127.10.2.1", "::1"},
                                        .dns_names = {"kafka-0.local"}});
    ASSERT_TRUE(node);
    const auto text = print(node->certificate);
    EXPECT_THAT(text, HasSubstr("OU=node,CN=kafka-0"));
    EXPECT_THAT(text, HasSubstr("IP Address:127.10.2.1"));
    EXPECT_THAT(text, HasSubstr("DNS:kafka-0.local"));
    EXPECT_THAT(text, HasSubstr("TLS Web Server Authentication, TLS Web Client Authentication"));
    EXPECT_THAT(text, HasSubstr("CA:FALSE"));
    EXPECT_THAT(text, HasSubstr("Authority Key Identifier"));

    const auto ca = parse(authority->credentials()->certificate);
    const auto leaf = parse(node->certificate);
    EXPECT_EQ(X509_verify(leaf.get(), X509_get0_pubkey(ca.get())), 1);
    EXPECT_EQ(X509_check_ip_asc(leaf.get(), "127.10.2.1", 0), 1);
    EXPECT_EQ(X509_check_ip_asc(leaf.get(), "127.10.2.2", 0), 0);
}

TEST(Authority, OthersAreClientsOnly) {
    const auto client =
        Authority::create("demo")->issue({.name = "operator", .role = Role::operator_});
    ASSERT_TRUE(client);
    const auto text = print(client->certificate);
    EXPECT_THAT(text, HasSubstr("OU=operator,CN=operator"));
    EXPECT_THAT(text, Not(HasSubstr("TLS Web Server Authentication")));
}

TEST(Authority, SerialsDiffer) {
    const auto authority = Authority::create("demo");
    std::set<std::string> texts;
    for (int i = 0; i < 5; ++i) {
        const auto leaf = parse(authority->issue({.name = "a"})->certificate);
        const auto* serial = X509_get0_serialNumber(leaf.get());
        EXPECT_EQ(ASN1_STRING_length(serial), 16);
        texts.emplace(reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)), 16);
    }
    EXPECT_EQ(texts.size(), 5U);
}

TEST(Authority, CertificatesEndWhenTheyShould) {
    using std::chrono::days;
    const auto now = SystemClock().wall();
    const auto authority = Authority::create("demo");
    const auto left = [&](const std::string& certificate) {
        return std::chrono::round<days>(*tls::not_after(certificate) - now).count();
    };
    EXPECT_EQ(left(authority->credentials()->certificate), 3650);
    EXPECT_EQ(left(authority->issue({.name = "a"})->certificate), 730);
    EXPECT_EQ(left(authority->issue({.name = "a", .valid_for = -days(3)})->certificate), -3);
    EXPECT_EQ(tls::not_after("nonsense").error().kind, ErrorKind::invalid);
}

TEST(Authority, IsLoadedAgainAndIssuesTheSame) {
    const auto credentials = Authority::create("demo")->credentials();
    const auto loaded = Authority::load(credentials->certificate, credentials->key);
    ASSERT_TRUE(loaded);
    const auto leaf = parse(loaded->issue({.name = "kafka-1", .role = Role::node})->certificate);
    const auto ca = parse(credentials->certificate);
    EXPECT_EQ(X509_verify(leaf.get(), X509_get0_pubkey(ca.get())), 1);
}

TEST(Authority, RefusesToLoadWhatIsNoAuthority) {
    const auto one = Authority::create("one");
    const auto ours = one->credentials();
    const auto theirs = Authority::create("two")->credentials();
    const auto leaf = one->issue({.name = "kafka-0", .role = Role::node});
    EXPECT_THAT(Authority::load("nonsense", ours->key).error().message, HasSubstr("certificate"));
    EXPECT_THAT(Authority::load(ours->certificate, "").error().message, HasSubstr("key"));
    EXPECT_THAT(Authority::load(ours->certificate, theirs->key).error().message,
                HasSubstr("does not belong"));
    EXPECT_THAT(Authority::load(leaf->certificate, leaf->key).error().message,
                HasSubstr("CA:TRUE"));
}

TEST(Authority, RefusesNamesThatWouldSayMoreThanAsked) {
    const auto authority = Authority::create("demo");
    for (const auto* address : {"", "kafka-0", "127.0.0.1,DNS:evil", "127.0.0.256"}) {
        const auto result = authority->issue({.name = "a", .addresses = {address}});
        ASSERT_FALSE(result) << address;
        EXPECT_EQ(result.error().kind, ErrorKind::invalid);
    }
    for (const auto* name : {"", "a,IP:127.0.0.1", "a b"}) {
        EXPECT_FALSE(authority->issue({.name = "a", .dns_names = {name}})) << name;
    }
    EXPECT_FALSE(authority->issue({.name = ""}));
    EXPECT_FALSE(authority->issue({.name = std::string(65, 'a')}));
}

TEST(Credentials, MovingLeavesNothingBehind) {
    tls::Credentials from;
    from.key = "short";
    const tls::Credentials to = std::move(from);
    EXPECT_EQ(to.key, "short");
    EXPECT_EQ(from.key, "");  // NOLINT(bugprone-use-after-move): the point of this test
}

TEST(Role, NamesAndOrder) {
    for (const auto role :
         {Role::none, Role::node, Role::viewer, Role::operator_, Role::coordinator}) {
        EXPECT_EQ(tls::parse_role(tls::role_name(role)), role);
    }
    EXPECT_EQ(tls::parse_role("root"), Role::none);
    EXPECT_LT(Role::none, Role::node);
    EXPECT_LT(Role::node, Role::viewer);
    EXPECT_LT(Role::viewer, Role::operator_);
    EXPECT_LT(Role::operator_, Role::coordinator);
}

}  // namespace
}  // namespace ballast::test
