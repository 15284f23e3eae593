#include "coordinator/cli/support/secret_mask.hpp"

#include <gtest/gtest.h>

namespace ballast::cli {
namespace {

constexpr const char* kSecret = "hunter2hunter2";

struct Planted {
    TextKind kind;
    std::string text;
    std::string stays;  // what the mask must not take
};

std::string planted(std::string text) {
    for (std::size_t at = text.find("%s"); at != std::string::npos; at = text.find("%s")) {
        text.replace(at, 2, kSecret);
    }
    return text;
}

const Planted kPlanted[] = {
    {TextKind::properties, "ssl.keystore.password=%s\nport=1\n", "ssl.keystore.password=[masked]"},
    {TextKind::properties, "ssl.key.password : %s\nport=1\n", "port=1"},
    {TextKind::properties, "ssl.truststore.password %s\nport=1\n", "port=1"},
    {TextKind::properties, "SSL_KEY_PASSWORD=%s with blanks, and = more\n", "SSL_KEY_PASSWORD="},
    {TextKind::properties,
     "sasl.jaas.config=org.Plain required \\\n  a=\"%s\" \\\n b=\"%s\";\nport=1\n", "port=1"},
    {TextKind::properties, "# old: ssl.key.password=%s\n", "# old"},
    {TextKind::properties, "aws.secret.access.key=%s\n", "aws.secret"},
    {TextKind::properties, "delegation.token.master=%s\n", "delegation"},
    {TextKind::properties, "my.credential=%s\n", "my.credential"},
    {TextKind::properties,
     "ssl.keystore.key=-----BEGIN PRIVATE KEY-----\\\nMIIE%s\\\n-----END PRIVATE "
     "KEY-----\nport=1\n",
     "port=1"},
    {TextKind::yaml, "a:\n  ssl.key.password: %s\n  port: 1\n", "port: 1"},
    {TextKind::yaml, "a:\n  \"ssl.key.password\": \"%s\"\n  port: 1\n", "port: 1"},
    {TextKind::yaml, "a:\n  jaas: |\n    x\n\n    y %s\n  port: 1\n", "port: 1"},
    {TextKind::yaml, "tokens:\n- %s\n- b\nport: 1\n", "port: 1"},
    {TextKind::yaml, "secret:\n  deep:\n    er: %s\nport: 1\n", "port: 1"},
    {TextKind::yaml, "a: {num: 2, ssl.key.password: %s, c: 3}\nport: 1\n", "num: 2"},
    {TextKind::yaml, "options: [-Dx.password=%s]\nport: 1\n", "options"},
    {TextKind::yaml, "password: \"first\n  %s\"\nport: 1\n", "port: 1"},
    {TextKind::json, R"({"a":{"sslPassword":"%s"},"b":[{"token":{"x":"%s"}}],"port":1})", "port"},
    {TextKind::json, R"({"message":"up with password=%s\nnext","port":1})", "next"},
    {TextKind::json, "no json: password=%s", "no json"},
    {TextKind::log, "INFO values:\n\tssl.key.password = %s\n\tport = 1\n", "port = 1"},
    {TextKind::log, "jvm_args: -Xmx1g -Djavax.net.ssl.keyStorePassword=%s -Dx\nport 1\n", "-Xmx1g"},
    {TextKind::log, "KAFKA_OPTS=-Djava.security.auth.login.config=/x PASSWORD=%s\n", "KAFKA_OPTS"},
    {TextKind::log, "java Tool --password %s --port 1\n", "java Tool"},
    {TextKind::log, "see https://alice:%s@host:1/x for more\n", "@host:1/x for more"},
    {TextKind::log, "Authorization: Bearer %s\n", "Authorization"},
    {TextKind::log, "Server {\n  user_super=\"%s\";\n};\nport 1\n", "port 1"},
    {TextKind::log,
     R"({"ts":"t","message":"login with password: %s","node":"kafka-0"})"
     "\nplain\n",
     R"("node":"kafka-0")"},
    {TextKind::log,
     "x\n-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n%s\n-----END RSA PRIVATE "
     "KEY-----\nport 1\n",
     "port 1"},
    {TextKind::log, "-----BEGIN EC PRIVATE KEY----- %s -----END EC PRIVATE KEY----- port 1\n",
     "port 1"},
    {TextKind::log, "%s\n-----END PRIVATE KEY-----\nport 1\n", "port 1"},
    {TextKind::log, "-----BEGIN PRIVATE KEY-----\n%s\n2026-01-31 INFO went on\n", "went on"},
};

TEST(SecretMask, FindsWhatIsPlanted) {
    const SecretMask mask;
    for (const Planted& each : kPlanted) {
        const std::string masked = mask.mask(planted(each.text), each.kind);
        EXPECT_FALSE(masked.contains(kSecret)) << each.text << "became\n" << masked;
        EXPECT_TRUE(masked.contains(each.stays)) << each.text << "became\n" << masked;
    }
}

TEST(SecretMask, KnowsSecretsByThemselves) {
    const SecretMask mask({"abc", kSecret, "hunter2"});
    EXPECT_EQ(mask.mask(planted("login of %s failed, abc\n"), TextKind::log),
              "login of [masked] failed, abc\n");
    EXPECT_FALSE(mask.mask(planted(R"({"x":["%s"]})"), TextKind::json).contains("hunter2"));
}

TEST(SecretMask, LeavesTheRestAsItIs) {
    const SecretMask mask;
    for (const std::string text :
         {"a=1\nb: 2\n", "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----\n",
          "javax.security.auth.login.CredentialExpiredException: since noon\n",
          "tickTime=2000\n\tat kafka.Kafka.main(Kafka.scala:1)\n", "listeners=PLAINTEXT://a:9092\n",
          "\"main\" #1 prio=5 os_prio=0 cpu=1.00ms\n"}) {
        EXPECT_EQ(mask.mask(text, TextKind::log), text);
    }
    EXPECT_EQ(mask.mask("no line feed", TextKind::log), "no line feed\n");
    EXPECT_EQ(mask.mask("", TextKind::log), "");
}

}  // namespace
}  // namespace ballast::cli
