// The words of Java serialization: java.io.ObjectStreamConstants, and the letters of types.
#pragma once

#include <cstddef>
#include <cstdint>

namespace ballast::agent::jmx {

enum Tag : std::uint8_t {
    kTagNull = 0x70,
    kTagReference,
    kTagClassDesc,
    kTagObject,
    kTagString,
    kTagArray,
    kTagClass,
    kTagBlock,
    kTagEnd,
    kTagReset,
    kTagLongBlock,
    kTagException,
    kTagLongString,
    kTagProxyClassDesc,
    kTagEnum,
};
inline constexpr std::uint8_t kHasWriteMethod = 0x01;
inline constexpr std::uint8_t kSerializable = 0x02;
inline constexpr std::uint8_t kExternalizable = 0x04;
inline constexpr std::uint8_t kExternalizesInBlocks = 0x08;

// Bytes of a primitive; 0 for what is none.
constexpr std::size_t width_of(char type) {
    switch (type) {
        case 'Z':
        case 'B':
            return 1;
        case 'C':
        case 'S':
            return 2;
        case 'I':
        case 'F':
            return 4;
        case 'J':
        case 'D':
            return 8;
        default:
            return 0;
    }
}

constexpr bool is_reference(char type) {
    return type == 'L' || type == '[';
}

}  // namespace ballast::agent::jmx
