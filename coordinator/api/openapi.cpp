#include "coordinator/api/openapi.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "common/json.hpp"
#include "common/text.hpp"
#include "coordinator/api/embedded_schemas.hpp"

namespace ballast::coordinator {
namespace {

struct RefusalRow {
    int status;
    std::string_view name;
    std::string_view description;
};

constexpr std::array kRefusals{
    RefusalRow{400, "BadRequest", "Not HTTP, not JSON, or a query that is not as described"},
    RefusalRow{401, "Unauthenticated", "No valid token, login or certificate"},
    RefusalRow{403, "Forbidden", "The role is too low, or a browser's request lacks X-Ballast"},
    RefusalRow{404, "NotFound", "There is no such path"},
    RefusalRow{405, "MethodNotAllowed", "The path does not take this method; Allow has those"},
    RefusalRow{408, "RequestTimeout", "The request came too slowly"},
    RefusalRow{409, "Refused", "Understood, and not done"},
    RefusalRow{413, "ContentTooLarge", "The body is larger than the route takes"},
    RefusalRow{415, "UnsupportedMediaType", "The body is not application/json"},
    RefusalRow{417, "ExpectationFailed", "The only Expect is 100-continue"},
    RefusalRow{421, "Misdirected", "The Host header names another server"},
    RefusalRow{422, "Unprocessable", "JSON, but not as the schema has it"},
    RefusalRow{431, "HeadersTooLarge", "The request's header is larger than 8 KiB"},
    RefusalRow{500, "Internal", "A mistake of the coordinator"},
    RefusalRow{501, "NotImplemented", "A transfer encoding other than chunked"},
    RefusalRow{503, "NoView", "Nothing was looked at yet; Retry-After has seconds"},
    RefusalRow{504, "TimedOut", "The answer took too long"},
};
// Every request can meet these.
constexpr std::array kOfAll{400, 404, 405, 408, 413, 415, 417, 421, 431, 500, 501, 504};

Json::Value reference(std::string_view part, std::string_view name) {
    Json::Value out;
    out["$ref"] = fmt::format("#/components/{}/{}", part, name);
    return out;
}

Json::Value refusals() {
    Json::Value out;
    for (const auto& row : kRefusals) {
        auto& response = out[std::string(row.name)];
        response["description"] = std::string(row.description);
        response["content"]["application/json"]["schema"] = reference("schemas", "Error");
    }
    out["Unauthenticated"]["headers"]["WWW-Authenticate"]["schema"]["type"] = "string";
    out["MethodNotAllowed"]["headers"]["Allow"]["schema"]["type"] = "string";
    out["NoView"]["headers"]["Retry-After"]["schema"]["type"] = "integer";
    return out;
}

void add_refusal(Json::Value& responses, int status) {
    const auto row = std::ranges::find(kRefusals, status, &RefusalRow::status);
    responses[std::to_string(status)] = reference("responses", row->name);
}

Json::Value schema_of(const Parameter& parameter) {
    Json::Value schema;
    switch (parameter.type) {
        case ParameterType::boolean:
            schema["type"] = "boolean";
            break;
        case ParameterType::integer:
            schema["type"] = "integer";
            schema["minimum"] = Json::Int64{parameter.least};
            schema["maximum"] = Json::Int64{parameter.most};
            break;
        case ParameterType::name:
            schema["type"] = "string";
            schema["pattern"] = std::string(kNamePattern);
            break;
        case ParameterType::names:
            schema["type"] = "array";
            schema["items"]["type"] = "string";
            schema["items"]["pattern"] = std::string(kNamePattern);
            schema["minItems"] = 1;
            break;
    }
    return schema;
}

Json::Value parameters_of(const Operation& operation) {
    Json::Value out(Json::arrayValue);
    for (const auto& parameter : operation.query) {
        Json::Value entry;
        entry["name"] = parameter.name;
        entry["in"] = "query";
        entry["required"] = parameter.required;
        entry["description"] = parameter.description;
        entry["schema"] = schema_of(parameter);
        if (parameter.type == ParameterType::names) {
            entry["style"] = "form";
            entry["explode"] = true;
        }
        out.append(entry);
    }
    return out;
}

Json::Value responses_of(const Operation& operation, bool open) {
    Json::Value out;
    auto& answer = out[std::to_string(operation.status)];
    answer["description"] = operation.summary;
    answer["content"][operation.content_type]["schema"] = reference(
        "schemas", operation.answer.empty() ? std::string_view("Text") : operation.answer);
    for (const int status : kOfAll) {
        add_refusal(out, status);
    }
    for (const int status : operation.refusals) {
        add_refusal(out, status);
    }
    if (!open) {
        add_refusal(out, 401);
        add_refusal(out, 403);
    }
    if (!operation.body.empty()) {
        add_refusal(out, 422);
    }
    if (operation.needs_view) {
        add_refusal(out, 503);
    }
    return out;
}

// Any of the three is enough.
Json::Value security(bool open) {
    Json::Value out(Json::arrayValue);
    if (open) {
        return out;
    }
    for (const auto* scheme : {"bearer", "session", "certificate"}) {
        Json::Value entry;
        entry[scheme] = Json::Value(Json::arrayValue);
        out.append(entry);
    }
    return out;
}

Json::Value operation_value(const Operation& operation) {
    const bool open = operation.route.least == http::Role::none;
    Json::Value out;
    out["operationId"] = operation.id;
    out["summary"] = operation.summary;
    out["x-ballast-role"] = std::string(tls::role_name(operation.route.least));
    out["security"] = security(open);
    out["parameters"] = parameters_of(operation);
    out["responses"] = responses_of(operation, open);
    if (!operation.body.empty()) {
        out["requestBody"]["required"] = true;
        out["requestBody"]["content"]["application/json"]["schema"] =
            reference("schemas", operation.body);
    }
    return out;
}

Json::Value security_schemes() {
    Json::Value out;
    out["bearer"]["type"] = "http";
    out["bearer"]["scheme"] = "bearer";
    out["bearer"]["description"] = "A token of the coordinator's token file";
    out["session"]["type"] = "apiKey";
    out["session"]["in"] = "cookie";
    out["session"]["name"] = "ballast_session";
    out["session"]["description"] =
        "A browser that opened a login link; what is not a GET also needs the header X-Ballast";
    out["certificate"]["type"] = "mutualTLS";
    out["certificate"]["description"] = "Of the cluster's authority; its OU is the role";
    return out;
}

}  // namespace

Json::Value make_openapi(const std::vector<Operation>& operations, const std::string& version) {
    Json::Value out;
    out["openapi"] = "3.1.0";
    out["info"]["title"] = "Ballast coordinator";
    out["info"]["version"] = version;
    out["info"]["description"] =
        "What a cluster of Kafka and ZooKeeper is like, what may be stopped, and why not.";
    for (const auto& operation : operations) {
        out["paths"][operation.route.pattern][to_lower(operation.route.method)] =
            operation_value(operation);
    }
    // The file is part of the program, and a test reads it: it cannot be wrong here.
    out["components"]["schemas"] = parse_json(embedded::schemas).value();
    out["components"]["responses"] = refusals();
    out["components"]["securitySchemes"] = security_schemes();
    return out;
}

}  // namespace ballast::coordinator
