#include "agent/node/intent.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

namespace ballast::agent {
namespace {

class IntentFile : public ::testing::Test {
  protected:
    void SetUp() override {
        std::string pattern = ::testing::TempDir() + "/intentXXXXXX";
        folder_ = mkdtemp(pattern.data());
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path file() const { return folder_ / "intent.json"; }

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

TEST_F(IntentFile, IsToRunWhereThereIsNone) {
    const auto intent = load_intent(file());
    ASSERT_TRUE(intent);
    EXPECT_TRUE(intent->run);
}

TEST_F(IntentFile, ReadsBackWhatWasSaved) {
    const Intent stopped{.run = false, .reason = "a \"disk\"\nswap", .by = "ops", .restarts = 7};
    ASSERT_TRUE(save_intent(file(), stopped));
    EXPECT_EQ(*load_intent(file()), stopped);
}

TEST_F(IntentFile, NamesItselfWhenItIsDamaged) {
    ASSERT_TRUE(write_file_durably(file(), "{\"run\": maybe}"));
    const auto intent = load_intent(file());
    ASSERT_FALSE(intent);
    EXPECT_NE(intent.error().message.find(file().string()), std::string::npos);
}

TEST_F(IntentFile, HoldsTheOldOrTheNewAfterACrashAtAnyStep) {
    const Intent before{.run = true, .reason = "", .by = "", .restarts = 1};
    const Intent after{.run = false, .reason = "disk swap", .by = "ops", .restarts = 1};
    bool finished = false;
    for (int step = 0; !finished; ++step) {
        ASSERT_LT(step, 100);
        ASSERT_TRUE(save_intent(file(), before));
        CrashingCalls calls(step);
        const auto saved = save_intent(file(), after, calls);
        finished = !calls.crashed();
        const auto loaded = load_intent(file());
        ASSERT_TRUE(loaded) << "crash at step " << step;
        EXPECT_TRUE(*loaded == before || *loaded == after) << "crash at step " << step;
        if (saved) {
            EXPECT_EQ(*loaded, after);
        }
    }
}

}  // namespace
}  // namespace ballast::agent
