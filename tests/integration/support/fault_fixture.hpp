// The fixture of tests that break a cluster: all tests of a suite share one.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/integration/support/fault_cluster.hpp"

namespace ballast::test {

// `Suite` is the class that derives from it. After each test all is whole again, and no
// acknowledged record is lost.
template <class Suite>
class FaultFixture : public ::testing::Test {
  protected:
    // Starts the cluster, from the suite's SetUpTestSuite(); arguments are those of `ballast up`.
    static void start_cluster(std::string name, std::vector<std::string> arguments) {
        owner() = std::make_unique<FaultCluster>(std::move(name), std::move(arguments));
    }
    static void TearDownTestSuite() { owner().reset(); }
    void SetUp() override { ASSERT_TRUE(faults().up()); }
    void TearDown() override {
        if (faults().up()) {
            EXPECT_TRUE(faults().all_ready());
            EXPECT_THAT(faults().lost(), ::testing::IsEmpty());
        }
    }
    static FaultCluster& faults() { return *owner(); }
    static const TestCluster& cluster() { return owner()->cluster(); }

  private:
    static std::unique_ptr<FaultCluster>& owner() {
        static std::unique_ptr<FaultCluster> cluster;
        return cluster;
    }
};

}  // namespace ballast::test
