// Frames of a ZooKeeper server, or of anything else on its port, and the JSON of Kafka's znodes in
// them. The first byte chooses the decoder.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "agent/facts/partition_states.hpp"
#include "common/zookeeper/messages.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace zookeeper = ballast::zookeeper;
    namespace agent = ballast::agent;
    if (size == 0) {
        return 0;
    }
    const std::string_view frame(reinterpret_cast<const char*>(data) + 1, size - 1);
    zookeeper::JuteReader reader(frame);
    switch (data[0] % 8) {
        case 0:
            (void)zookeeper::decode_connect(frame);
            break;
        case 1:
            if (zookeeper::decode_reply_header(reader)) {
                const auto znode = zookeeper::decode_znode(reader);
                if (znode && znode->data.size() > frame.size()) {
                    std::abort();
                }
            }
            break;
        case 2:
            if (const auto names = zookeeper::decode_children(reader);
                names && names->size() > frame.size() / 4) {
                std::abort();
            }
            break;
        case 3:
            if (const auto length = zookeeper::decode_frame_size(frame);
                length && *length > zookeeper::kMaxFrame) {
                std::abort();
            }
            break;
        case 4:
            (void)agent::parse_cluster_id(frame);
            break;
        case 5:
            (void)agent::parse_endpoint(frame);
            break;
        case 6:
            (void)agent::parse_partitions_of(frame, 1);
            break;
        default:
            (void)agent::parse_isr(frame);
            break;
    }
    return 0;
}
