// Whatever may stand in a cluster.yaml. A refusal names a place in the text; a document that is
// taken passes its own checks and comes back unchanged from what we write of it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/document/document.hpp"
#include "common/yaml/yaml.hpp"

namespace {

using namespace ballast;

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void check_problem(const document::Problem& problem, std::ptrdiff_t lines) {
    require(problem.line >= 0 && problem.line <= lines + 1 && problem.column >= 0);
    require(!problem.message.empty() && !problem.hint.empty());
    const auto text = document::to_string(problem);
    require(text.size() < 2000 && !text.contains('\n') && !text.contains('\x1b'));
}

void check_round_trip(const document::Document& first) {
    require(document::check(first).empty());
    const auto text = document::to_yaml(first);
    const auto second = document::read(text, "again");
    require(second.has_value() && document::to_yaml(*second) == text);
    require(document::differences(first, *second).empty());
    require(document::forbidden_changes(first, *second).empty());
    require(document::revision(first) == document::revision(*second));
}

// Any text is a value that YAML gives back.
void check_quote(std::string_view text) {
    const auto tree = yaml::parse("k: " + yaml::quote(text) + "\nl: [" + yaml::quote(text) + "]\n");
    if (!tree) {
        return;  // not UTF-8, or too large
    }
    require(tree->find("k")->text == text && tree->find("l")->items.at(0).text == text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto document = document::read(text, "f");
    if (document) {
        check_round_trip(*document);
    } else {
        require(!document.error().empty());
        for (const auto& problem : document.error()) {
            check_problem(problem, std::ranges::count(text, '\n'));
        }
    }
    check_quote(text.substr(0, 1000));
    return 0;
}
