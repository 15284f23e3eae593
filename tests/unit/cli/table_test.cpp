#include "coordinator/cli/table.hpp"

#include <gtest/gtest.h>

#include "tests/unit/cli/fake_terminal.hpp"

namespace ballast::cli {
namespace {

using test::FakeTerminal;

TEST(Table, AlignsByDisplayWidth) {
    FakeTerminal fake;
    Table table({{.title = "NAME"}, {.title = "N", .right = true}, {.title = "CODE"}});
    table.add({{"größe"}, {"5"}, {"x"}});
    table.add({{"日本"}, {"123"}, {""}});
    table.add({{"a"}});
    EXPECT_EQ(table.render(fake.make()),
              "NAME     N  CODE\n"
              "größe    5  x\n"
              "日本   123\n"
              "a\n");
}

TEST(Table, ColoursDoNotMoveColumns) {
    FakeTerminal fake;
    Table table({{.title = "S"}, {.title = "T"}});
    table.add({{"bad", Colour::red}, {"x"}});
    EXPECT_EQ(table.render(fake.make(test::kColourTerminal)),
              "\x1b[1mS\x1b[0m    \x1b[1mT\x1b[0m\n\x1b[31mbad\x1b[0m  x\n");
}

TEST(Table, ShowsControlCharactersAsMarks) {
    FakeTerminal fake;
    Table table({{.title = "S"}});
    table.add({{"a\x1b[2J\n"}});
    EXPECT_EQ(table.render(fake.make()), "S\na\xEF\xBF\xBD[2J\xEF\xBF\xBD\n");
}

}  // namespace
}  // namespace ballast::cli
