#include "common/zookeeper/messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ballast::zookeeper {
namespace {

struct ErrorRow {
    std::int32_t code;
    std::string_view name;
};
// org.apache.zookeeper.KeeperException.Code.
constexpr std::array kErrors{
    ErrorRow{-1, "SYSTEM_ERROR"},
    ErrorRow{-2, "RUNTIME_INCONSISTENCY"},
    ErrorRow{-3, "DATA_INCONSISTENCY"},
    ErrorRow{-4, "CONNECTION_LOSS"},
    ErrorRow{-5, "MARSHALLING_ERROR"},
    ErrorRow{-6, "UNIMPLEMENTED"},
    ErrorRow{-7, "OPERATION_TIMEOUT"},
    ErrorRow{-8, "BAD_ARGUMENTS"},
    ErrorRow{-13, "NEW_CONFIG_NO_QUORUM"},
    ErrorRow{-14, "RECONFIG_IN_PROGRESS"},
    ErrorRow{-101, "NO_NODE"},
    ErrorRow{-102, "NO_AUTH"},
    ErrorRow{-103, "BAD_VERSION"},
    ErrorRow{-108, "NO_CHILDREN_FOR_EPHEMERALS"},
    ErrorRow{-110, "NODE_EXISTS"},
    ErrorRow{-111, "NOT_EMPTY"},
    ErrorRow{-112, "SESSION_EXPIRED"},
    ErrorRow{-113, "INVALID_CALLBACK"},
    ErrorRow{-114, "INVALID_ACL"},
    ErrorRow{-115, "AUTH_FAILED"},
    ErrorRow{-118, "SESSION_MOVED"},
    ErrorRow{-119, "NOT_READ_ONLY"},
    ErrorRow{-123, "RECONFIG_DISABLED"},
    ErrorRow{-124, "SESSION_CLOSED_REQUIRE_SASL_AUTH"},
};

std::string framed(const JuteWriter& body) {
    JuteWriter size;
    size.int32(static_cast<std::int32_t>(body.bytes().size()));
    return size.bytes() + body.bytes();
}

Stat decode_stat(JuteReader& frame) {
    Stat stat;
    stat.created_zxid = frame.int64();
    stat.modified_zxid = frame.int64();
    frame.int64();  // created and
    frame.int64();  // modified, by the server's clock
    stat.version = frame.int32();
    frame.int32();  // version of the children
    frame.int32();  // version of the ACL
    stat.owner_session = static_cast<std::uint64_t>(frame.int64());
    frame.int32();  // length of the data
    stat.children = frame.int32();
    frame.int64();  // zxid of the children's last change
    return stat;
}

}  // namespace

std::string encode_connect(std::int32_t timeout_ms) {
    JuteWriter out;
    out.int32(0);  // version of the protocol
    out.int64(0);  // last zxid seen
    out.int32(timeout_ms);
    out.int64(0);  // a new session
    out.text(std::string(16, '\0'));
    out.boolean(false);  // no server that is cut off from the others
    return framed(out);
}

std::string encode_request(std::int32_t xid, Operation operation, std::string_view path) {
    JuteWriter out;
    out.int32(xid);
    out.int32(static_cast<std::int32_t>(operation));
    const bool reads = operation == Operation::get_data || operation == Operation::get_children;
    if (reads || operation == Operation::sync) {
        out.text(path);
    }
    if (reads) {
        out.boolean(false);  // no watch
    }
    return framed(out);
}

Result<std::size_t> decode_frame_size(std::string_view four_bytes) {
    JuteReader reader(four_bytes);
    const auto size = reader.int32();
    TRY_VOID(reader.finish("frame"));
    if (size < 0 || static_cast<std::size_t>(size) > kMaxFrame) {
        return fail(ErrorKind::invalid, fmt::format("a frame of {} bytes", size), "BAD_FRAME");
    }
    return static_cast<std::size_t>(size);
}

Result<SessionAnswer> decode_connect(std::string_view frame) {
    JuteReader reader(frame);
    reader.int32();  // version of the protocol
    SessionAnswer answer;
    answer.timeout_ms = reader.int32();
    answer.session = static_cast<std::uint64_t>(reader.int64());
    reader.text();  // password; a boolean follows from 3.4 on
    TRY_VOID(reader.finish("answer to a connect"));
    return answer;
}

Result<ReplyHeader> decode_reply_header(JuteReader& frame) {
    ReplyHeader header;
    header.xid = frame.int32();
    header.zxid = frame.int64();
    header.error = frame.int32();
    TRY_VOID(frame.finish("header of a reply"));
    return header;
}

Result<Znode> decode_znode(JuteReader& frame) {
    Znode znode;
    znode.data = frame.text();
    znode.stat = decode_stat(frame);
    TRY_VOID(frame.finish("reply to getData"));
    return znode;
}

Result<std::vector<std::string>> decode_children(JuteReader& frame) {
    auto children = frame.texts();
    decode_stat(frame);
    TRY_VOID(frame.finish("reply to getChildren2"));
    return children;
}

std::string error_name(std::int32_t code) {
    const auto* row = std::ranges::find(kErrors, code, &ErrorRow::code);
    return row == kErrors.end() ? fmt::format("ERROR_{}", code) : std::string(row->name);
}

}  // namespace ballast::zookeeper
