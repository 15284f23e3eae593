// Expected files of the rendering.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "common/document/document.hpp"
#include "common/files.hpp"

namespace ballast::test {

// A rendered text is as in the file, whose revision is the word REVISION.
inline void expect_golden(std::string text, const document::Document& document,
                          const std::string& file) {
    const auto revision = document::revision(document);
    if (const auto at = text.find(revision); at != std::string::npos) {
        text.replace(at, revision.size(), "REVISION");
    }
    const auto expected = read_file(std::filesystem::path(CONFIG_TEST_DIR) / "golden" / file);
    ASSERT_TRUE(expected) << file << " is missing; the text is:\n" << text;
    EXPECT_EQ(text, *expected) << "golden/" << file;
}

}  // namespace ballast::test
