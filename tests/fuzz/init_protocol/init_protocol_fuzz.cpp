// Whatever comes over the socketpair between init and agent. What is decoded must encode to the
// very bytes it came from, and must not depend on where reads end.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include "agent/init/protocol.hpp"

namespace {

using namespace ballast::init;

// All messages, encoded again, and the error at the end.
std::pair<std::string, std::string> decode(std::string_view bytes, std::size_t piece) {
    Decoder decoder;
    std::string again;
    while (!bytes.empty()) {
        const auto part = bytes.substr(0, piece);
        decoder.feed(part);
        bytes.remove_prefix(part.size());
        while (const auto message = decoder.next()) {
            again += encode(*message);
        }
    }
    return {again, decoder.error()};
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
    require(bytes.starts_with(whole.first));
    require(decode(bytes, 3) == whole);
    return 0;
}
