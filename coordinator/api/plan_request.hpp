// The body of POST /v1/plan.
#pragma once

#include <expected>
#include <string_view>

#include "common/http/message.hpp"
#include "coordinator/plan/roll_plan.hpp"

namespace ballast::coordinator {

constexpr int kMostParallel = 1000;
constexpr int kMostSpare = 100;
constexpr std::size_t kMostNodes = 2000;

// Or the refusal: 400 what is no JSON, 422 with the member's pointer what is not as it should be.
std::expected<RollOptions, http::Response> parse_plan_request(std::string_view body);

}  // namespace ballast::coordinator
