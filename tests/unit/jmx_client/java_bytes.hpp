// Pieces of Java serialization streams, for tests that play a JVM.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ballast::agent::jmx::test {

inline std::string big_endian(std::uint64_t value, std::size_t width) {
    std::string out;
    for (std::size_t i = width; i-- > 0;) {
        out += static_cast<char>(value >> (8 * i));
    }
    return out;
}

inline std::string utf(std::string_view text) {
    return big_endian(text.size(), 2) + std::string(text);
}

inline std::string block(std::string_view bytes) {
    return '\x77' + big_endian(bytes.size(), 1) + std::string(bytes);
}

// A class without fields: 2 says that it is serializable, 3 that it also writes by itself.
inline std::string class_desc(std::string_view name, char flags, std::string_view super = "\x70") {
    return '\x72' + utf(name) + big_endian(7, 8) + flags + big_endian(0, 2) + "\x70\x78" +
           std::string(super);
}

// An object of a Stub class, whose RemoteObject part writes `external`.
inline std::string stub(std::string_view external) {
    return '\x73' +
           class_desc("javax.management.remote.rmi.RMIServerImpl_Stub", 2,
                      class_desc("java.rmi.server.RemoteStub", 2,
                                 class_desc("java.rmi.server.RemoteObject", 3))) +
           std::string(external) + '\x78';
}

inline std::string unicast_ref(std::uint16_t port, std::string_view object) {
    return block(utf("UnicastRef") + utf("broker-0.example.invalid") + big_endian(port, 4) +
                 std::string(object) + '\x01');
}

inline std::string stream(std::string_view object) {
    return "\xAC\xED" + big_endian(5, 2) + std::string(object);
}

// An answer to a call; a JVM's has a UID of its own.
inline std::string answer(std::string_view object, bool exceptional = false) {
    return '\x51' + stream(block((exceptional ? '\x02' : '\x01') + std::string(14, '\x22'))) +
           std::string(object);
}

inline std::string text_object(std::string_view text) {
    return '\x74' + utf(text);
}

// An exception with its message as the only field.
inline std::string thrown(std::string_view name, std::string_view message) {
    return "\x73\x72" + utf(name) + big_endian(7, 8) + '\x02' + big_endian(1, 2) + 'L' +
           utf("detailMessage") + text_object("Ljava/lang/String;") + "\x70\x78\x70" +
           text_object(message);
}

}  // namespace ballast::agent::jmx::test
