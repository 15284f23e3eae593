// The one form of errors on every API:
// {"error":{"code":"...","message":"...","details":{},"blockers":[]}}.
#pragma once

#include <json/forwards.h>

#include <string>
#include <vector>

#include "common/http/message.hpp"
#include "common/result.hpp"

namespace ballast::http {

// invalid 400, not_found 404, refused 409, unreachable 502, timed_out 504, io and internal 500. An
// empty code becomes the kind's name in upper case. `blockers`: what stands in the way, one each.
Response error_response(const Error& error, const std::vector<std::string>& blockers = {});
// For what only HTTP knows, such as 405.
Response error_response(int status, const std::string& code, const std::string& message);

Response json_response(const Json::Value& value, int status = 200);

// What a response with status 400 or above says, blockers appended to the message; for an answer
// that is no envelope the message tells its status.
Error to_error(const Response& response);

}  // namespace ballast::http
