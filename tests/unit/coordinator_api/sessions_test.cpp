#include "coordinator/api/sessions.hpp"

#include <gtest/gtest.h>

#include "coordinator/api/session_file.hpp"
#include "tests/unit/coordinator_api/api_fixture.hpp"

namespace ballast::coordinator::test {
namespace {

using http::Role;
using std::chrono::hours;
using std::chrono::seconds;

const Grant kViewer{.name = "v", .role = Role::viewer, .token_digest = "00"};

class SessionsOf : public ::testing::Test {
  protected:
    // What another object, that was there before, leaves in the file.
    std::string opened_before(const Grant& grant = kViewer) const {
        Sessions sessions(clock, folder.sessions());
        return sessions.open(sessions.make_link(grant)).value();
    }
    std::optional<Grant> found_now(const std::string& session) const {
        return Sessions(clock, folder.sessions()).find(session);
    }
    void write(const std::string& text, mode_t mode = 0600) const {
        ASSERT_TRUE(write_file_durably(folder.sessions(), text, mode));
    }

    ManualClock clock;
    Folder folder;
};

TEST_F(SessionsOf, AreBounded) {
    Sessions sessions(clock);
    const auto first = sessions.make_link(kViewer);
    for (std::size_t i = 0; i < Sessions::kMostLinks; ++i) {
        (void)sessions.make_link(kViewer);
    }
    EXPECT_FALSE(sessions.open(first)) << "the oldest gave way";
    std::string oldest;
    for (std::size_t i = 0; i <= Sessions::kMostSessions; ++i) {
        const auto session = sessions.open(sessions.make_link(kViewer));
        ASSERT_TRUE(session);
        oldest = oldest.empty() ? *session : oldest;
    }
    EXPECT_FALSE(sessions.find(oldest));
}

TEST_F(SessionsOf, AFileGoOnAfterARestart) {
    const auto first = opened_before();
    const auto second = opened_before({.name = "", .role = Role::operator_, .token_digest = {}});
    EXPECT_EQ(found_now(first), kViewer);
    EXPECT_EQ(found_now(second)->role, Role::operator_);
    EXPECT_FALSE(read_file(folder.sessions())->contains(first)) << "digests only";
    const auto mode = std::filesystem::status(folder.sessions()).permissions();
    EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(SessionsOf, AFileEndWhenTheyWouldHaveEnded) {
    const auto session = opened_before();
    clock.pass(Sessions::kSessionLife - seconds(1));
    EXPECT_TRUE(found_now(session));
    clock.pass(seconds(1));
    EXPECT_FALSE(found_now(session));
}

TEST_F(SessionsOf, AFileGetNoLongerByAClockThatWentBack) {
    const auto session = opened_before();
    clock.wall_time -= hours(24);
    Sessions sessions(clock, folder.sessions());
    EXPECT_TRUE(sessions.find(session));
    clock.pass(Sessions::kSessionLife);
    EXPECT_FALSE(sessions.find(session));
}

TEST_F(SessionsOf, AFileOfOthersAreNotTaken) {
    const auto session = opened_before();
    const auto text = read_file(folder.sessions()).value();
    write(text, 0640);
    EXPECT_FALSE(found_now(session));
    write(text);
    EXPECT_TRUE(found_now(session));
    const auto elsewhere = folder.tokens();
    std::filesystem::rename(folder.sessions(), elsewhere);
    std::filesystem::create_symlink(elsewhere, folder.sessions());
    EXPECT_FALSE(found_now(session));
}

TEST_F(SessionsOf, AFileThatCannotBeReadAreNone) {
    for (
        const auto* text :
        {"", "{", "[]", R"({"sessions":[{}]})", R"({"sessions":[],"more":1})",
         R"({"sessions":[{"digest":"a","ends":"soon","name":"","role":"viewer","token_digest":""}]})"}) {
        write(text);
        EXPECT_FALSE(read_sessions(folder.sessions())) << text;
        EXPECT_TRUE(found_now(opened_before())) << "and new ones are taken: " << text;
    }
    write(R"({"sessions":[{"digest":"a","ends":"1700-01-01T00:00:00Z","name":"","role":"x",)"
          R"("token_digest":""}]})");
    EXPECT_EQ(read_sessions(folder.sessions())->front().grant.role, Role::none);
    EXPECT_FALSE(found_now("a"));
}

TEST_F(SessionsOf, AFileThatCannotBeWrittenLastAsLongAsTheCoordinator) {
    Sessions sessions(clock, folder.sessions() / "not" / "there");
    const auto session = sessions.open(sessions.make_link(kViewer));
    ASSERT_TRUE(session);
    EXPECT_TRUE(sessions.find(*session));
}

}  // namespace
}  // namespace ballast::coordinator::test
