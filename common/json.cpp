#include "common/json.hpp"

#include <fmt/format.h>
#include <json/json.h>

#include <algorithm>

#include "common/text.hpp"

namespace ballast {
namespace {

// jsoncpp's strict mode still takes a comment before a key or a closing brace, and raw control
// characters in strings.
bool has_comment_or_control(std::string_view text) {
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string && c == '\\') {
            ++i;
        } else if (c == '"') {
            in_string = !in_string;
        } else if (in_string ? static_cast<unsigned char>(c) < 0x20 : c == '/') {
            return true;
        }
    }
    return false;
}

}  // namespace

Result<Json::Value> parse_json(std::string_view text, JsonLimits limits) {
    if (text.size() > limits.bytes) {
        return fail(ErrorKind::invalid, fmt::format("JSON larger than {} bytes", limits.bytes));
    }
    if (!is_valid_utf8(text) || has_comment_or_control(text)) {
        return fail(ErrorKind::invalid, "not JSON: bad UTF-8, a comment or a control character");
    }
    Json::CharReaderBuilder builder;
    Json::CharReaderBuilder::strictMode(&builder.settings_);
    builder["stackLimit"] = limits.depth;
    const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
    Json::Value value;
    std::string errors;
    try {
        if (!reader->parse(text.data(), text.data() + text.size(), &value, &errors)) {
            std::ranges::replace(errors, '\n', ' ');
            return fail(ErrorKind::invalid, "not JSON: " + std::string(trim(errors)));
        }
    } catch (const Json::Exception& error) {
        return fail(ErrorKind::invalid, std::string("not JSON: ") + error.what());
    }
    return value;
}

JsonView::JsonView(const Json::Value& value, std::string pointer)
    : value_(&value), pointer_(std::move(pointer)) {}

const Json::Value* JsonView::find(const char* key) const {
    return value_->isObject() ? value_->find(key, key + std::string_view(key).size()) : nullptr;
}

std::unexpected<Error> JsonView::bad(const char* key, std::string_view wanted) const {
    return fail(ErrorKind::invalid, fmt::format("{}/{}: {} is wanted", pointer_, key, wanted));
}

bool JsonView::has(const char* key) const {
    const auto* found = find(key);
    return found != nullptr && !found->isNull();
}

Result<std::string> JsonView::string(const char* key) const {
    const auto* found = find(key);
    if (found == nullptr || !found->isString()) {
        return bad(key, "a string");
    }
    return found->asString();
}

Result<std::string> JsonView::string_or(const char* key, std::string fallback) const {
    return has(key) ? string(key) : std::move(fallback);
}

Result<std::int64_t> JsonView::integer(const char* key) const {
    const auto* found = find(key);
    // isInt64 is also true for 1.0, which is no integer in our documents.
    if (found == nullptr || !found->isInt64() || found->type() == Json::realValue) {
        return bad(key, "an integer");
    }
    return found->asInt64();
}

Result<std::int64_t> JsonView::integer_or(const char* key, std::int64_t fallback) const {
    return has(key) ? integer(key) : fallback;
}

Result<bool> JsonView::boolean_or(const char* key, bool fallback) const {
    if (!has(key)) {
        return fallback;
    }
    const auto* found = find(key);
    if (!found->isBool()) {
        return bad(key, "true or false");
    }
    return found->asBool();
}

Result<JsonView> JsonView::object(const char* key) const {
    const auto* found = find(key);
    if (found == nullptr || !found->isObject()) {
        return bad(key, "an object");
    }
    return JsonView(*found, pointer_ + "/" + key);
}

Result<std::vector<JsonView>> JsonView::objects(const char* key) const {
    std::vector<JsonView> out;
    if (!has(key)) {
        return out;
    }
    const auto* found = find(key);
    if (!found->isArray()) {
        return bad(key, "an array of objects");
    }
    for (Json::ArrayIndex i = 0; i < found->size(); ++i) {
        if (!(*found)[i].isObject()) {
            return bad(key, "an array of objects");
        }
        out.emplace_back((*found)[i], fmt::format("{}/{}/{}", pointer_, key, i));
    }
    return out;
}

Result<std::vector<std::string>> JsonView::strings(const char* key) const {
    std::vector<std::string> out;
    if (!has(key)) {
        return out;
    }
    const auto* found = find(key);
    if (!found->isArray()) {
        return bad(key, "an array of strings");
    }
    for (Json::ArrayIndex i = 0; i < found->size(); ++i) {
        if (!(*found)[i].isString()) {
            return bad(key, "an array of strings");
        }
        out.push_back((*found)[i].asString());
    }
    return out;
}

Result<void> JsonView::only(std::initializer_list<std::string_view> keys) const {
    if (!value_->isObject()) {
        return fail(ErrorKind::invalid, pointer_ + ": an object is wanted");
    }
    for (const auto& name : value_->getMemberNames()) {
        if (std::ranges::find(keys, name) == keys.end()) {
            return fail(ErrorKind::invalid, fmt::format("{}/{}: unknown member", pointer_, name));
        }
    }
    return {};
}

}  // namespace ballast
