#include <gmock/gmock.h>

#include "common/web_config/web_config.hpp"

namespace ballast::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr const char* kHash = "$2b$04$abcdefghijklmnopqrstuuHASHHASHHASHHASHHASHHASHHASHHAS";

Result<WebConfig> parse(const std::string& text) {
    return parse_web_config(text, "/etc/prometheus/web.yml");
}

TEST(WebConfig, OfNothingIsOpen) {
    for (const auto* text : {"", "{}", "# only a comment\n"}) {
        const auto config = parse(text);
        ASSERT_TRUE(config) << config.error().message;
        EXPECT_FALSE(config->tls);
        EXPECT_TRUE(config->users.empty());
        EXPECT_TRUE(config->headers.empty());
    }
}

TEST(WebConfig, HasAllThatTheToolkitHas) {
    const auto config = parse(std::string(R"(
tls_server_config:
  cert_file: server.crt
  key_file: /keys/server.key
  client_ca_file: ca.crt
  client_auth_type: RequireAndVerifyClientCert
  client_allowed_sans: [prometheus.example]
  min_version: TLS12
  max_version: TLS13
  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]
  curve_preferences: [CurveP256, X25519]
  prefer_server_cipher_suites: true
http_server_config:
  http2: false
  headers:
    X-Frame-Options: deny
basic_auth_users:
  alice: )") + kHash + "\n");
    ASSERT_TRUE(config) << config.error().message;
    const auto& options = *config->tls;
    EXPECT_EQ(options.certificate, "/etc/prometheus/server.crt");
    EXPECT_EQ(options.key, "/keys/server.key");
    EXPECT_EQ(options.client_ca, "/etc/prometheus/ca.crt");
    EXPECT_EQ(options.client_auth, tls::ClientAuth::require_and_verify);
    EXPECT_THAT(options.client_sans, ElementsAre("prometheus.example"));
    EXPECT_EQ(options.least_version, 0x0303);
    EXPECT_EQ(options.most_version, 0x0304);
    EXPECT_THAT(options.ciphers,
                ElementsAre("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"));
    EXPECT_THAT(options.curves, ElementsAre("P-256", "X25519"));
    EXPECT_THAT(config->users, ElementsAre(Pair("alice", kHash)));
    EXPECT_THAT(config->headers, ElementsAre(Pair("X-Frame-Options", "deny")));
}

TEST(WebConfig, ThatIsWrongIsToldWithItsPlaceAndWhatWouldBeRight) {
    const std::string pair = "  cert_file: a\n  key_file: b\n";
    const std::pair<std::string, std::vector<std::string>> cases[] = {
        {"tls_server_conf: {}\n",
         {"web.yml:1:1: tls_server_conf: unknown key", "basic_auth_users"}},
        {"[a]\n", {"a map is wanted"}},
        {"tls_server_config: 7\n", {"web.yml:1:20: tls_server_config: a map is wanted"}},
        {"tls_server_config:\n  cert_file: a\n", {"cert_file or key_file is missing"}},
        {"tls_server_config:\n  key_file: a\n", {"TLS needs both"}},
        {"tls_server_config:\n" + pair + "  cert: x\n",
         {":4:3: tls_server_config.cert: unknown key", "there are cert_file"}},
        {"tls_server_config:\n" + pair + "  client_auth_type: Sometimes\n",
         {":4:21: tls_server_config.client_auth_type: 'Sometimes' is not known",
          "RequireAndVerifyClientCert"}},
        {"tls_server_config:\n" + pair + "  client_auth_type: RequireAndVerifyClientCert\n",
         {"client_ca_file"}},
        {"tls_server_config:\n" + pair + "  client_ca_file: ca\n", {"never looked at"}},
        {"tls_server_config:\n" + pair + "  client_allowed_sans: [a]\n", {"needs certificates"}},
        {"tls_server_config:\n" + pair + "  min_version: TLS10\n", {"'TLS10'", "TLS12, TLS13"}},
        {"tls_server_config:\n" + pair + "  min_version: TLS13\n  max_version: TLS12\n",
         {"min_version is above max_version"}},
        {"tls_server_config:\n" + pair + "  cipher_suites: [TLS_RSA_WITH_AES_128_CBC_SHA]\n",
         {"'TLS_RSA_WITH_AES_128_CBC_SHA' is not known"}},
        {"tls_server_config:\n" + pair + "  cipher_suites: x\n", {"a list is wanted"}},
        {"tls_server_config:\n" + pair + "  curve_preferences: [P256]\n", {"CurveP256"}},
        {"tls_server_config:\n" + pair + "  prefer_server_cipher_suites: maybe\n",
         {"true or false is wanted"}},
        {"basic_auth_users:\n  alice: secret\n",
         {":2:10: basic_auth_users.alice: not a bcrypt hash", "htpasswd"}},
        {std::string("basic_auth_users:\n  'a:b': ") + kHash, {"no colon"}},
        {"basic_auth_users:\n  alice: "
         "$2b$20$abcdefghijklmnopqrstuuHASHHASHHASHHASHHASHHASHHASHHA\n",
         {"not a bcrypt hash"}},
        {"http_server_config:\n  headers:\n    Server: x\n",
         {":3:5: http_server_config.headers.Server: not a header that may be set",
          "X-Frame-Options"}},
        {"http_server_config:\n  http3: true\n", {"http_server_config.http3: unknown key"}},
        {"a: 1\na: 2\n", {"web.yml:2:1"}},
    };
    for (const auto& [text, said] : cases) {
        const auto config = parse(text);
        ASSERT_FALSE(config) << text;
        EXPECT_EQ(config.error().kind, ErrorKind::invalid);
        for (const auto& part : said) {
            EXPECT_THAT(config.error().message, HasSubstr(part)) << text;
        }
    }
}

}  // namespace
}  // namespace ballast::web
