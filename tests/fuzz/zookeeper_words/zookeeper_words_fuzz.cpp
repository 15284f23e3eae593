// Answers to four letter words, of a ZooKeeper server or of anything else on its port.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/zookeeper/server_status.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace zookeeper = ballast::zookeeper;
    const std::string_view reply(reinterpret_cast<const char*>(data), size);
    for (const auto& status : {zookeeper::parse_srvr(reply), zookeeper::parse_mntr(reply)}) {
        // Never serving without a mode: readiness rests on it.
        if (status && status->serving && status->mode == zookeeper::Mode::unknown) {
            std::abort();
        }
    }
    return 0;
}
