#include "agent/jmx/to_value.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "agent/jmx/java_reader.hpp"
#include "tests/unit/jmx/recorded_values.hpp"

namespace ballast::agent::jmx {
namespace {

using test::recorded;

Value value_of(const std::string& name) {
    JavaGraph graph;
    const auto ref = read_object(recorded(name), {}, graph);
    EXPECT_TRUE(ref) << name;
    return ref ? to_value(graph, *ref) : Value{};
}

Value text(std::string value) {
    return {std::move(value)};
}
Value number(std::int64_t value) {
    return {value};
}
Value array(std::vector<Value> elements) {
    return {Array{std::move(elements)}};
}

TEST(ToValue, OfWhatARealJvmSends) {
    const std::pair<const char*, Value> cases[] = {
        {"null", {}},
        {"string", text(std::string("h\xc3\xa9llo \0 \xf0\x9f\x98\x80", 13))},
        {"long_string", text(std::string(66'000, 'x'))},
        {"boolean", {true}},
        {"byte", number(-5)},
        {"short", number(-300)},
        {"integer", number(-70'000)},
        {"long", number(std::numeric_limits<std::int64_t>::min())},
        {"float", {0.1F}},
        {"double", {-2.5e300}},
        {"character", {Other{"java.lang.Character", "\xc3\x9f"}}},
        {"atomic_integer", number(12)},
        {"atomic_long", number(std::int64_t{1} << 40)},
        {"big_integer", {-1208925819614629174706176.0}},
        {"big_integer_small", number(-42)},
        {"big_decimal", {-12345.678}},
        {"date", {1'700'000'000.123}},
        {"enum", text("SECONDS")},
        {"enum_with_body", text("GREEN")},
        {"longs", array({number(1), number(-2), number(std::numeric_limits<std::int64_t>::max())})},
        {"doubles", array({{0.5}, {std::numeric_limits<double>::infinity()}})},
        {"bytes", array({number(1), number(-1)})},
        {"booleans", array({{true}, {false}})},
        {"strings", array({text("a"), {}, text("a")})},
        {"nested_arrays", array({array({number(1), number(2)}), array({})})},
        {"array_list", array({text("a"), number(1), {2.5}})},
        {"linked_list", array({number(1), number(2)})},
        {"hash_set", array({text("one")})},
        {"tree_set", array({text("a"), text("b")})},
        {"as_list", array({text("x"), text("y")})},
        {"list_of", array({text("x"), text("y"), text("z")})},
        {"map_of", {Other{"java.util.CollSer", ""}}},
        {"unmodifiable", array({number(1)})},
        {"singleton", array({text("only")})},
        {"empty", array({})},
        {"object_name",
         {Other{"javax.management.ObjectName",
                "kafka.log:type=Log,name=Size,topic=t,partition=0"}}},
        {"class", {Other{"java.lang.Class", "java.lang.String"}}},
        {"exception", {Other{"java.lang.IllegalStateException", ""}}},
        {"cycle", {Other{"Record$Node", ""}}},
    };
    for (const auto& [name, wanted] : cases) {
        EXPECT_TRUE(value_of(name) == wanted) << name;
    }
    EXPECT_TRUE(std::isnan(std::get<double>(value_of("nan").data)));
}

TEST(ToValue, OpenTypes) {
    const CompositeData row{{{"max", number(9)}, {"used", number(5)}}};
    EXPECT_TRUE(value_of("composite") == Value{row});
    const TabularData table{.index_names = {"max"}, .rows = {row}};
    EXPECT_TRUE(value_of("tabular") == Value{table});
}

}  // namespace
}  // namespace ballast::agent::jmx
