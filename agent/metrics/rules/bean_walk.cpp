#include "agent/metrics/rules/bean_walk.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "agent/metrics/exposition/java_number.hpp"
#include "common/text.hpp"

namespace ballast::agent::metrics {
namespace {

constexpr int kMostLevels = 64;

const jmx::Value* find(const jmx::CompositeData& data, std::string_view name) {
    const auto item = std::ranges::find(data.items, name, &jmx::CompositeItem::name);
    return item == data.items.end() ? nullptr : &item->value;
}

bool is_null(const jmx::Value& value) {
    return std::holds_alternative<std::monostate>(value.data);
}

class Walk {
  public:
    Walk(const BeanVisitor& visitor, const std::string* description)
        : visitor_(visitor), description_(description) {}

    void value(const std::vector<jmx::KeyProperty>& properties,
               const std::vector<std::string>& keys, std::string_view name,
               const jmx::Value& value) {
        if (level_ >= kMostLevels || is_null(value) ||
            std::holds_alternative<jmx::Array>(value.data)) {
            return;
        }
        ++level_;
        if (const auto* const composite = std::get_if<jmx::CompositeData>(&value.data)) {
            items(properties, with(keys, name), *composite);
        } else if (const auto* const table = std::get_if<jmx::TabularData>(&value.data)) {
            for (const auto& row : table->rows) {
                this->row(properties, keys, name, *table, row);
            }
        } else if (std::holds_alternative<jmx::Other>(value.data)) {
            visitor_.unsupported(name);
        } else {
            visitor_.reading({.properties = properties,
                              .has_row_properties = rows_ > 0,
                              .keys = keys,
                              .name = name,
                              .description = level_ == 1 ? description_ : nullptr,
                              .value = value});
        }
        --level_;
    }

  private:
    const BeanVisitor& visitor_;
    const std::string* description_;
    int level_ = 0;
    int rows_ = 0;

    static std::vector<std::string> with(std::vector<std::string> keys, std::string_view name) {
        keys.emplace_back(name);
        return keys;
    }

    void items(const std::vector<jmx::KeyProperty>& properties,
               const std::vector<std::string>& keys, const jmx::CompositeData& composite) {
        for (const auto& item : composite.items) {
            value(properties, keys, item.name, item.value);
        }
    }

    static void put(std::vector<jmx::KeyProperty>& properties, std::string key,
                    const jmx::Value& value) {
        std::string text;
        append_text(text, value);
        const auto at = std::ranges::find(properties, key, &jmx::KeyProperty::key);
        if (at != properties.end()) {
            at->value = std::move(text);
        } else {
            properties.push_back({std::move(key), std::move(text)});
        }
    }

    // The index's columns as properties; one that is there already gets '_' behind its name.
    static void put_index(std::vector<jmx::KeyProperty>& properties, std::string key,
                          const jmx::Value& value) {
        while (std::ranges::find(properties, key, &jmx::KeyProperty::key) != properties.end()) {
            key += '_';
        }
        const auto* const composite = std::get_if<jmx::CompositeData>(&value.data);
        if (composite == nullptr) {
            put(properties, std::move(key), value);
            return;
        }
        for (const auto& item : composite->items) {
            put(properties, key + "_" + item.name, item.value);
        }
    }

    void row(const std::vector<jmx::KeyProperty>& properties, const std::vector<std::string>& keys,
             std::string_view name, const jmx::TabularData& table, const jmx::CompositeData& row) {
        auto extended = properties;
        for (const auto& column : table.index_names) {
            const auto* const index = find(row, column);
            if (index != nullptr && !is_null(*index)) {
                put_index(extended, column, *index);
            }
        }
        const auto below = with(keys, name);
        ++rows_;
        for (const auto& item : row.items) {
            if (std::ranges::find(table.index_names, item.name) != table.index_names.end()) {
                continue;
            }
            // A column named "value" is the attribute itself.
            const bool is_value = to_lower(item.name) == "value";
            value(extended, is_value ? keys : below, is_value ? name : std::string_view(item.name),
                  item.value);
        }
        --rows_;
    }
};

struct TextOf {
    std::string& out;

    void operator()(std::monostate) const { out += "null"; }
    void operator()(bool value) const { out += value ? "true" : "false"; }
    void operator()(std::int64_t value) const { out += std::to_string(value); }
    void operator()(float value) const { append_java(out, value); }
    void operator()(double value) const { append_java(out, value); }
    void operator()(const std::string& value) const { out += value; }
    void operator()(const jmx::CompositeData& /*value*/) const { out += "CompositeData"; }
    void operator()(const jmx::TabularData& /*value*/) const { out += "TabularData"; }
    void operator()(const jmx::Array& value) const {
        out += '[';
        bool first = true;
        for (const auto& element : value.elements) {
            out += first ? "" : ", ";
            first = false;
            append_text(out, element);
        }
        out += ']';
    }
    void operator()(const jmx::Other& value) const {
        out += value.text.empty() ? value.class_name : value.text;
    }
};

}  // namespace

void walk(const jmx::Bean& bean, const jmx::Attribute& attribute, const BeanVisitor& visitor) {
    static const std::vector<std::string> kNoKeys;
    Walk(visitor, attribute.description ? &*attribute.description : nullptr)
        .value(bean.name.properties, kNoKeys, attribute.name, attribute.value);
}

void append_text(std::string& out, const jmx::Value& value) {
    std::visit(TextOf{out}, value.data);
}

}  // namespace ballast::agent::metrics
