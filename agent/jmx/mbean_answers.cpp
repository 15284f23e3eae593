#include "agent/jmx/mbean_answers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "agent/jmx/to_value.hpp"

namespace ballast::agent::jmx {
namespace {

std::unexpected<Error> not_a(std::string_view wanted, const JavaGraph& graph, Ref ref) {
    const auto name = graph.class_name(ref);
    return fail(ErrorKind::invalid, fmt::format("the JVM gave {} where {} is wanted",
                                                name.empty() ? "no object" : name, wanted));
}

std::string text_field(const JavaGraph& graph, Ref object, std::string_view name) {
    return graph.text(graph.reference(object, name));
}

std::optional<ObjectName> object_name(const JavaGraph& graph, Ref ref) {
    for (const auto& slot : graph.annotation(ref, "javax.management.ObjectName")) {
        if (slot.type == Slot::kReference) {
            auto name = parse_object_name(graph.text(slot.reference()));
            return name ? std::optional(*std::move(name)) : std::nullopt;
        }
    }
    return std::nullopt;
}

// The capacity and size come before them, as block data.
std::vector<Ref> elements_of(std::span<const Slot> written) {
    std::vector<Ref> out;
    out.reserve(written.size());
    for (const auto& slot : written) {
        if (slot.type == Slot::kReference) {
            out.push_back(slot.reference());
        }
    }
    return out;
}

Result<std::vector<Ref>> set_elements(const JavaGraph& graph, Ref set) {
    if (graph.is_a(set, "java.util.HashSet")) {
        return elements_of(graph.annotation(set, "java.util.HashSet"));
    }
    if (graph.is_a(set, "java.util.Collections$EmptySet")) {
        return std::vector<Ref>{};
    }
    return not_a("a java.util.HashSet", graph, set);
}

// From the ImmutableDescriptor that MBeanInfo writes behind its fields: names, then values.
bool is_immutable(const JavaGraph& graph, Ref info) {
    const auto parts = elements_of(graph.annotation(info, "javax.management.MBeanInfo"));
    if (parts.size() != 2) {
        return false;
    }
    const auto names = graph.elements(parts[0]);
    const auto values = graph.elements(parts[1]);
    for (std::size_t i = 0; i < std::min(names.size(), values.size()); ++i) {
        if (graph.raw_text(names[i].reference()) == "immutableInfo") {
            return graph.raw_text(values[i].reference()) == "true";
        }
    }
    return false;
}

}  // namespace

Result<std::vector<ObjectName>> object_names(const JavaGraph& graph, Ref set) {
    TRY(const auto refs, set_elements(graph, set));
    std::vector<ObjectName> out;
    out.reserve(refs.size());
    for (const Ref ref : refs) {
        if (auto name = object_name(graph, ref)) {
            out.push_back(*std::move(name));
        }
    }
    return out;
}

Result<std::vector<BeanInstance>> bean_instances(const JavaGraph& graph, Ref set) {
    TRY(const auto refs, set_elements(graph, set));
    std::vector<BeanInstance> out;
    out.reserve(refs.size());
    for (const Ref ref : refs) {
        if (auto name = object_name(graph, graph.reference(ref, "name"))) {
            out.push_back(
                {.name = *std::move(name), .class_name = text_field(graph, ref, "className")});
        }
    }
    return out;
}

Result<BeanInfo> bean_info(const JavaGraph& graph, Ref info) {
    if (!graph.is_a(info, "javax.management.MBeanInfo")) {
        return not_a("a javax.management.MBeanInfo", graph, info);
    }
    BeanInfo out{.class_name = text_field(graph, info, "className"),
                 .description = text_field(graph, info, "description"),
                 .immutable = is_immutable(graph, info)};
    for (const auto& slot : graph.elements(graph.reference(info, "attributes"))) {
        const Ref attribute = slot.reference();
        const auto readable = graph.field(attribute, "isRead");
        out.attributes.push_back({.name = text_field(graph, attribute, "name"),
                                  .type = text_field(graph, attribute, "attributeType"),
                                  .description = text_field(graph, attribute, "description"),
                                  .readable = readable && readable->bits != 0});
    }
    return out;
}

Result<std::vector<Attribute>> attributes(const JavaGraph& graph, Ref list) {
    constexpr std::string_view kList = "java.util.ArrayList";
    if (!graph.is_a(list, kList)) {
        return not_a("a javax.management.AttributeList", graph, list);
    }
    std::vector<Attribute> out;
    for (const Ref ref : elements_of(graph.annotation(list, kList))) {
        if (graph.is_a(ref, "javax.management.Attribute")) {
            out.push_back({.name = text_field(graph, ref, "name"),
                           .description = std::nullopt,
                           .value = to_value(graph, graph.reference(ref, "value"))});
        }
    }
    return out;
}

}  // namespace ballast::agent::jmx
