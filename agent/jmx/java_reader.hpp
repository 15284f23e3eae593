// Reads Java serialization streams as RMI sends them. What is read decides nothing: no class is
// looked up, nothing is allocated by a declared length, and every count has a bound.
// Sources: Java Object Serialization Specification, chapter 6; sun.rmi.server.MarshalOutputStream
// (protocol version 1, one more object in each class annotation).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "agent/jmx/java_graph.hpp"
#include "common/result.hpp"

namespace ballast::agent::jmx {

// Of one stream. Names of 100,000 MBeans need more than the attributes of one.
struct ReadLimits {
    std::size_t bytes = std::size_t{8} << 20U;
    std::size_t handles = 65'536;
    std::size_t classes = 512;
    std::size_t depth = 64;  // of objects in objects
};
inline constexpr ReadLimits kNamesLimits{.bytes = std::size_t{64} << 20U, .handles = 1U << 20U};

// One answer to a call: what follows the byte 51 of a JRMP Return.
struct ReturnValue {
    bool exceptional = false;
    Ref value = kNullRef;      // null also where the method gives none
    std::string_view block{};  // the primitive result that comes instead of an object
    std::size_t size = 0;      // bytes read, with the 51
};

// The first Return in `bytes`, which stay where they are as long as the graph is used. Nothing
// where it is not all there yet. Errors: invalid (code NOT_SERIALIZABLE: the server gave up in the
// midst of its answer and closes; TOO_LARGE: a limit; else it is no such stream). After an error
// nobody knows where the next answer begins.
// `gives_object`: of the method; without it nothing follows unless it threw.
Result<std::optional<ReturnValue>> read_return(std::string_view bytes, const ReadLimits& limits,
                                               JavaGraph& graph, bool gives_object = true);

// One object that is a stream of its own, as in a stub's URL. Errors: invalid, also when truncated.
Result<Ref> read_object(std::string_view bytes, const ReadLimits& limits, JavaGraph& graph);

}  // namespace ballast::agent::jmx
