#include "common/http/envelope.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <array>
#include <string_view>

#include "common/json.hpp"

namespace ballast::http {
namespace {

struct KindRow {
    ErrorKind kind;
    int status;
    std::string_view code;
};

constexpr std::array kKinds{KindRow{ErrorKind::invalid, 400, "INVALID"},
                            KindRow{ErrorKind::not_found, 404, "NOT_FOUND"},
                            KindRow{ErrorKind::refused, 409, "REFUSED"},
                            KindRow{ErrorKind::unreachable, 502, "UNREACHABLE"},
                            KindRow{ErrorKind::timed_out, 504, "TIMED_OUT"},
                            KindRow{ErrorKind::io, 500, "IO"},
                            KindRow{ErrorKind::internal, 500, "INTERNAL"}};

ErrorKind kind_of(int status, std::string_view code) {
    for (const auto& row : kKinds) {
        if (row.status == status && (status != 500 || row.code == code)) {
            return row.kind;
        }
    }
    switch (status) {
        case 401:
        case 403:
            return ErrorKind::refused;
        case 408:
            return ErrorKind::timed_out;
        case 503:
            return ErrorKind::unreachable;
        default:
            return status < 500 ? ErrorKind::invalid : ErrorKind::internal;
    }
}

Response envelope(int status, std::string_view code, const std::string& message,
                  const std::vector<std::string>& blockers) {
    Json::Value error(Json::objectValue);
    error["code"] = std::string(code);
    error["message"] = message;
    error["details"] = Json::Value(Json::objectValue);
    error["blockers"] = Json::Value(Json::arrayValue);
    for (const auto& blocker : blockers) {
        error["blockers"].append(blocker);
    }
    Json::Value root(Json::objectValue);
    root["error"] = std::move(error);
    return json_response(root, status);
}

// code, message and blockers; an error where it is no envelope.
Result<Error> read_envelope(const Response& response) {
    TRY(const auto root, parse_json(response.body));
    TRY(const auto error, JsonView(root).object("error"));
    Error result;
    TRY(result.code, error.string("code"));
    TRY(result.message, error.string("message"));
    if (error.has("blockers")) {
        TRY(const auto blockers, error.strings("blockers"));
        for (const auto& blocker : blockers) {
            result.message += "; " + blocker;
        }
    }
    result.kind = kind_of(response.status, result.code);
    return result;
}

}  // namespace

Response error_response(const Error& error, const std::vector<std::string>& blockers) {
    for (const auto& row : kKinds) {
        if (row.kind == error.kind) {
            return envelope(row.status, error.code.empty() ? row.code : error.code, error.message,
                            blockers);
        }
    }
    return envelope(500, "INTERNAL", error.message, blockers);
}

Response error_response(int status, const std::string& code, const std::string& message) {
    return envelope(status, code, message, {});
}

Response json_response(const Json::Value& value, int status) {
    return {.status = status, .body = to_json(value) + "\n"};
}

Error to_error(const Response& response) {
    if (auto error = read_envelope(response)) {
        return *std::move(error);
    }
    return {kind_of(response.status, ""),
            fmt::format("the answer has status {} and says nothing more", response.status), ""};
}

}  // namespace ballast::http
