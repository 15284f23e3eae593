#include "tests/unit/metrics_rules/fixture.hpp"

#include <gtest/gtest.h>
#include <json/value.h>

#include <fstream>
#include <iterator>
#include <sstream>

#include "agent/metrics/exposition/java_number.hpp"
#include "agent/metrics/exposition/text_writer.hpp"
#include "common/json.hpp"

namespace ballast::test {
namespace {

using namespace agent;

jmx::Value value_of(const Json::Value& json) {
    const auto kind = json.getMemberNames().at(0);
    const auto& data = json[kind];
    if (kind == "bool") {
        return {data.asBool()};
    }
    if (kind == "float") {
        return {static_cast<float>(*metrics::parse_java_double(data.asString()))};
    }
    if (kind == "double") {
        return {*metrics::parse_java_double(data.asString())};
    }
    if (kind == "long") {
        return {static_cast<std::int64_t>(std::stoll(data.asString()))};
    }
    if (kind == "string") {
        return {data.asString()};
    }
    if (kind == "composite") {
        jmx::CompositeData composite;
        for (const auto& item : data) {
            composite.items.push_back({item[0].asString(), value_of(item[1])});
        }
        return {composite};
    }
    if (kind == "table") {
        jmx::TabularData table;
        for (const auto& name : data[0]) {
            table.index_names.push_back(name.asString());
        }
        for (const auto& row : data[1]) {
            table.rows.push_back(std::get<jmx::CompositeData>(value_of(row).data));
        }
        return {table};
    }
    if (kind == "array") {
        jmx::Array array;
        for (const auto& element : data) {
            array.elements.push_back(value_of(element));
        }
        return {array};
    }
    return kind == "other" ? jmx::Value{jmx::Other{data.asString(), ""}} : jmx::Value{};
}

}  // namespace

std::string fixture_text(const std::string& name) {
    std::ifstream in(std::string(METRICS_RULES_FOLDER) + "/" + name, std::ios::binary);
    EXPECT_TRUE(in.is_open()) << name;
    return {std::istreambuf_iterator<char>(in), {}};
}

const std::vector<jmx::Bean>& fixture_beans() {
    static const auto kBeans = [] {
        std::vector<jmx::Bean> out;
        const auto root = parse_json(fixture_text("recorded/beans.json"));
        EXPECT_TRUE(root.has_value()) << root.error().message;
        for (const auto& json : *root) {
            auto one = bean(json["name"].asString(), {});
            for (const auto& attribute : json["attributes"]) {
                one.attributes.push_back(
                    {attribute[0].asString(), attribute[1].asString(), value_of(attribute[2])});
            }
            out.push_back(std::move(one));
        }
        return out;
    }();
    return kBeans;
}

jmx::Bean bean(const std::string& name, std::vector<jmx::Attribute> attributes) {
    const auto parsed = jmx::parse_object_name(name);
    EXPECT_TRUE(parsed.has_value()) << name;
    return {parsed.value_or(jmx::ObjectName{}), "Test", std::move(attributes)};
}

std::shared_ptr<const metrics::Configuration> configuration(const std::string& text) {
    auto read = metrics::read_configuration(
        text, "rules.yml", [](const std::string&) { return std::optional<std::string>(); });
    if (!read) {
        ADD_FAILURE() << document::to_string(read.error().front());
        return std::make_shared<const metrics::Configuration>();
    }
    return std::make_shared<const metrics::Configuration>(*std::move(read));
}

metrics::Collected collect(metrics::RuleEngine& engine, const std::vector<jmx::Bean>& beans) {
    engine.begin();
    for (const auto& one : beans) {
        engine.add(one);
    }
    return engine.finish();
}

std::string samples(const std::string& rules, const std::vector<jmx::Bean>& beans) {
    metrics::RuleEngine engine(configuration(rules));
    auto text = metrics::to_text(collect(engine, beans).families, metrics::TextFormat::prometheus);
    std::istringstream in(text);
    std::string out;
    for (std::string line; std::getline(in, line);) {
        if (!line.starts_with('#')) {
            out += line + "\n";
        }
    }
    return out;
}

}  // namespace ballast::test
