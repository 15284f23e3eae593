#include "agent/facts/disk_needs.hpp"

#include <gtest/gtest.h>

namespace ballast::agent {
namespace {

constexpr std::int64_t kGibi = std::int64_t{1} << 30U;

DirFacts dir_of(std::int64_t total) {
    DirFacts dir;
    dir.total_bytes = total;
    return dir;
}

std::int64_t needed(const char* segment_bytes, const std::vector<DirFacts>& dirs,
                    Role role = Role::kafka) {
    document::Document document;
    if (segment_bytes != nullptr) {
        document.kafka.config["log.segment.bytes"] = segment_bytes;
    }
    return needed_free_bytes(document, role, dirs);
}

TEST(DiskNeeds, AreTwoSegmentsAndAtLeastAGibi) {
    const std::vector<DirFacts> large{dir_of(1000 * kGibi)};
    EXPECT_EQ(needed(nullptr, large), 2 * kGibi);
    EXPECT_EQ(needed("1048576", large), kGibi);
    EXPECT_EQ(needed("2000000000", large), 4'000'000'000);
    EXPECT_EQ(needed("many", large), 2 * kGibi);
    EXPECT_EQ(needed("99999999999", large), 2 * kGibi);
    EXPECT_EQ(needed(nullptr, large, Role::zookeeper), kGibi);
}

TEST(DiskNeeds, AreATenthOfTheSmallestFileSystemAtMost) {
    EXPECT_EQ(needed(nullptr, {dir_of(1000 * kGibi), dir_of(5 * kGibi), dir_of(10 * kGibi)}),
              kGibi / 2);
    EXPECT_EQ(needed(nullptr, {dir_of(-1)}), 2 * kGibi) << "unknown";
}

}  // namespace
}  // namespace ballast::agent
