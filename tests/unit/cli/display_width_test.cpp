#include "coordinator/cli/display_width.hpp"

#include <gtest/gtest.h>

namespace ballast::cli {
namespace {

TEST(DisplayWidth, CountsColumnsNotBytes) {
    EXPECT_EQ(display_width(""), 0U);
    EXPECT_EQ(display_width("kafka-0"), 7U);
    EXPECT_EQ(display_width("größe"), 5U);
    EXPECT_EQ(display_width("日本"), 4U);
    EXPECT_EQ(display_width("e\xCC\x81"), 1U);  // e and a combining acute accent
    EXPECT_EQ(display_width("🚀"), 2U);
    EXPECT_EQ(display_width("\xff\xfe"), 2U);
    EXPECT_EQ(display_width("\x1b[31mred\x1b[0m"), 3U);
}

TEST(FitToWidth, CutsAtACharacterAndSaysSo) {
    EXPECT_EQ(fit_to_width("abcdef", 6), "abcdef");
    EXPECT_EQ(fit_to_width("abcdef", 5), "abcd…");
    EXPECT_EQ(fit_to_width("日本語", 5), "日本…");
    EXPECT_EQ(fit_to_width("日本語", 4), "日…");
    EXPECT_EQ(fit_to_width("abc", 0), "");
    EXPECT_EQ(fit_to_width("\x1b[31mabcdef\x1b[0m", 4), "\x1b[31mabc…\x1b[0m");
}

TEST(Printable, LeavesNoWayToSteerTheTerminal) {
    EXPECT_EQ(printable("plain größe 日本"), "plain größe 日本");
    EXPECT_EQ(printable("a\x1b[2Jb"), "a\xEF\xBF\xBD[2Jb");
    EXPECT_EQ(printable("a\nb\tc"),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD"
              "c");
    EXPECT_EQ(printable("a\tb", true), "a\tb");
    EXPECT_EQ(printable("\xC2\x9B"
                        "2J"),
              "\xEF\xBF\xBD"
              "2J");                                             // CSI as one C1 character
    EXPECT_EQ(printable("\xE2\x80\xAEtxt"), "\xEF\xBF\xBDtxt");  // right-to-left override
    EXPECT_EQ(printable("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(printable("\xE6\x97"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

}  // namespace
}  // namespace ballast::cli
