#include "agent/jmx/requests.hpp"

#include <bit>
#include <concepts>
#include <limits>
#include <utility>

#include "agent/jmx/modified_utf8.hpp"

namespace ballast::agent::jmx {
namespace {

constexpr char kNull = 0x70;
constexpr char kClassDesc = 0x72;
constexpr char kObject = 0x73;
constexpr char kString = 0x74;
constexpr char kArray = 0x75;
constexpr char kBlockData = 0x77;
constexpr char kEndBlockData = 0x78;
constexpr char kLongString = 0x7C;

class Writer {
  public:
    // A call's header: a stream of its own that begins with the object, operation and hash.
    Writer(const ObjectId& object, std::int32_t operation, std::int64_t hash) {
        constexpr char kCall = 0x50;
        bytes_ += kCall;
        number(std::uint32_t{0xACED0005});
        bytes_ += kBlockData;
        bytes_ += static_cast<char>(object.size() + sizeof(operation) + sizeof(hash));
        bytes_.append(object.data(), object.size());
        number(operation);
        number(hash);
    }
    Writer(const ObjectId& object, const Method& method) : Writer(object, -1, method.hash) {}

    Writer& null() {
        bytes_ += kNull;
        return *this;
    }

    // A text that occurs twice is written twice: references are never needed.
    Writer& string(std::string_view text) {
        const auto encoded = to_modified_utf8(text);
        if (encoded.size() <= std::numeric_limits<std::uint16_t>::max()) {
            bytes_ += kString;
            number(static_cast<std::uint16_t>(encoded.size()));
        } else {
            bytes_ += kLongString;
            number(std::uint64_t{encoded.size()});
        }
        bytes_ += encoded;
        return *this;
    }

    Writer& strings(std::span<const std::string> texts) {
        bytes_ += kArray;
        class_desc("[Ljava.lang.String;", 0xADD256E7E91D7B47, 0x02);
        number(static_cast<std::int32_t>(texts.size()));
        for (const auto& text : texts) {
            string(text);
        }
        return *this;
    }

    Writer& object_name(std::string_view name) {
        bytes_ += kObject;
        class_desc("javax.management.ObjectName", 0x0F03A71BEB6D15CF, 0x03);
        string(name);
        bytes_ += kEndBlockData;
        return *this;
    }

    std::string take() { return std::move(bytes_); }

  private:
    std::string bytes_;

    template <std::integral Number>
    void number(Number value) {
        const auto big_endian = std::byteswap(value);
        static_assert(std::endian::native == std::endian::little);
        bytes_.append(std::bit_cast<std::array<char, sizeof(Number)>>(big_endian).data(),
                      sizeof(Number));
    }

    // Without fields or a super class, and with RMI's null for "no codebase".
    void class_desc(std::string_view name, std::uint64_t serial_version, std::uint8_t flags) {
        bytes_ += kClassDesc;
        number(static_cast<std::uint16_t>(name.size()));
        bytes_ += name;
        number(serial_version);
        number(flags);
        number(std::uint16_t{0});
        bytes_ += kNull;
        bytes_ += kEndBlockData;
        bytes_ += kNull;
    }
};

std::string query_call(const ObjectId& connection, const Method& method, std::string_view pattern) {
    Writer call(connection, method);
    if (pattern.empty()) {
        call.null();
    } else {
        call.object_name(pattern);
    }
    return call.null().null().take();
}

}  // namespace

std::string hello() {
    using namespace std::string_literals;
    return "JRMI\x00\x02K"s;  // version 2, StreamProtocol
}

std::string client_endpoint() {
    using namespace std::string_literals;
    return "\x00\x09"s + "127.0.0.1" + "\x00\x00\x00\x00"s;
}

std::string lookup_call(std::string_view name) {
    // The registry speaks the older form: the number of the method and the interface's hash.
    constexpr std::int32_t kLookup = 2;
    constexpr std::int64_t kRegistryInterface = 4905912898345647071;
    return Writer(kRegistryId, kLookup, kRegistryInterface).string(name).take();
}

std::string new_client_call(const ObjectId& server, const std::optional<Credentials>& credentials) {
    Writer call(server, kNewClient);
    if (!credentials) {
        return call.null().take();
    }
    const std::array texts{credentials->user, credentials->password};
    return call.strings(texts).take();
}

std::string close_call(const ObjectId& connection) {
    return Writer(connection, kClose).take();
}

// In all that follow, the last null is the subject to delegate to.
std::string default_domain_call(const ObjectId& connection) {
    return Writer(connection, kGetDefaultDomain).null().take();
}

std::string query_mbeans_call(const ObjectId& connection, std::string_view pattern) {
    return query_call(connection, kQueryMBeans, pattern);
}

std::string query_names_call(const ObjectId& connection, std::string_view pattern) {
    return query_call(connection, kQueryNames, pattern);
}

std::string mbean_info_call(const ObjectId& connection, std::string_view name) {
    return Writer(connection, kGetMBeanInfo).object_name(name).null().take();
}

std::string attribute_call(const ObjectId& connection, std::string_view name,
                           std::string_view attribute) {
    return Writer(connection, kGetAttribute).object_name(name).string(attribute).null().take();
}

std::string attributes_call(const ObjectId& connection, std::string_view name,
                            std::span<const std::string> attributes) {
    return Writer(connection, kGetAttributes).object_name(name).strings(attributes).null().take();
}

}  // namespace ballast::agent::jmx
