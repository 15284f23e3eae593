#include "agent/config/rendered_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "agent/config/render_node.hpp"
#include "tests/unit/config/support.hpp"

namespace ballast::agent {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RenderedFiles, AreWrittenOnlyWhenTheyDiffer) {
    const test::TemporaryFolder folder;
    const auto a = folder.path() / "config" / "a";
    const auto b = folder.path() / "config" / "b";
    EXPECT_THAT(*write_rendered(std::vector<RenderedFile>{{a, "1"}, {b, "2"}}), ElementsAre(a, b));
    EXPECT_THAT(*write_rendered(std::vector<RenderedFile>{{a, "1"}, {b, "2"}}), IsEmpty());
    EXPECT_THAT(*write_rendered(std::vector<RenderedFile>{{a, "1"}, {b, "3"}}), ElementsAre(b));
    EXPECT_EQ(*read_file(b), "3");
    struct stat facts{};
    ASSERT_EQ(::stat(b.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST(RenderedFiles, AFailureNamesTheFile) {
    const test::TemporaryFolder folder;
    const auto occupied = folder.path() / "occupied";
    ASSERT_TRUE(write_file_durably(occupied, "a file"));
    const auto written = write_rendered(std::vector<RenderedFile>{{occupied / "a", "1"}});
    ASSERT_FALSE(written);
    EXPECT_THAT(written.error().message, ::testing::HasSubstr(occupied.string()));
}

std::vector<std::string> names(const std::vector<RenderedFile>& files) {
    std::vector<std::string> out;
    for (const auto& file : files) {
        out.push_back(file.path.filename());
    }
    return out;
}

TEST(RenderedFiles, EachRoleHasItsOwn) {
    const document::Document document;
    EXPECT_THAT(
        names(render_node(document, test::example_node(Role::kafka, 0), test::example_paths(), {})),
        ElementsAre("log4j.properties", "server.properties"));
    EXPECT_THAT(names(render_node(document, test::example_node(Role::zookeeper, 1),
                                  test::example_paths(), {})),
                ElementsAre("log4j.properties", "zoo.cfg.dynamic", "zoo.cfg"));
}

TEST(RenderedFiles, ADynamicFileThatExistsIsNeverRenderedAgain) {
    const auto files =
        render_node({}, test::example_node(Role::zookeeper, 1), test::example_paths(),
                    {"/node/config/zoo.cfg.dynamic.100000000"});
    EXPECT_THAT(names(files), ElementsAre("log4j.properties", "zoo.cfg"));
    EXPECT_THAT(
        files.back().content,
        ::testing::HasSubstr("\ndynamicConfigFile=/node/config/zoo.cfg.dynamic.100000000\n"));
}

}  // namespace
}  // namespace ballast::agent
