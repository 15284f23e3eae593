#include "common/http/envelope.hpp"

#include <gmock/gmock.h>
#include <json/json.h>

namespace ballast::test {
namespace {

TEST(Envelope, HasTheOneForm) {
    const auto response = http::error_response({ErrorKind::refused, "not now", "BUSY"}, {"a", "b"});
    EXPECT_EQ(response.status, 409);
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(response.body,
              R"({"error":{"blockers":["a","b"],"code":"BUSY","details":{},"message":"not now"}})"
              "\n");
}

TEST(Envelope, EveryKindComesBack) {
    const std::map<ErrorKind, int> statuses{
        {ErrorKind::invalid, 400},     {ErrorKind::not_found, 404}, {ErrorKind::refused, 409},
        {ErrorKind::unreachable, 502}, {ErrorKind::timed_out, 504}, {ErrorKind::io, 500},
        {ErrorKind::internal, 500}};
    for (const auto& [kind, status] : statuses) {
        const auto response = http::error_response({kind, "words", ""});
        EXPECT_EQ(response.status, status);
        const auto error = http::to_error(response);
        EXPECT_EQ(error.kind, kind);
        EXPECT_EQ(error.message, "words");
        EXPECT_FALSE(error.code.empty());
    }
}

TEST(Envelope, BlockersAreTold) {
    const auto error =
        http::to_error(http::error_response({ErrorKind::refused, "unsafe", "X"}, {"kafka-1 down"}));
    EXPECT_EQ(error.message, "unsafe; kafka-1 down");
    EXPECT_EQ(error.code, "X");
}

TEST(Envelope, ForeignAnswersAreErrorsToo) {
    EXPECT_EQ(http::to_error({.status = 503, .body = "<html>"}).kind, ErrorKind::unreachable);
    EXPECT_EQ(http::to_error({.status = 403, .body = "{}"}).kind, ErrorKind::refused);
    EXPECT_EQ(http::to_error({.status = 408, .body = ""}).kind, ErrorKind::timed_out);
    EXPECT_EQ(http::to_error({.status = 418, .body = R"({"error":7})"}).kind, ErrorKind::invalid);
    EXPECT_EQ(http::to_error({.status = 500, .body = R"({"error":{"code":1}})"}).kind,
              ErrorKind::internal);
}

TEST(Envelope, JsonResponse) {
    Json::Value value(Json::objectValue);
    value["a"] = 1;
    const auto response = http::json_response(value, 202);
    EXPECT_EQ(response.status, 202);
    EXPECT_EQ(response.body, "{\"a\":1}\n");
}

}  // namespace
}  // namespace ballast::test
