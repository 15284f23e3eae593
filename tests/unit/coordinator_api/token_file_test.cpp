#include "coordinator/api/token_file.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "common/bytes.hpp"
#include "tests/unit/coordinator_api/api_fixture.hpp"

namespace ballast::coordinator::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Tokens, AreReadFromLines) {
    const auto tokens = parse_tokens(
        "# who may look\n\nviewer:abcdefghijklmnopqrst\n  operator:0123456789012345678901==\n");
    ASSERT_TRUE(tokens) << tokens.error().message;
    ASSERT_EQ(tokens->size(), 2U);
    EXPECT_EQ((*tokens)[0].name, "viewer");
    EXPECT_EQ((*tokens)[0].role, http::Role::viewer);
    EXPECT_EQ((*tokens)[0].digest, sha256_hex("abcdefghijklmnopqrst"));
    EXPECT_EQ((*tokens)[1].role, http::Role::operator_);
}

TEST(Tokens, AreReadFromADocumentWithNames) {
    const auto tokens = parse_tokens(
        R"({"tokens":[{"name":"alice","role":"coordinator","token":"abcdefghijklmnopqrst"}]})");
    ASSERT_TRUE(tokens) << tokens.error().message;
    EXPECT_EQ((*tokens)[0].name, "alice");
    EXPECT_EQ((*tokens)[0].role, http::Role::coordinator);
}

TEST(Tokens, WhatIsWrongIsSaidWithoutTheToken) {
    struct Case {
        const char* text;
        const char* said;
    };
    const Case cases[] = {
        {"", "no token"},
        {"# nothing\n", "no token"},
        {"viewer\n", "line 1: role:token"},
        {"\nnode:abcdefghijklmnopqrst\n", "line 2: 'node' is not a role"},
        {"root:abcdefghijklmnopqrst\n", "'root' is not a role"},
        {"viewer:secret-short\n", "20 to 512"},
        {"viewer:secret with blanks in it\n", "20 to 512"},
        {"viewer:abcdefghijklmnopqrst\noperator:abcdefghijklmnopqrst\n", "same token twice"},
        {R"({"tokens":[{"name":"a","role":"viewer"}]})", "/tokens/0/token"},
        {R"({"tokens":[{"name":"a","role":"viewer","token":"abcdefghijklmnopqrst","x":1}]})",
         "unknown member"},
        {R"({"token":[]})", "unknown member"},
        {R"({"tokens")", "not JSON"}};
    for (const auto& one : cases) {
        const auto tokens = parse_tokens(one.text);
        ASSERT_FALSE(tokens) << one.text;
        EXPECT_THAT(tokens.error().message, HasSubstr(one.said));
        EXPECT_THAT(tokens.error().message, Not(HasSubstr("secret")));
        EXPECT_THAT(tokens.error().message, Not(HasSubstr("abcdefghij")));
    }
}

TEST(TokenFile, FindsATokenAndNothingElse) {
    const Folder folder;
    folder.write_tokens("viewer:abcdefghijklmnopqrst\n");
    TokenFile file(folder.tokens());
    ASSERT_TRUE(file.find("abcdefghijklmnopqrst"));
    EXPECT_EQ(file.find("abcdefghijklmnopqrst")->name, "viewer");
    for (const auto* wrong :
         {"", "a", "abcdefghijklmnopqrs", "abcdefghijklmnopqrstu", "Abcdefghijklmnopqrst"}) {
        EXPECT_FALSE(file.find(wrong)) << wrong;
    }
    EXPECT_EQ(file.problem(), "");
}

TEST(TokenFile, IsReadAgainWhenItChanges) {
    const Folder folder;
    folder.write_tokens("viewer:abcdefghijklmnopqrst\n");
    TokenFile file(folder.tokens());
    EXPECT_TRUE(file.find("abcdefghijklmnopqrst"));
    folder.write_tokens("operator:ABCDEFGHIJKLMNOPQRST\n");
    EXPECT_FALSE(file.find("abcdefghijklmnopqrst"));
    EXPECT_EQ(file.find("ABCDEFGHIJKLMNOPQRST")->role, http::Role::operator_);
    std::filesystem::remove(folder.tokens());
    EXPECT_FALSE(file.find("ABCDEFGHIJKLMNOPQRST"));
    EXPECT_THAT(file.problem(), HasSubstr("cannot look at"));
    folder.write_tokens("viewer:abcdefghijklmnopqrst\n");
    EXPECT_TRUE(file.find("abcdefghijklmnopqrst"));
}

TEST(TokenFile, ThatCannotBeUsedLetsNobodyIn) {
    const Folder folder;
    folder.write_tokens("viewer:abcdefghijklmnopqrst\n", 0640);
    TokenFile file(folder.tokens());
    EXPECT_FALSE(file.find("abcdefghijklmnopqrst"));
    EXPECT_THAT(file.problem(), HasSubstr("mode 0640): chmod 600"));
    ASSERT_EQ(::chmod(folder.tokens().c_str(), 0600), 0);
    EXPECT_TRUE(file.find("abcdefghijklmnopqrst")) << "a change of the mode is a change";
    folder.write_tokens("viewer:abcdefghijklmnopqrst\nnonsense\n");
    EXPECT_FALSE(file.find("abcdefghijklmnopqrst"));
    EXPECT_THAT(file.problem(), HasSubstr("line 2"));
    folder.write_tokens(std::string(100000, '#'));
    EXPECT_FALSE(file.problem().empty());
}

}  // namespace
}  // namespace ballast::coordinator::test
