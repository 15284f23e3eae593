#include "agent/node/accepted_document.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include "tests/unit/base/scripted_calls.hpp"
#include "tests/unit/preparation/support.hpp"

namespace ballast::agent {
namespace {

using ::testing::HasSubstr;

class AcceptedDocument : public ::testing::Test {
  protected:
    void SetUp() override { test::put(file_, "apiVersion: ballast/v1\nname: first\n"); }

    std::string kept() const {
        const auto document = load_accepted(folders_);
        return document ? document->name : document.error().code;
    }

    test::TemporaryFolder folder_;
    NodeFolder folders_{folder_.path() / "kafka-0"};
    std::filesystem::path file_ = folder_.path() / "cluster.yaml";
};

TEST_F(AcceptedDocument, IsKeptForTheNextStart) {
    EXPECT_EQ(kept(), "NO_DOCUMENT");
    const auto accepted = accept_document(folders_, file_);
    ASSERT_TRUE(accepted) << accepted.error().message;
    EXPECT_EQ(kept(), "first");
    EXPECT_EQ(document::revision(*load_accepted(folders_)), document::revision(*accepted));
    EXPECT_EQ(test::mode_of(folders_.accepted()), 0600U);
    EXPECT_EQ(test::mode_of(folders_.state()), 0700U);
}

TEST_F(AcceptedDocument, ChangesOfTheFileDoNotReachTheNode) {
    ASSERT_TRUE(accept_document(folders_, file_));
    test::put(file_, "apiVersion: ballast/v1\nname: second\n");
    EXPECT_EQ(kept(), "first");
}

TEST_F(AcceptedDocument, AWrongOneLeavesTheOldRevision) {
    ASSERT_TRUE(accept_document(folders_, file_));
    test::put(file_, "apiVersion: ballast/v1\nname: Second\nkafka: {replica: 3}\n");
    const auto accepted = accept_document(folders_, file_);
    ASSERT_FALSE(accepted);
    EXPECT_EQ(accepted.error().kind, ErrorKind::invalid);
    EXPECT_EQ(accepted.error().code, "BAD_DOCUMENT");
    // All problems at once, each with its place.
    EXPECT_THAT(accepted.error().message, HasSubstr(file_.string() + ":2:"));
    EXPECT_THAT(accepted.error().message, HasSubstr("\n" + file_.string() + ":3:"));
    EXPECT_EQ(kept(), "first");
}

TEST_F(AcceptedDocument, AMissingFileLeavesTheOldRevision) {
    ASSERT_TRUE(accept_document(folders_, file_));
    const auto accepted = accept_document(folders_, folder_.path() / "none.yaml");
    ASSERT_FALSE(accepted);
    EXPECT_EQ(accepted.error().kind, ErrorKind::not_found);
    EXPECT_EQ(kept(), "first");
}

TEST_F(AcceptedDocument, IsNotChangedUnderARunningNode) {
    ASSERT_TRUE(accept_document(folders_, file_));
    test::put(file_, "apiVersion: ballast/v1\nname: second\n");
    test::put(folders_.init_lock(), "");
    const int init = ::open(folders_.init_lock().c_str(), O_RDWR | O_CLOEXEC);
    ASSERT_EQ(::flock(init, LOCK_EX | LOCK_NB), 0);
    const auto accepted = accept_document(folders_, file_);
    ASSERT_FALSE(accepted);
    EXPECT_EQ(accepted.error().kind, ErrorKind::refused);
    EXPECT_EQ(accepted.error().code, "NODE_RUNNING");
    EXPECT_EQ(kept(), "first");
    ::close(init);
    // The file stays when init ends, its lock does not.
    EXPECT_TRUE(accept_document(folders_, file_));
    EXPECT_EQ(kept(), "second");
}

TEST_F(AcceptedDocument, IsNotChangedWhereNobodyKnowsWhetherTheNodeRuns) {
    ASSERT_TRUE(make_folders(folders_.run(), 0700));
    std::filesystem::create_symlink(folders_.init_lock(), folders_.init_lock());
    const auto accepted = accept_document(folders_, file_);
    ASSERT_FALSE(accepted);
    EXPECT_EQ(accepted.error().code, "NODE_RUNNING");
}

TEST_F(AcceptedDocument, ADamagedOneIsToldApartFromNone) {
    for (const char* damaged : {"", "apiVersion: ball", "\x01", "apiVersion: ballast/v2\n"}) {
        test::put(folders_.accepted(), damaged);
        EXPECT_EQ(kept(), "BAD_DOCUMENT") << damaged;
    }
    std::filesystem::remove(folders_.accepted());
    std::filesystem::create_directory(folders_.accepted());
    EXPECT_EQ(load_accepted(folders_).error().kind, ErrorKind::io);
}

// Our form of a document may be longer than the user's.
TEST_F(AcceptedDocument, IsOneThatTheNextStartCanRead) {
    ASSERT_TRUE(accept_document(folders_, file_));
    test::put(file_, "apiVersion: ballast/v1\nname: second\nkafka:\n  config:\n    x: '" +
                         std::string(700'000, '"') + "'\n");
    const auto accepted = accept_document(folders_, file_);
    EXPECT_EQ(kept(), accepted ? "second" : "first");
    ASSERT_FALSE(accepted);
    EXPECT_EQ(accepted.error().code, "BAD_DOCUMENT");
    EXPECT_THAT(accepted.error().message, HasSubstr(file_.string()));
    EXPECT_THAT(accepted.error().message, HasSubstr("larger than 1 MiB"));
}

TEST_F(AcceptedDocument, ACrashAtAnyStepKeepsTheOldOrTheNewOne) {
    test::put(folder_.path() / "new.yaml", "apiVersion: ballast/v1\nname: second\n");
    // open, write, fsync, close, rename, open and fsync of the folder.
    for (int step = 0; step < 7; ++step) {
        ASSERT_TRUE(accept_document(folders_, file_));
        test::ScriptedCalls calls;
        calls.crash_at = step;
        EXPECT_THROW((void)accept_document(folders_, folder_.path() / "new.yaml", calls),
                     test::Crash)
            << step;
        EXPECT_EQ(kept(), step <= 4 ? "first" : "second") << step;
    }
}

TEST_F(AcceptedDocument, AFullDiskIsToldAndKeepsTheOldOne) {
    ASSERT_TRUE(accept_document(folders_, file_));
    test::put(file_, "apiVersion: ballast/v1\nname: second\n");
    test::ScriptedCalls calls;
    calls.fail_at = 1;
    calls.error = ENOSPC;
    const auto accepted = accept_document(folders_, file_, calls);
    ASSERT_FALSE(accepted);
    EXPECT_EQ(accepted.error().kind, ErrorKind::io);
    EXPECT_THAT(accepted.error().message, HasSubstr("No space left"));
    EXPECT_EQ(kept(), "first");
}

}  // namespace
}  // namespace ballast::agent
