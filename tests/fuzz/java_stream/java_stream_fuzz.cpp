// Answers of a JVM that may be anybody's: a Return, and an object as a stream of its own.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "agent/jmx/java_reader.hpp"
#include "agent/jmx/to_value.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ballast::agent::jmx;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    constexpr ReadLimits kLimits{.bytes = 1U << 16U, .handles = 4096, .classes = 64, .depth = 24};
    JavaGraph graph;
    const auto answer = read_return(bytes, kLimits, graph);
    if (answer && *answer) {
        if ((*answer)->size > size) {
            std::abort();
        }
        (void)to_value(graph, (*answer)->value);
        // What is whole stays the same whatever follows.
        const std::string_view whole = bytes.substr(0, (*answer)->size);
        JavaGraph again;
        const auto repeated = read_return(whole, kLimits, again);
        if (!repeated || !*repeated || (*repeated)->size != whole.size()) {
            std::abort();
        }
    }
    if (const auto object = read_object(bytes, kLimits, graph)) {
        (void)to_value(graph, *object);
    }
    return 0;
}
