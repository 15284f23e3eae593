#include "coordinator/api/plan_request.hpp"

#include <gmock/gmock.h>

#include "tests/unit/coordinator_api/api_fixture.hpp"

namespace ballast::coordinator::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(PlanRequest, HasDefaults) {
    const auto options = parse_plan_request(R"({"kind":"roll"})");
    ASSERT_TRUE(options);
    EXPECT_EQ(options->role, RollRole::all);
    EXPECT_THAT(options->nodes, IsEmpty());
    EXPECT_FALSE(options->max_parallel);
    EXPECT_EQ(options->spare, 0);
    EXPECT_FALSE(options->allow_unavailable);
}

TEST(PlanRequest, TakesEachMember) {
    const auto options = parse_plan_request(
        R"({"kind":"roll","role":"kafka","nodes":["kafka-1"],"max_parallel":2,"spare":1,)"
        R"("allow_unavailable":true})");
    ASSERT_TRUE(options);
    EXPECT_EQ(options->role, RollRole::kafka);
    EXPECT_THAT(options->nodes, ElementsAre("kafka-1"));
    EXPECT_EQ(options->max_parallel, 2);
    EXPECT_EQ(options->spare, 1);
    EXPECT_TRUE(options->allow_unavailable);
    EXPECT_FALSE(parse_plan_request(R"({"kind":"roll","max_parallel":"auto"})")->max_parallel);
}

TEST(PlanRequest, TakesForAnIntegerWhatJsonSchemaDoes) {
    const auto options = parse_plan_request(R"({"kind":"roll","max_parallel":2.0,"spare":1e1})");
    ASSERT_TRUE(options);
    EXPECT_EQ(options->max_parallel, 2);
    EXPECT_EQ(options->spare, 10);
}

TEST(PlanRequest, SaysWhereItIsWrong) {
    struct Case {
        const char* body;
        int status;
        const char* said;
    };
    const Case cases[] = {
        {"", 400, "not JSON"},
        {"{", 400, "not JSON"},
        {"\"roll\"", 400, "not JSON"},
        {"[]", 422, "an object is wanted"},
        {"{}", 422, "/kind"},
        {R"({"kind":"scale"})", 422, "/kind: roll is wanted"},
        {R"({"kind":["roll"]})", 422, "/kind"},
        {R"({"kind":"roll","rolle":"kafka"})", 422, "/rolle: unknown member"},
        {R"({"kind":"roll","role":"controller"})", 422, "/role"},
        {R"({"kind":"roll","role":null})", 422, "/role: null"},
        {R"({"kind":"roll","nodes":"kafka-1"})", 422, "/nodes"},
        {R"({"kind":"roll","nodes":[1]})", 422, "/nodes"},
        {R"({"kind":"roll","max_parallel":0})", 422, "/max_parallel"},
        {R"({"kind":"roll","max_parallel":"2"})", 422, "/max_parallel"},
        {R"({"kind":"roll","max_parallel":1001})", 422, "/max_parallel"},
        {R"({"kind":"roll","max_parallel":99999999999999999999})", 422, "/max_parallel"},
        {R"({"kind":"roll","spare":-1})", 422, "/spare"},
        {R"({"kind":"roll","spare":0.5})", 422, "/spare"},
        {R"({"kind":"roll","spare":true})", 422, "/spare"},
        {R"({"kind":"roll","spare":1e300})", 422, "/spare"},
        {R"({"kind":"roll","max_parallel":1.5})", 422, "/max_parallel"},
        {R"({"kind":"roll","max_parallel":true})", 422, "/max_parallel"},
        {R"({"kind":"roll","allow_unavailable":"yes"})", 422, "/allow_unavailable"},
    };
    for (const auto& one : cases) {
        const auto options = parse_plan_request(one.body);
        ASSERT_FALSE(options) << one.body;
        EXPECT_EQ(options.error().status, one.status) << one.body;
        EXPECT_THAT(message_of(options.error()), HasSubstr(one.said)) << one.body;
    }
}

}  // namespace
}  // namespace ballast::coordinator::test
