#include <json/json.h>

#include "common/json.hpp"

namespace ballast {

std::string to_json(const Json::Value& value, bool pretty) {
    Json::StreamWriterBuilder builder;
    builder["indentation"] = pretty ? "  " : "";
    builder["emitUTF8"] = true;
    return Json::writeString(builder, value);
}

}  // namespace ballast
