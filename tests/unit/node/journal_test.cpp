#include "agent/node/journal.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

namespace ballast::agent {
namespace {

class JournalFile : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = ::testing::TempDir() + "/journalXXXXXX";
        folder_ = mkdtemp(pattern.data());
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path file() const { return folder_ / "journal.json"; }

    std::filesystem::path folder_;
};

// Fails, as a crash would, at the given call.
class CrashingCalls final : public FileCalls {
  public:
    explicit CrashingCalls(int calls_until_crash) : left_(calls_until_crash) {}
    bool crashed() const { return crashed_; }

    int open(const std::filesystem::path& file, int flags, mode_t mode) override {
        return step() ? FileCalls::open(file, flags, mode) : -1;
    }
    ssize_t write(int fd, const void* data, std::size_t size) override {
        return step() ? FileCalls::write(fd, data, size) : -1;
    }
    int fsync(int fd) override { return step() ? FileCalls::fsync(fd) : -1; }
    int rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return step() ? FileCalls::rename(from, to) : -1;
    }
    // A crashed process cleans nothing up.
    int unlink(const std::filesystem::path& file) override {
        return crashed_ ? -1 : FileCalls::unlink(file);
    }

  private:
    int left_;
    bool crashed_ = false;

    bool step() {
        crashed_ = crashed_ || left_-- <= 0;
        errno = EIO;
        return !crashed_;
    }
};

Journal full() {
    Journal journal{.intent = {.run = false, .reason = "a \"disk\"\nswap", .by = "ops"},
                    .hold = OnHold{.by = "ops", .reason = "mine", .since = WallTime{}},
                    .epoch = 7,
                    .restarts = 3,
                    .pending = PendingStop{.command_id = "c1",
                                           .leave = true,
                                           .incarnation = "1:2:boot",
                                           .init = "77:1",
                                           .reason = "why",
                                           .by = "ops",
                                           .force_after = std::chrono::seconds{30}},
                    .history = {.boot_id = "boot",
                                .revision = "rev",
                                .ends_ms = {1, 2},
                                .excused_ms = {3},
                                .not_before_ms = 4},
                    .held = Finding{.code = "C", .reason = "r", .next_step = "n"},
                    .incarnation = "1:2:boot",
                    .last_end_code = "KILLED"};
    journal.add({.id = "c1",
                 .verb = "stop",
                 .digest = "d",
                 .by = "ops",
                 .incarnation = "1:2:boot",
                 .state = "done",
                 .message = "m"});
    return journal;
}

TEST_F(JournalFile, IsEmptyAndToRunWhereThereIsNone) {
    const auto journal = load_journal(file());
    ASSERT_TRUE(journal);
    EXPECT_EQ(*journal, Journal{});
    EXPECT_TRUE(journal->intent.run);
}

TEST_F(JournalFile, ReadsBackWhatWasSaved) {
    for (const auto& journal : {Journal{}, full()}) {
        ASSERT_TRUE(save_journal(file(), journal));
        const auto loaded = load_journal(file());
        ASSERT_TRUE(loaded) << loaded.error().message;
        EXPECT_EQ(*loaded, journal);
    }
}

TEST_F(JournalFile, EveryChangedByteIsSeen) {
    ASSERT_TRUE(save_journal(file(), full()));
    const auto text = *read_file(file());
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto damaged = text;
        damaged[i] = static_cast<char>(damaged[i] ^ 1);
        ASSERT_TRUE(write_file_durably(file(), damaged));
        const auto loaded = load_journal(file());
        ASSERT_FALSE(loaded) << "byte " << i;
        EXPECT_EQ(loaded.error().code, "JOURNAL_DAMAGED");
        EXPECT_NE(loaded.error().message.find(file().string()), std::string::npos);
    }
    for (const auto size : {std::size_t{0}, std::size_t{10}, text.size() / 2, text.size() - 1}) {
        ASSERT_TRUE(write_file_durably(file(), text.substr(0, size)));
        EXPECT_FALSE(load_journal(file())) << size;
    }
}

TEST_F(JournalFile, KeepsTheLastCommandsOnly) {
    Journal journal;
    for (std::size_t i = 0; i <= Journal::kCommands; ++i) {
        journal.add({.id = std::to_string(i)});
    }
    EXPECT_EQ(journal.commands.size(), Journal::kCommands);
    EXPECT_EQ(journal.find_command("0"), nullptr);
    EXPECT_NE(journal.find_command("1"), nullptr);
}

TEST_F(JournalFile, HoldsTheOldOrTheNewAfterACrashAtAnyStep) {
    const Journal before{.epoch = 6};
    const auto after = full();
    bool finished = false;
    for (int step = 0; !finished; ++step) {
        ASSERT_LT(step, 100);
        ASSERT_TRUE(save_journal(file(), before));
        CrashingCalls calls(step);
        const auto saved = save_journal(file(), after, calls);
        finished = !calls.crashed();
        const auto loaded = load_journal(file());
        ASSERT_TRUE(loaded) << "crash at step " << step;
        EXPECT_TRUE(*loaded == before || *loaded == after) << "crash at step " << step;
        if (saved) {
            EXPECT_EQ(*loaded, after);
        }
    }
}

}  // namespace
}  // namespace ballast::agent
