#include "agent/jmx/to_value.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <string>
#include <utility>

namespace ballast::agent::jmx {
namespace {

constexpr std::size_t kDeepest = 32;
constexpr std::size_t kMostValues = 100'000;
constexpr std::size_t kLargestNumber = 128;  // bytes of a BigInteger

std::int64_t big_endian(std::string_view bytes) {
    std::uint64_t bits = 0;
    for (const char byte : bytes) {
        bits = bits << 8U | static_cast<unsigned char>(byte);
    }
    return std::bit_cast<std::int64_t>(bits);
}

// A BigInteger: its sign, and its magnitude as decimal digits.
struct Decimal {
    bool negative = false;
    std::string digits;
};

std::string decimal_digits(std::string_view magnitude) {
    std::vector<std::uint32_t> rest(magnitude.size());
    std::ranges::transform(magnitude, rest.begin(),
                           [](char byte) { return static_cast<unsigned char>(byte); });
    std::string digits;
    while (!rest.empty()) {
        std::uint32_t remainder = 0;
        for (auto& part : rest) {
            const auto whole = remainder << 8U | part;
            part = whole / 10;
            remainder = whole % 10;
        }
        digits += static_cast<char>('0' + remainder);
        const auto first = std::ranges::find_if(rest, [](std::uint32_t part) { return part != 0; });
        rest.erase(rest.begin(), first);
    }
    std::ranges::reverse(digits);
    return digits.empty() ? "0" : digits;
}

class Converter {
  public:
    explicit Converter(const JavaGraph& graph) : graph_(graph) {}

    Value convert(Ref ref) {
        if (depth_ >= kDeepest || ++values_ > kMostValues) {
            return other(ref);
        }
        ++depth_;
        auto value = by_kind(ref);
        --depth_;
        return value;
    }

  private:
    const JavaGraph& graph_;
    std::size_t depth_ = 0;
    std::size_t values_ = 0;

    Value other(Ref ref, std::string text = {}) const {
        return {Other{.class_name = std::string(graph_.class_name(ref)), .text = std::move(text)}};
    }

    Value by_kind(Ref ref) {
        switch (graph_.kind(ref)) {
            case JavaGraph::Kind::null:
                return {};
            case JavaGraph::Kind::string:
            case JavaGraph::Kind::enumeration:
                return {graph_.text(ref)};
            case JavaGraph::Kind::array:
                return array(ref);
            case JavaGraph::Kind::class_object:
                return {Other{.class_name = "java.lang.Class",
                              .text = std::string(graph_.class_name(ref))}};
            case JavaGraph::Kind::object:
                return object(ref);
            case JavaGraph::Kind::desc:
                return other(ref);
        }
        return other(ref);
    }

    Value array(Ref ref) {
        const auto primitives = graph_.primitives(ref);
        if (!primitives) {
            return {all(graph_.elements(ref))};
        }
        const auto [type, bytes] = *primitives;
        const std::size_t width = type == 'Z' || type == 'B'   ? 1
                                  : type == 'C' || type == 'S' ? 2
                                  : type == 'I' || type == 'F' ? 4
                                                               : 8;
        Array out;
        for (std::size_t at = 0; at + width <= bytes.size() && ++values_ <= kMostValues;
             at += width) {
            out.elements.push_back(primitive(type, bytes.substr(at, width)));
        }
        return {std::move(out)};
    }

    static Value primitive(char type, std::string_view bytes) {
        const auto bits = big_endian(bytes);
        switch (type) {
            case 'Z':
                return {bits != 0};
            case 'B':
                return {std::int64_t{static_cast<std::int8_t>(bits)}};
            case 'S':
                return {std::int64_t{static_cast<std::int16_t>(bits)}};
            case 'I':
                return {std::int64_t{static_cast<std::int32_t>(bits)}};
            case 'J':
                return {bits};
            case 'F':
                return {std::bit_cast<float>(static_cast<std::uint32_t>(bits))};
            case 'D':
                return {std::bit_cast<double>(bits)};
            default:
                return character(static_cast<std::uint16_t>(bits));
        }
    }

    static Value character(std::uint16_t unit) {
        // Alone it is a character unless it is half of a surrogate pair.
        std::string text;
        const bool printable = unit >= 0x20 && (unit < 0xD800 || unit > 0xDFFF);
        if (printable && unit < 0x80) {
            text += static_cast<char>(unit);
        } else if (printable && unit < 0x800) {
            text += static_cast<char>(0xC0 | (unit >> 6U));
            text += static_cast<char>(0x80 | (unit & 0x3FU));
        } else if (printable) {
            text += static_cast<char>(0xE0 | (unit >> 12U));
            text += static_cast<char>(0x80 | ((unit >> 6U) & 0x3FU));
            text += static_cast<char>(0x80 | (unit & 0x3FU));
        }
        return {Other{.class_name = "java.lang.Character", .text = std::move(text)}};
    }

    Array all(std::span<const Slot> slots) {
        Array out;
        for (const auto& slot : slots) {
            if (slot.type == Slot::kReference) {
                out.elements.push_back(convert(slot.reference()));
            }
        }
        return out;
    }

    using Make = Value (Converter::*)(Ref);
    struct Row {
        std::string_view class_name;
        Make make;
    };

    Value object(Ref ref) {
        static constexpr std::array kExact{
            Row{"java.lang.Boolean", &Converter::boolean},
            Row{"java.lang.Byte", &Converter::integer},
            Row{"java.lang.Short", &Converter::integer},
            Row{"java.lang.Integer", &Converter::integer},
            Row{"java.lang.Long", &Converter::integer},
            Row{"java.util.concurrent.atomic.AtomicInteger", &Converter::integer},
            Row{"java.util.concurrent.atomic.AtomicLong", &Converter::integer},
            Row{"java.lang.Float", &Converter::real},
            Row{"java.lang.Double", &Converter::real},
            Row{"java.lang.Character", &Converter::boxed_character},
            Row{"java.math.BigInteger", &Converter::big_integer},
            Row{"java.math.BigDecimal", &Converter::big_decimal},
            Row{"java.util.Arrays$ArrayList", &Converter::wrapped_array},
            Row{"java.util.CollSer", &Converter::immutable_collection},
            Row{"java.util.Collections$SingletonList", &Converter::singleton},
            Row{"java.util.Collections$SingletonSet", &Converter::singleton},
            Row{"java.util.Collections$EmptyList", &Converter::nothing},
            Row{"java.util.Collections$EmptySet", &Converter::nothing},
        };
        // Of these and of all that extend them.
        static constexpr std::array kDerived{
            Row{"javax.management.openmbean.CompositeDataSupport", &Converter::composite},
            Row{"javax.management.openmbean.TabularDataSupport", &Converter::tabular},
            Row{"javax.management.ObjectName", &Converter::object_name},
            Row{"java.util.Date", &Converter::date},
            Row{"java.util.ArrayList", &Converter::array_list},
            Row{"java.util.LinkedList", &Converter::linked_list},
            Row{"java.util.HashSet", &Converter::hash_set},
            Row{"java.util.TreeSet", &Converter::tree_set},
            Row{"java.util.Collections$UnmodifiableCollection", &Converter::wrapped_collection},
            Row{"java.util.Collections$SynchronizedCollection", &Converter::wrapped_collection},
        };
        const auto name = graph_.class_name(ref);
        for (const auto& row : kExact) {
            if (row.class_name == name) {
                return (this->*row.make)(ref);
            }
        }
        for (const auto& row : kDerived) {
            if (graph_.is_a(ref, row.class_name)) {
                return (this->*row.make)(ref);
            }
        }
        return other(ref);
    }

    Value boolean(Ref ref) {
        const auto value = graph_.field(ref, "value");
        return value && value->type == 'Z' ? Value{value->bits != 0} : other(ref);
    }

    Value integer(Ref ref) {
        const auto value = graph_.field(ref, "value");
        return value && value->is_integer() ? Value{value->integer()} : other(ref);
    }

    Value real(Ref ref) {
        const auto value = graph_.field(ref, "value");
        if (value && value->type == 'F') {
            return {static_cast<float>(value->real())};
        }
        return value && value->type == 'D' ? Value{value->real()} : other(ref);
    }

    Value boxed_character(Ref ref) {
        const auto value = graph_.field(ref, "value");
        return value && value->type == 'C' ? character(static_cast<std::uint16_t>(value->bits))
                                           : other(ref);
    }

    std::optional<Decimal> decimal(Ref ref) const {
        const auto sign = graph_.field(ref, "signum");
        const auto magnitude = graph_.primitives(graph_.reference(ref, "magnitude"));
        if (!sign || sign->type != 'I' || !magnitude || magnitude->bytes.size() > kLargestNumber) {
            return std::nullopt;
        }
        return Decimal{.negative = sign->integer() < 0, .digits = decimal_digits(magnitude->bytes)};
    }

    static double to_double(const Decimal& number, std::int64_t scale) {
        const auto text = (number.negative ? "-" : "") + number.digits + "e" +
                          std::to_string(-std::clamp<std::int64_t>(scale, -1000, 1000));
        return std::strtod(text.c_str(), nullptr);
    }

    Value big_integer(Ref ref) {
        const auto number = decimal(ref);
        if (!number) {
            return other(ref);
        }
        if (number->digits.size() <= 18) {  // of what an int64 always holds
            const auto value = std::strtoll(number->digits.c_str(), nullptr, 10);
            return {std::int64_t{number->negative ? -value : value}};
        }
        return {to_double(*number, 0)};
    }

    Value big_decimal(Ref ref) {
        const auto scale = graph_.field(ref, "scale");
        const auto number = decimal(graph_.reference(ref, "intVal"));
        return number && scale && scale->type == 'I' ? Value{to_double(*number, scale->integer())}
                                                     : other(ref);
    }

    Value date(Ref ref) {
        const auto written = graph_.annotation(ref, "java.util.Date");
        if (written.empty() || written.front().type != Slot::kBlock ||
            written.front().block().size != sizeof(std::int64_t)) {
            return other(ref);
        }
        return {static_cast<double>(big_endian(graph_.view(written.front().block()))) / 1000};
    }

    Value object_name(Ref ref) {
        for (const auto& slot : graph_.annotation(ref, "javax.management.ObjectName")) {
            if (slot.type == Slot::kReference) {
                return other(ref, graph_.text(slot.reference()));
            }
        }
        return other(ref);
    }

    // Keys and values in turn.
    std::vector<std::pair<Ref, Ref>> entries(Ref map) const {
        std::vector<std::pair<Ref, Ref>> out;
        const auto name =
            graph_.is_a(map, "java.util.TreeMap") ? "java.util.TreeMap" : "java.util.HashMap";
        std::optional<Ref> key;
        for (const auto& slot : graph_.annotation(map, name)) {
            if (slot.type != Slot::kReference) {
                continue;
            }
            if (key) {
                out.emplace_back(*std::exchange(key, std::nullopt), slot.reference());
            } else {
                key = slot.reference();
            }
        }
        return out;
    }

    Value composite(Ref ref) {
        CompositeData data;
        for (const auto& [key, value] : entries(graph_.reference(ref, "contents"))) {
            data.items.push_back({.name = graph_.text(key), .value = convert(value)});
        }
        std::ranges::sort(data.items, {}, &CompositeItem::name);
        return {std::move(data)};
    }

    Value tabular(Ref ref) {
        TabularData data;
        const auto names =
            convert(graph_.reference(graph_.reference(ref, "tabularType"), "indexNames"));
        if (const auto* list = std::get_if<Array>(&names.data)) {
            for (const auto& name : list->elements) {
                if (const auto* text = std::get_if<std::string>(&name.data)) {
                    data.index_names.push_back(*text);
                }
            }
        }
        for (const auto& [key, value] : entries(graph_.reference(ref, "dataMap"))) {
            auto row = convert(value);
            if (auto* composite = std::get_if<CompositeData>(&row.data)) {
                data.rows.push_back(std::move(*composite));
            }
        }
        return {std::move(data)};
    }

    Value array_list(Ref ref) { return {all(graph_.annotation(ref, "java.util.ArrayList"))}; }
    Value linked_list(Ref ref) { return {all(graph_.annotation(ref, "java.util.LinkedList"))}; }
    Value hash_set(Ref ref) { return {all(graph_.annotation(ref, "java.util.HashSet"))}; }
    Value tree_set(Ref ref) {
        // The comparator comes first.
        const auto written = graph_.annotation(ref, "java.util.TreeSet");
        return {all(written.empty() ? written : written.subspan(1))};
    }
    Value immutable_collection(Ref ref) {
        constexpr std::int64_t kMap = 3;
        const auto tag = graph_.field(ref, "tag");
        const bool is_map = tag && (tag->integer() & 0xFF) == kMap;
        return is_map ? other(ref) : Value{all(graph_.annotation(ref, "java.util.CollSer"))};
    }
    Value wrapped_array(Ref ref) { return convert(graph_.reference(ref, "a")); }
    Value wrapped_collection(Ref ref) { return convert(graph_.reference(ref, "c")); }
    Value singleton(Ref ref) {
        Array out;
        out.elements.push_back(convert(graph_.reference(ref, "element")));
        return {std::move(out)};
    }
    Value nothing(Ref /*ref*/) { return {Array{}}; }
};

}  // namespace

Value to_value(const JavaGraph& graph, Ref ref) {
    return Converter(graph).convert(ref);
}

}  // namespace ballast::agent::jmx
