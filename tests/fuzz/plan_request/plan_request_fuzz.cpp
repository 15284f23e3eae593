// The body of POST /v1/plan, and a plan for whatever it asks for.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string_view>

#include "coordinator/api/plan_request.hpp"
#include "tests/unit/plan/clusters.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ballast::coordinator;
    static const auto view = test::cluster_of(
        4, 3,
        {{"orders", 2, {{{0, 1, 2}, {0, 1, 2}}, {{1, 2, 3}, {1, 2}}}}, {"one", 1, {{{3}, {3}}}}});
    const auto options = parse_plan_request({reinterpret_cast<const char*>(data), size});
    if (!options) {
        if (options.error().status != 400 && options.error().status != 422) {
            std::abort();
        }
        return 0;
    }
    // Every node that was asked for is in one batch or refused, and none is in two.
    std::set<std::string> planned;
    for (const auto& batch : plan_roll(view, *options).batches) {
        for (const auto& node : batch.nodes) {
            if (!planned.insert(node).second) {
                std::abort();
            }
        }
    }
    if (planned.size() > view.nodes.size()) {
        std::abort();
    }
    return 0;
}
