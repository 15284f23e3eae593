#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/recovery/all_conditions.hpp"
#include "tests/unit/recovery/facts.hpp"

namespace ballast::agent {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST(CertificateExpiring, IsSaidThirtyDaysBefore) {
    const auto finding =
        kCertificateExpiring.while_running({.certificate_left = std::chrono::days{30} - 1s});
    ASSERT_TRUE(finding);
    EXPECT_EQ(finding->code, "CERTIFICATE_EXPIRING");
    EXPECT_THAT(finding->reason, HasSubstr("ends in 29d23h"));
    EXPECT_THAT(finding->next_step, HasSubstr("node.crt"));
    EXPECT_FALSE(kCertificateExpiring.while_running({.certificate_left = std::chrono::days{30}}));
}

TEST(CertificateExpiring, BecomesExpired) {
    for (const auto left : {0s, -7200s}) {
        const auto finding = kCertificateExpiring.while_running({.certificate_left = left});
        ASSERT_TRUE(finding);
        EXPECT_EQ(finding->code, "CERTIFICATE_EXPIRED");
    }
    EXPECT_THAT(kCertificateExpiring.while_running({.certificate_left = -7200s})->reason,
                HasSubstr("ended 2h0m ago"));
}

TEST(CertificateExpiring, IsNotAssumedWhereItsEndIsNotKnown) {
    EXPECT_FALSE(kCertificateExpiring.while_running({}));
}

}  // namespace
}  // namespace ballast::agent
