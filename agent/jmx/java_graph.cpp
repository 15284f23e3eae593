#include "agent/jmx/java_graph.hpp"

#include "agent/jmx/modified_utf8.hpp"

namespace ballast::agent::jmx {

const JavaGraph::ClassDesc* JavaGraph::desc_of(Ref ref) const {
    const Ref desc = nodes_[ref].desc;
    return desc == kNullRef ? nullptr : &class_desc(desc);
}

std::string_view JavaGraph::class_name(Ref ref) const {
    const auto* desc = desc_of(ref);
    return desc == nullptr ? std::string_view() : view(desc->name);
}

bool JavaGraph::is_a(Ref ref, std::string_view name) const {
    for (const auto* desc = desc_of(ref); desc != nullptr;
         desc = desc->super == kNullRef ? nullptr : &class_desc(desc->super)) {
        if (view(desc->name) == name) {
            return true;
        }
    }
    return false;
}

std::string_view JavaGraph::raw_text(Ref ref) const {
    const auto& node = nodes_[ref];
    const bool has_text = node.kind == Kind::string || node.kind == Kind::enumeration;
    return has_text ? view({node.first, node.count}) : std::string_view();
}

std::string JavaGraph::text(Ref ref) const {
    return from_modified_utf8(raw_text(ref));
}

template <class Visit>
void JavaGraph::for_each_section(Ref object, Visit visit) const {
    const auto& node = nodes_[object];
    if (node.kind != Kind::object) {
        return;
    }
    std::span<const Slot> rest(slots_.data() + node.first, node.count);
    while (!rest.empty()) {
        const auto& section = rest.front();
        const auto& desc = class_desc(static_cast<Ref>(section.bits));
        const auto extra = static_cast<std::size_t>(section.bits >> 32U);
        const auto fields = rest.subspan(1, desc.fields);
        if (visit(desc, fields, rest.subspan(1 + desc.fields, extra))) {
            return;
        }
        rest = rest.subspan(1 + desc.fields + extra);
    }
}

std::optional<Slot> JavaGraph::field(Ref object, std::string_view name) const {
    std::optional<Slot> found;
    for_each_section(object, [&](const ClassDesc& desc, std::span<const Slot> fields, auto) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (view(fields_[desc.first_field + i].name) == name) {
                found = fields[i];
                return true;
            }
        }
        return false;
    });
    return found;
}

Ref JavaGraph::reference(Ref object, std::string_view name) const {
    const auto slot = field(object, name);
    return slot ? slot->reference() : kNullRef;
}

std::span<const Slot> JavaGraph::annotation(Ref object, std::string_view class_name) const {
    std::span<const Slot> found;
    for_each_section(object, [&](const ClassDesc& desc, auto, std::span<const Slot> extra) {
        if (view(desc.name) != class_name) {
            return false;
        }
        found = extra;
        return true;
    });
    return found;
}

std::span<const Slot> JavaGraph::elements(Ref array) const {
    const auto& node = nodes_[array];
    if (node.kind != Kind::array || node.element != Slot::kReference) {
        return {};
    }
    return {slots_.data() + node.first, node.count};
}

std::optional<JavaGraph::Primitives> JavaGraph::primitives(Ref array) const {
    const auto& node = nodes_[array];
    if (node.kind != Kind::array || node.element == Slot::kReference) {
        return std::nullopt;
    }
    return Primitives{node.element, view({node.first, node.count})};
}

}  // namespace ballast::agent::jmx
