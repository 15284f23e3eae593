#include "coordinator/cli/terminal.hpp"

#include <gtest/gtest.h>

#include "tests/unit/cli/fake_terminal.hpp"

namespace ballast::cli {
namespace {

using test::FakeTerminal;
using test::kColourTerminal;

TEST(Terminal, PaintsOnlyWhereColoursAre) {
    FakeTerminal fake;
    EXPECT_EQ(fake.make().paint(Colour::red, "x"), "x");
    EXPECT_EQ(fake.make(kColourTerminal).paint(Colour::red, "x"), "\x1b[31mx\x1b[0m");
    EXPECT_EQ(fake.make(kColourTerminal).paint(Colour::plain, "x"), "x");
}

TEST(Terminal, StopsWritingWhenTheReaderIsGone) {
    FakeTerminal fake;
    Terminal terminal = fake.make();
    terminal.write("a");
    EXPECT_FALSE(terminal.reader_gone());
    fake.reader_gone = true;
    terminal.write("b");
    EXPECT_TRUE(terminal.reader_gone());
    fake.reader_gone = false;
    terminal.write("c");
    EXPECT_EQ(fake.out, "a");
}

TEST(Confirm, TakesOnlyTheTypedWord) {
    FakeTerminal fake;
    fake.answers = {"demo", " demo ", "yes", ""};
    Terminal terminal = fake.make(kColourTerminal);
    EXPECT_TRUE(terminal.confirm("Delete all?", "demo"));
    EXPECT_TRUE(terminal.confirm("Delete all?", "demo"));
    EXPECT_FALSE(terminal.confirm("Delete all?", "demo"));
    EXPECT_FALSE(terminal.confirm("Delete all?", "demo"));
    EXPECT_FALSE(terminal.confirm("Delete all?", "demo"));  // end of the input
    EXPECT_TRUE(fake.err.starts_with("Delete all?\nType "));
    EXPECT_EQ(fake.out, "");
}

TEST(Confirm, IsANoWithoutAPerson) {
    FakeTerminal fake;
    fake.answers = {"demo"};
    Terminal terminal = fake.make({.is_tty = true, .error_is_tty = true});
    EXPECT_FALSE(terminal.confirm("Delete all?", "demo"));
    EXPECT_EQ(fake.err, "");
}

TEST(LiveArea, PrintsOnlyWhatChangedWithoutATerminal) {
    FakeTerminal fake;
    Terminal terminal = fake.make();
    LiveArea area(terminal);
    area.show({{"a STARTING", "1s"}, {"b STARTING", "1s"}});
    area.show({{"a STARTING", "2s"}, {"b SERVING", "2s"}});
    area.print_above("note");
    area.show({{"a STARTING", "3s"}, {"b SERVING", "3s"}, {"c STARTING", ""}});
    EXPECT_EQ(fake.out, "a STARTING\nb STARTING\nb SERVING\nnote\nc STARTING\n");
}

TEST(LiveArea, RedrawsInPlaceOnATerminal) {
    FakeTerminal fake;
    fake.width = 12;
    Terminal terminal = fake.make(kColourTerminal);
    {
        LiveArea area(terminal);
        area.show({{"a", "1s"}, {"b", ""}});
        EXPECT_EQ(fake.out, "\x1b[?25l\ra  1s\x1b[K\nb\x1b[K\n\x1b[J");
        fake.out.clear();
        area.show({{"a long line here", "2s"}});
        EXPECT_EQ(fake.out, "\r\x1b[2Aa long lin…\x1b[K\n\x1b[J");
        fake.out.clear();
        area.print_above("note");
        EXPECT_EQ(fake.out, "\r\x1b[1Anote\x1b[K\na long lin…\x1b[K\n\x1b[J");
        fake.out.clear();
    }
    EXPECT_EQ(fake.out, "\x1b[?25h");
}

}  // namespace
}  // namespace ballast::cli
