// The objects of one Java serialization stream, as the stream describes them: no class is known or
// resolved. Filled by JavaReader. Source: Java Object Serialization Specification, chapter 6.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ballast::agent::jmx {

// The number of a node in its graph.
using Ref = std::uint32_t;
inline constexpr Ref kNullRef = 0;

// A part of the stream's bytes.
struct ByteRange {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
};

// A field, an element of an array, or one content of what a class's writeObject wrote.
struct Slot {
    static constexpr char kReference = 'L';
    static constexpr char kBlock = 'b';    // block data
    static constexpr char kSection = '{';  // begins the data of one class of an object

    char type = kReference;  // the above, or a primitive: Z B C S I J F D
    std::uint64_t bits = 0;  // an integer is sign-extended; F and D are an IEEE 754 double

    bool is_integer() const { return std::string_view("BSIJ").contains(type); }
    std::int64_t integer() const { return std::bit_cast<std::int64_t>(bits); }
    double real() const { return std::bit_cast<double>(bits); }
    // Null for what is no reference.
    Ref reference() const { return type == kReference ? static_cast<Ref>(bits) : kNullRef; }
    ByteRange block() const {
        return {static_cast<std::uint32_t>(bits >> 32U), static_cast<std::uint32_t>(bits)};
    }
};

// Views are valid as long as the graph is not filled again and the bytes that it was read from
// stay where they are. Every function takes any Ref, and gives empty where it does not fit.
// A graph may have cycles, and objects that many others refer to: whoever walks it keeps count.
class JavaGraph {
  public:
    enum class Kind : std::uint8_t { null, string, object, array, enumeration, class_object, desc };

    Kind kind(Ref ref) const { return nodes_[ref].kind; }
    // Of an object, array, enum constant or class object: "java.lang.Long", "[J".
    std::string_view class_name(Ref ref) const;
    // Whether `name` is the object's class or one that it extends.
    bool is_a(Ref ref, std::string_view name) const;
    // A string, or the name of an enum's constant, as UTF-8.
    std::string text(Ref ref) const;
    // The same as it stands in the stream, for comparisons.
    std::string_view raw_text(Ref ref) const;

    // The field of an object, whichever of its classes declares it.
    std::optional<Slot> field(Ref object, std::string_view name) const;
    // The same for a field that holds a reference; else null.
    Ref reference(Ref object, std::string_view name) const;
    // What the writeObject() of that class wrote behind the fields.
    std::span<const Slot> annotation(Ref object, std::string_view class_name) const;

    // The elements of an array of references; empty for one of primitives.
    std::span<const Slot> elements(Ref array) const;
    // The type and the bytes (big-endian) of an array of primitives.
    struct Primitives {
        char type = 0;
        std::string_view bytes;
    };
    std::optional<Primitives> primitives(Ref array) const;

    std::string_view view(ByteRange range) const { return bytes_.substr(range.offset, range.size); }

  private:
    friend class JavaReader;

    struct Node {
        Kind kind = Kind::null;
        char element = 0;         // of an array: the type of its elements
        Ref desc = kNullRef;      // the class description
        std::uint32_t first = 0;  // text: offset; object, array: slot; desc: its place in descs_
        std::uint32_t count = 0;  // text: bytes; object, array: slots; primitives: bytes
    };
    struct FieldDesc {
        char type = 0;
        ByteRange name;
    };
    struct ClassDesc {
        ByteRange name;
        std::uint8_t flags = 0;
        bool complete = false;
        std::uint32_t first_field = 0;
        std::uint32_t fields = 0;
        Ref super = kNullRef;
        std::uint32_t chain = 1;  // classes from the topmost to this one
    };

    std::string_view bytes_;
    std::vector<Node> nodes_{Node{}};
    std::vector<Slot> slots_;
    std::vector<ClassDesc> descs_;
    std::vector<FieldDesc> fields_;

    const ClassDesc* desc_of(Ref ref) const;
    const ClassDesc& class_desc(Ref desc) const { return descs_[nodes_[desc].first]; }
    // Calls visit(desc, fields, annotation) for the data of each class; true ends it.
    template <class Visit>
    void for_each_section(Ref object, Visit visit) const;
};

}  // namespace ballast::agent::jmx
