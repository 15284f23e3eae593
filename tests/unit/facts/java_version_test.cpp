#include "agent/facts/java_version.hpp"

#include "tests/unit/facts/support.hpp"

namespace ballast::agent {
namespace {

TEST(JavaVersion, IsReadFromTheReleaseFile) {
    const test::TemporaryFolder home;
    EXPECT_EQ(read_java_version(home.path()).major, 0);
    const auto major = [&](const std::string& version) {
        test::put(home.path() / "release", "IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"" + version +
                                               "\"\nJAVA_VERSION_DATE=\"2025-04-15\"\n");
        const auto read = read_java_version(home.path());
        EXPECT_EQ(read.text, version);
        return read.major;
    };
    EXPECT_EQ(major("17.0.15"), 17);
    EXPECT_EQ(major("1.8.0_392"), 8);
    EXPECT_EQ(major("21-ea"), 21);
    EXPECT_EQ(major("9"), 9);
    EXPECT_EQ(major("new"), 0);
    EXPECT_EQ(major("99999999999999999999"), 0);
    EXPECT_EQ(major(""), 0);
    test::put(home.path() / "release", "JAVA_VERSION=\"17.0.1");
    EXPECT_EQ(read_java_version(home.path()).major, 17);
    test::put(home.path() / "release", "OS_NAME=\"Linux\"\n");
    EXPECT_EQ(read_java_version(home.path()).text, "");
}

}  // namespace
}  // namespace ballast::agent
