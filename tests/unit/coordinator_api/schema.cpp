#include "tests/unit/coordinator_api/schema.hpp"

#include <json/json.h>

#include <algorithm>

namespace ballast::coordinator::test {
namespace {

bool has_type(const Json::Value& value, const std::string& type) {
    return (type == "object" && value.isObject()) || (type == "array" && value.isArray()) ||
           (type == "string" && value.isString()) || (type == "boolean" && value.isBool()) ||
           (type == "integer" && value.isIntegral() && !value.isBool()) ||
           (type == "number" && value.isNumeric() && !value.isBool()) ||
           (type == "null" && value.isNull());
}

bool is_of(const Json::Value& value, const Json::Value& types) {
    return types.isString() ? has_type(value, types.asString())
                            : std::ranges::any_of(types, [&](const Json::Value& type) {
                                  return has_type(value, type.asString());
                              });
}

bool is_one_of(const Json::Value& value, const Json::Value& choices) {
    return std::ranges::any_of(choices, [&](const Json::Value& choice) { return choice == value; });
}

class Check {
  public:
    explicit Check(const Json::Value& document) : document_(document) {}

    void run(const Json::Value& schema, const Json::Value& value, const std::string& pointer) {
        if (schema.isMember("$ref")) {
            const auto path = schema["$ref"].asString();
            const auto name = path.substr(path.rfind('/') + 1);
            const auto& target = document_["components"]["schemas"][name];
            if (target.isNull()) {
                say(pointer, "there is no schema " + name);
                return;
            }
            run(target, value, pointer);
            return;
        }
        if (schema.isMember("type") && !is_of(value, schema["type"])) {
            say(pointer, "is not of its type");
            return;
        }
        if (schema.isMember("enum") && !is_one_of(value, schema["enum"])) {
            say(pointer, "is none of its values");
        }
        if (schema.isMember("const") && value != schema["const"]) {
            say(pointer, "is not the one value");
        }
        if (schema.isMember("minimum") && value.isNumeric() && value < schema["minimum"]) {
            say(pointer, "is too small");
        }
        if (value.isArray()) {
            for (Json::ArrayIndex i = 0; i < value.size(); ++i) {
                run(schema["items"], value[i], pointer + "/" + std::to_string(i));
            }
        }
        if (value.isObject()) {
            members(schema, value, pointer);
        }
    }

    std::vector<std::string> found;

  private:
    const Json::Value& document_;

    void say(const std::string& pointer, const std::string& what) {
        found.push_back(pointer + " " + what);
    }

    void members(const Json::Value& schema, const Json::Value& value, const std::string& pointer) {
        for (const auto& name : schema["required"]) {
            if (!value.isMember(name.asString())) {
                say(pointer + "/" + name.asString(), "is missing");
            }
        }
        if (!schema.isMember("properties")) {
            return;  // any object
        }
        for (const auto& name : value.getMemberNames()) {
            auto inner = pointer;
            inner.append("/").append(name);
            if (schema["properties"].isMember(name)) {
                run(schema["properties"][name], value[name], inner);
            } else {
                say(inner, "is not in the schema");
            }
        }
    }
};

}  // namespace

std::vector<std::string> mismatches(const Json::Value& document, const Json::Value& schema,
                                    const Json::Value& value, const std::string& pointer) {
    Check check(document);
    check.run(schema, value, pointer);
    return check.found;
}

}  // namespace ballast::coordinator::test
