#include "agent/jmx/java_reader.hpp"

#include <gmock/gmock.h>

#include "tests/unit/jmx/recorded_values.hpp"

namespace ballast::agent::jmx {
namespace {

using test::recorded;
using test::recorded_values;
using ::testing::HasSubstr;

std::string bytes_of(std::initializer_list<int> numbers) {
    std::string out;
    for (const int number : numbers) {
        out += static_cast<char>(number);
    }
    return out;
}

// A Return as a server sends it: `object` is a stream with its header.
std::string return_of(const std::string& object, bool exceptional = false,
                      const std::string& primitive = {}) {
    std::string out = "\x51\xac\xed";
    out += bytes_of({0, 5, 0x77, static_cast<int>(15 + primitive.size()), exceptional ? 2 : 1});
    out += std::string(14, 'u') + primitive;
    return out + object.substr(std::min<std::size_t>(4, object.size()));
}

std::string error_of(const std::string& stream, const ReadLimits& limits = {}) {
    JavaGraph graph;
    const auto read = read_object(stream, limits, graph);
    return read ? "" : read.error().code + ": " + read.error().message;
}

TEST(JavaReader, ReadsEveryRecordedStreamToItsEnd) {
    EXPECT_GT(recorded_values().size(), 40U);
    for (const auto& [name, stream] : recorded_values()) {
        if (name == "duration") {
            continue;
        }
        JavaGraph graph;
        const auto answer = read_return(return_of(stream), {}, graph);
        ASSERT_TRUE(answer) << name << ": " << answer.error().message;
        ASSERT_TRUE(*answer) << name << " is said to be truncated";
        EXPECT_EQ((*answer)->size, return_of(stream).size()) << name;
        EXPECT_FALSE((*answer)->exceptional);
    }
}

TEST(JavaReader, WaitsForMoreAtEveryByteAndNeverReadsBeyond) {
    for (const auto& [name, stream] : recorded_values()) {
        if (name == "long_string" || name == "duration") {
            continue;
        }
        const auto whole = return_of(stream);
        for (std::size_t size = 0; size < whole.size(); ++size) {
            // In a buffer of its own, so that the sanitizer sees a byte too far.
            const std::string part(whole, 0, size);
            JavaGraph graph;
            const auto answer = read_return(part, {}, graph);
            ASSERT_TRUE(answer) << name << " at " << size << ": " << answer.error().message;
            ASSERT_FALSE(*answer) << name << " at " << size;
        }
        JavaGraph graph;
        const auto followed = whole + "\x51next";
        EXPECT_EQ((*read_return(followed, {}, graph))->size, whole.size()) << name;
    }
}

TEST(JavaReader, KeepsFieldsAnnotationsAndCycles) {
    JavaGraph graph;
    const auto first = *read_object(recorded("cycle"), {}, graph);
    EXPECT_EQ(graph.class_name(first), "Record$Node");
    EXPECT_EQ(graph.field(first, "number")->integer(), 7);
    const auto second = graph.reference(first, "next");
    EXPECT_EQ(graph.reference(second, "next"), first);
    const auto written = graph.annotation(second, "Record$Node");
    ASSERT_EQ(written.size(), 2U);
    EXPECT_EQ(graph.view(written[0].block()), std::string_view("\0\0\0\x2a", 4));
    EXPECT_EQ(graph.text(written[1].reference()), "behind the fields");
    EXPECT_FALSE(graph.field(first, "no such field"));
    EXPECT_EQ(graph.reference(first, "number"), kNullRef);
}

TEST(JavaReader, KnowsWhatAClassExtends) {
    JavaGraph graph;
    const auto thrown = *read_object(recorded("exception"), {}, graph);
    EXPECT_TRUE(graph.is_a(thrown, "java.lang.RuntimeException"));
    EXPECT_TRUE(graph.is_a(thrown, "java.lang.Throwable"));
    EXPECT_FALSE(graph.is_a(thrown, "java.lang.Error"));
    EXPECT_EQ(graph.text(graph.reference(thrown, "detailMessage")), "it is closed");
}

TEST(JavaReader, TellsExceptionsAndPrimitiveResults) {
    JavaGraph graph;
    const auto stream = return_of(recorded("exception"), true);
    const auto thrown = **read_return(stream, {}, graph);
    EXPECT_TRUE(thrown.exceptional);
    EXPECT_EQ(graph.class_name(thrown.value), "java.lang.IllegalStateException");
    const auto primitive = return_of("", false, std::string(1, '\x01'));
    const auto registered = **read_return(primitive, {}, graph);
    EXPECT_EQ(registered.block, std::string(1, '\x01'));
    EXPECT_EQ(registered.value, kNullRef);
    const auto nothing = return_of("");
    const auto closed = **read_return(nothing, {}, graph, false);
    EXPECT_EQ(closed.size, nothing.size());
    EXPECT_FALSE(*read_return(nothing, {}, graph)) << "an object is to come";
}

TEST(JavaReader, SaysWhenTheServerGaveUp) {
    const auto broken = return_of(bytes_of({0, 0, 0, 0, 0x7b}) + recorded("exception").substr(4));
    JavaGraph graph;
    const auto answer = read_return(broken, {}, graph);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, "NOT_SERIALIZABLE");
    EXPECT_THAT(answer.error().message, HasSubstr("java.lang.IllegalStateException: it is closed"));
}

TEST(JavaReader, DoesNotGuessAtFormsThatOnlyTheirClassesKnow) {
    EXPECT_THAT(error_of(recorded("duration")), HasSubstr("NOT_READABLE: "));
    EXPECT_THAT(error_of(recorded("duration")), HasSubstr("java.time.Ser"));
}

TEST(JavaReader, RefusesWhatIsNoStream) {
    const std::string header = bytes_of({0xac, 0xed, 0, 5});
    const std::pair<std::string, const char*> cases[] = {
        {"HTTP/1.1 400", "no stream of objects"},
        {header, "ends too soon"},
        {header + bytes_of({0x71, 0, 0x7e, 0, 0}), "a reference to what was not sent"},
        {header + bytes_of({0x71, 0, 0, 0, 0}), "a reference to what was not sent"},
        {header + bytes_of({0x73, 0x70}), "an object without a class"},
        {header + bytes_of({0x20}), "an unknown tag 0x20"},
        {header + bytes_of({0x78}), "an unknown tag 0x78"},
        {header + bytes_of({0x73, 0x74, 0, 0}), "something else where a class is wanted"},
        // A class that extends itself.
        {header + bytes_of({0x72, 0, 1, 'A', 0,    0,    0, 0,    0, 0, 0,
                            0,    2, 0, 0,   0x78, 0x71, 0, 0x7e, 0, 0}),
         "a reference to no class"},
        // An array of a class that is none.
        {header + bytes_of({0x75, 0x72, 0, 1, 'A', 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0x78, 0x70}),
         "an array of no known kind"},
    };
    for (const auto& [stream, said] : cases) {
        EXPECT_THAT(error_of(stream), HasSubstr(said));
    }
    JavaGraph graph;
    EXPECT_THAT(read_return("HTTP/1.1 400", {}, graph).error().message, HasSubstr("no answer"));
    EXPECT_THAT(read_return(return_of("").replace(7, 1, "\x07"), {}, graph).error().message,
                HasSubstr("neither result nor exception"));
}

TEST(JavaReader, AllocatesNothingByDeclaredSizes) {
    const std::string header = bytes_of({0xac, 0xed, 0, 5});
    // Two thousand million references.
    const auto array =
        header + bytes_of({0x75, 0x72, 0, 2, '[', 'L',  0,    0,    0,    0,    0,   0,
                           0,    0,    2, 0, 0,   0x78, 0x70, 0x7f, 0xff, 0xff, 0xff});
    EXPECT_THAT(error_of(array), HasSubstr("ends too soon"));
    const auto text = header + bytes_of({0x7c, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0, 0});
    EXPECT_THAT(error_of(text), HasSubstr("TOO_LARGE"));
}

TEST(JavaReader, HasLimits) {
    std::string deep = bytes_of({0xac, 0xed, 0, 5});
    for (int i = 0; i < 100; ++i) {
        deep += bytes_of(
            {0x75, 0x72, 0, 2, '[', 'L', 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0x78, 0x70, 0, 0, 0, 1});
    }
    EXPECT_THAT(error_of(deep), HasSubstr("TOO_LARGE: "));
    EXPECT_THAT(error_of(recorded("array_list"), {.handles = 4}), HasSubstr("TOO_LARGE"));
    EXPECT_THAT(error_of(recorded("composite"), {.classes = 2}), HasSubstr("TOO_LARGE"));
    JavaGraph graph;
    const auto cut = return_of(recorded("long_string")).substr(0, 2000);
    EXPECT_EQ(read_return(cut, {.bytes = 1000}, graph).error().code, "TOO_LARGE");
}

}  // namespace
}  // namespace ballast::agent::jmx
