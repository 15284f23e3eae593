// Whatever comes over the socketpair between init and agent. What is decoded must encode to the
// very bytes it came from, except a Hello of a later version, whose end we do not know, and must
// not depend on where reads end.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/init_protocol/protocol.hpp"

namespace {

using namespace ballast::init;

struct Decoded {
    std::string again;  // all messages, encoded
    std::string error;
    bool known = true;
    bool operator==(const Decoded&) const = default;
};

Decoded decode(std::string_view bytes, std::size_t piece) {
    Decoder decoder;
    Decoded decoded;
    while (!bytes.empty()) {
        const auto part = bytes.substr(0, piece);
        decoder.feed(part);
        bytes.remove_prefix(part.size());
        while (const auto message = decoder.next()) {
            decoded.again += encode(*message);
            const auto* hello = std::get_if<Hello>(&*message);
            decoded.known = decoded.known && (hello == nullptr || hello->version <= 2);
        }
    }
    decoded.error = decoder.error();
    return decoded;
}

void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto whole = decode(bytes, std::string_view::npos);
    require(!whole.known || bytes.starts_with(whole.again));
    require(decode(bytes, 3) == whole);
    return 0;
}
