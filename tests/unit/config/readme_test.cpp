// The reference of the document in its README follows the table that reads it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "common/document/owned_keys.hpp"
#include "common/document/schema.hpp"
#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::document {
namespace {

using ::testing::HasSubstr;

class Readme : public ::testing::Test {
  protected:
    void SetUp() override { ASSERT_FALSE(text_.empty()) << DOCUMENT_README; }

    std::string text_ = read_file(DOCUMENT_README).value_or("");
};

TEST_F(Readme, HasARowForEachKeyWithItsTypeAndDefault) {
    for (const auto& key : schema()) {
        const bool is_required = key.default_value.empty();
        const auto row = "\n| `" + std::string(key.path) + "` | " + std::string(key.type) + " | " +
                         (is_required ? std::string("required") : std::string(key.default_value)) +
                         " | ";
        EXPECT_THAT(text_, HasSubstr(row));
    }
}

TEST_F(Readme, HasNoRowForAKeyThatIsNone) {
    for (const auto line : split(text_, '\n')) {
        if (!line.starts_with("| `")) {
            continue;
        }
        const auto key = line.substr(3, line.find('`', 3) - 3);
        EXPECT_TRUE(std::ranges::count(schema(), key, &SchemaKey::path) == 1) << line;
    }
}

TEST_F(Readme, NamesEachKeyThatBallastOwns) {
    for (const auto role : {Role::kafka, Role::zookeeper}) {
        for (const auto& owned : owned_keys(role)) {
            EXPECT_THAT(text_, HasSubstr("`" + std::string(owned.key) + "`"));
        }
    }
}

}  // namespace
}  // namespace ballast::document
