#include "agent/facts/command_line.hpp"

#include <gmock/gmock.h>

namespace ballast::agent {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::string shown(const std::vector<std::string>& words) {
    return shown_command_line(words);
}

TEST(CommandLine, WordsEndWithNul) {
    using namespace std::string_view_literals;
    EXPECT_THAT(command_words("java\0-cp\0\0A\0"sv), ElementsAre("java", "-cp", "", "A"));
    EXPECT_THAT(command_words(""), SizeIs(0)) << "a kernel thread";
    EXPECT_THAT(command_words("\0"sv), SizeIs(0));
}

TEST(CommandLine, HidesWhatMayBeASecret) {
    EXPECT_EQ(shown({"nginx", "-c", "/etc/nginx.conf"}), "nginx -c /etc/nginx.conf");
    EXPECT_EQ(shown({"x", "--password=hunter2"}), "x --password=***");
    EXPECT_EQ(shown({"x", "--password", "hunter2", "more"}), "x --password *** more");
    EXPECT_EQ(shown({"x", "-Djavax.net.ssl.keyStorePassword=hunter2"}),
              "x -Djavax.net.ssl.keyStorePassword=***");
    EXPECT_EQ(shown({"x", "-javaagent:a.jar=user=u,PASSWORD=hunter2,port=1"}),
              "x -javaagent:a.jar=user=u,PASSWORD=***");
    EXPECT_EQ(shown({"curl", "-H", "Authorization: Bearer abc"}), "curl -H Authorization:***");
    EXPECT_EQ(shown({"x", "API_TOKEN=abc", "--api-key", "abc"}), "x API_TOKEN=*** --api-key ***");
    EXPECT_EQ(shown({"psql", "postgres://me:hunter2@host/db?a@b"}),
              "psql postgres://***@host/db?a@b");
    EXPECT_EQ(shown({"x", "http://host/@", "a@b"}), "x http://host/@ a@b");
}

TEST(CommandLine, KeepsBeginAndEndOfALongOne) {
    const auto line = shown({"/usr/lib/jvm/java-17/bin/java", "-Xmx1g", "-cp",
                             std::string(5000, 'j'), "kafka.Kafka", "/node/server.properties"});
    EXPECT_THAT(line, SizeIs(200));
    EXPECT_THAT(line, StartsWith("/usr/lib/jvm/java-17/bin/java -Xmx1g -cp jj"));
    EXPECT_THAT(line, EndsWith("jj kafka.Kafka /node/server.properties"));
}

TEST(CommandLine, StaysReadableText) {
    EXPECT_EQ(shown({"a\x1b[2Jb\nc\x7f", "\xff"}), "a?[2Jb?c? \xef\xbf\xbd");
    std::string umlauts;
    for (int i = 0; i < 300; ++i) {
        umlauts += "ä";
    }
    for (const auto* prefix : {"", "x"}) {
        const auto line = shown({prefix + umlauts});
        EXPECT_LE(line.size(), 200U);
        EXPECT_THAT(line, EndsWith("ä"));
        EXPECT_EQ(line.find("\xef\xbf\xbd"), std::string::npos);
    }
}

TEST(CommandLine, OnlyAJavaWithAFileOfTheFolderRunsThisConfiguration) {
    const auto runs = [](const std::vector<std::string>& words) {
        return runs_configuration(words, "/node/config");
    };
    EXPECT_TRUE(runs({"/opt/java/bin/java", "kafka.Kafka", "/node/config/server.properties"}));
    EXPECT_TRUE(runs({"java", "/node/config/zoo.cfg"}));
    EXPECT_FALSE(runs({"vim", "/node/config/server.properties"}));
    EXPECT_FALSE(runs({"java", "/node/config-2/server.properties"}));
    EXPECT_FALSE(runs({"java", "/other/node/config/server.properties"}));
    EXPECT_FALSE(runs({}));
}

}  // namespace
}  // namespace ballast::agent
