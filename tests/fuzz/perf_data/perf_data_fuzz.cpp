// Any process of the JVM's user may write its file of counters. The stub's URL in it is
// read further: both must stay within the bytes, and what they find within its bounds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "agent/jmx/perf_data.hpp"
#include "agent/jmx/rmi_stub.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ballast::agent::jmx;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto counters = parse_perf_data(bytes);
    if (!counters) {
        return 0;
    }
    const auto url = counters->find(kConnectorAddress);
    if (url == counters->end()) {
        return 0;
    }
    if (const auto* text = std::get_if<std::string>(&url->second)) {
        const auto stub = parse_stub_url(*text);
        if (stub && stub->port == 0) {
            std::abort();
        }
    }
    return 0;
}
