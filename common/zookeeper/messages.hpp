// Requests that only read, their replies, and the session's own messages. Sans-I/O.
// Source: zookeeper.jute and org.apache.zookeeper.{ZooDefs,KeeperException}, 3.5-3.9.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "common/zookeeper/jute.hpp"

namespace ballast::zookeeper {

constexpr std::size_t kMaxFrame = std::size_t{4} << 20U;

enum class Operation : std::int32_t {
    get_data = 4,
    sync = 9,
    ping = 11,
    get_children = 12,  // getChildren2
    close_session = -11,
};

struct Stat {
    std::int64_t created_zxid = 0;
    std::int64_t modified_zxid = 0;
    std::int32_t version = 0;
    std::uint64_t owner_session = 0;  // 0: not ephemeral
    std::int32_t children = 0;
};

struct Znode {
    std::string data;
    Stat stat;
};

struct SessionAnswer {
    std::int32_t timeout_ms = 0;  // 0: refused, the session is no more
    std::uint64_t session = 0;
};

struct ReplyHeader {
    std::int32_t xid = 0;
    std::int64_t zxid = 0;
    std::int32_t error = 0;  // see error_name()
};
constexpr std::int32_t kNoNode = -101;
constexpr std::int32_t kWatchXid = -1;  // of what a server says unasked
constexpr std::int32_t kPingXid = -2;

// Each a whole frame with its size in front.
std::string encode_connect(std::int32_t timeout_ms);
// `path` for all but ping and close_session; never with a watch.
std::string encode_request(std::int32_t xid, Operation operation, std::string_view path = {});

// The size in a frame's first four bytes. Errors: invalid when negative or above kMaxFrame.
Result<std::size_t> decode_frame_size(std::string_view four_bytes);
// Of a frame without its size; a reply's rest follows the header. Errors of all: invalid.
Result<SessionAnswer> decode_connect(std::string_view frame);
Result<ReplyHeader> decode_reply_header(JuteReader& frame);
Result<Znode> decode_znode(JuteReader& frame);
Result<std::vector<std::string>> decode_children(JuteReader& frame);

// "NO_NODE" for -101; "ERROR_-999" for one that is not in the table.
std::string error_name(std::int32_t code);

}  // namespace ballast::zookeeper
