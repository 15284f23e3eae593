#include "coordinator/api/operation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/text.hpp"

namespace ballast::coordinator {
namespace {

Result<void> check_value(const Parameter& parameter, const std::string& value) {
    const auto wrong = [&](const std::string& wanted) {
        return fail(ErrorKind::invalid, fmt::format("{}={}: {}", parameter.name, value, wanted));
    };
    switch (parameter.type) {
        case ParameterType::boolean:
            if (value != "true" && value != "false") {
                return wrong("true or false is wanted");
            }
            break;
        case ParameterType::integer: {
            const auto number = parse_integer(value);
            if (!number || *number < parameter.least || *number > parameter.most) {
                return wrong(fmt::format("an integer from {} to {} is wanted", parameter.least,
                                         parameter.most));
            }
            break;
        }
        case ParameterType::name:
        case ParameterType::names:
            if (!is_name(value)) {
                return wrong("a name is wanted, 1 to 249 letters, digits or ._-");
            }
            break;
    }
    return {};
}

}  // namespace

bool is_name(std::string_view text) {
    const auto may_be_in = [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
               c == '_' || c == '-';
    };
    return !text.empty() && text.size() <= 249 && std::ranges::all_of(text, may_be_in);
}

Result<void> check_query(const std::vector<Parameter>& parameters, const http::Request& request) {
    std::vector<std::string> names;
    for (const auto& parameter : parameters) {
        names.push_back(parameter.name);
        if (parameter.required && !request.query.contains(parameter.name)) {
            return fail(ErrorKind::invalid,
                        fmt::format("{} is missing: {}", parameter.name, parameter.description));
        }
    }
    for (const auto& [key, value] : request.query) {
        const auto parameter = std::ranges::find(parameters, key, &Parameter::name);
        if (parameter == parameters.end()) {
            const auto near = nearest(key, names);
            return fail(ErrorKind::invalid,
                        fmt::format("there is no parameter '{}'{}", key,
                                    near            ? fmt::format("; did you mean '{}'?", *near)
                                    : names.empty() ? "; there is none"
                                                    : "; there are " + join(names, ", ")));
        }
        const auto more = request.lists.find(key);
        for (const auto& one :
             more == request.lists.end() ? std::vector<std::string>{value} : more->second) {
            TRY_VOID(check_value(*parameter, one));
        }
    }
    return {};
}

bool flag(const http::Request& request, const std::string& name) {
    return text_of(request, name) == "true";
}

std::int64_t integer_or(const http::Request& request, const std::string& name,
                        std::int64_t fallback) {
    return parse_integer(text_of(request, name)).value_or(fallback);
}

std::string text_of(const http::Request& request, const std::string& name) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::string() : found->second;
}

std::vector<std::string> texts_of(const http::Request& request, const std::string& name) {
    std::vector<std::string> values;
    if (const auto found = request.lists.find(name); found != request.lists.end()) {
        for (const auto& value : found->second) {
            if (std::ranges::find(values, value) == values.end()) {
                values.push_back(value);
            }
        }
    }
    return values;
}

}  // namespace ballast::coordinator
