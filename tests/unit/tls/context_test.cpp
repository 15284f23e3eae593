#include "common/tls/context.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <boost/asio/ssl/context.hpp>

#include "common/files.hpp"
#include "common/tls/authority.hpp"

namespace ballast::test {
namespace {

using ::testing::HasSubstr;

class Context : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string name = ::testing::TempDir() + "ballast-tls-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
        const auto authority = tls::Authority::create("demo");
        const auto node = authority->issue({.name = "kafka-0", .role = tls::Role::node});
        write("ca.crt", authority->credentials()->certificate);
        write("node.crt", node->certificate);
        write("node.key", node->key);
    }

    void TearDown() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& name, const std::string& text) const {
        ASSERT_TRUE(write_file_durably(folder_ / name, text, 0600));
    }

    tls::Files files() const {
        return {folder_ / "ca.crt", folder_ / "node.crt", folder_ / "node.key"};
    }

    std::filesystem::path folder_;
};

TEST_F(Context, IsStrict) {
    const auto server = tls::server_context(files());
    ASSERT_TRUE(server) << server.error().message;
    auto* native = (*server)->native_handle();
    EXPECT_EQ(SSL_CTX_get_min_proto_version(native), TLS1_2_VERSION);
    EXPECT_EQ(SSL_CTX_get_verify_mode(native), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
    EXPECT_NE(SSL_CTX_get_options(native) & SSL_OP_NO_TICKET, 0U);
    EXPECT_NE(SSL_CTX_get_options(native) & SSL_OP_NO_RENEGOTIATION, 0U);
    EXPECT_EQ(SSL_CTX_get_num_tickets(native), 0U);
    ASSERT_TRUE(tls::client_context(files()));
}

TEST_F(Context, NamesTheFileThatIsWrong) {
    auto missing = files();
    missing.ca = folder_ / "none.crt";
    EXPECT_EQ(tls::client_context(missing).error().kind, ErrorKind::not_found);
    EXPECT_THAT(tls::client_context(missing).error().message, HasSubstr("none.crt"));

    write("bad.pem", "nonsense");
    for (auto member : {&tls::Files::ca, &tls::Files::certificate, &tls::Files::key}) {
        auto wrong = files();
        wrong.*member = folder_ / "bad.pem";
        const auto result = tls::server_context(wrong);
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().kind, ErrorKind::invalid);
        EXPECT_THAT(result.error().message, HasSubstr("bad.pem"));
    }
}

TEST_F(Context, RefusesTheKeyOfAnotherCertificate) {
    write("other.key", tls::Authority::create("x")->credentials()->key);
    auto wrong = files();
    wrong.key = folder_ / "other.key";
    const auto result = tls::server_context(wrong);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("other.key is not the private key of"));
}

TEST_F(Context, TheEndOfACertificateIsReadFromItsFile) {
    const auto left = *tls::certificate_expiry(files().certificate) - SystemClock().wall();
    EXPECT_EQ(std::chrono::round<std::chrono::days>(left).count(), 730);

    write("junk.crt", "junk");
    const auto junk = tls::certificate_expiry(folder_ / "junk.crt");
    EXPECT_EQ(junk.error().kind, ErrorKind::invalid);
    EXPECT_THAT(junk.error().message, HasSubstr("junk.crt"));
    const auto missing = tls::certificate_expiry(folder_ / "missing.crt");
    EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
    EXPECT_THAT(missing.error().message, HasSubstr("missing.crt"));
}

}  // namespace
}  // namespace ballast::test
