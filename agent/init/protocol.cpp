#include "agent/init/protocol.hpp"

#include <type_traits>
#include <utility>

namespace ballast::init {
namespace {

constexpr std::size_t kMaxElements = 4096;

template <class T>
constexpr bool kScalar = std::is_integral_v<T> || std::is_enum_v<T>;
template <class T>
constexpr std::uint64_t kGreatest = ~std::uint64_t{0};
template <>
constexpr std::uint64_t kGreatest<bool> = 1;
template <>
constexpr std::uint64_t kGreatest<JvmState> = 2;

// Writer and Reader have the same call, so that one list of fields serves both directions.
struct Writer {
    std::string out;

    template <class T>
    void field(const T& value) {
        if constexpr (kScalar<T>) {
            for (std::size_t i = sizeof(T); i-- > 0;) {
                out += static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFFU);
            }
        } else {
            field(static_cast<std::uint32_t>(value.size()));
            if constexpr (std::is_same_v<T, std::string>) {
                out += value;
            } else {
                for (const auto& element : value) {
                    field(element);
                }
            }
        }
    }
};

struct Reader {
    std::string_view rest;
    bool ok = true;

    template <class T>
    void field(T& value) {
        if constexpr (kScalar<T>) {
            std::uint64_t number = 0;
            for (const char byte : take(sizeof(T))) {
                number = number << 8U | static_cast<unsigned char>(byte);
            }
            ok = ok && number <= kGreatest<T>;
            value = static_cast<T>(number);
        } else {
            std::uint32_t count = 0;
            field(count);
            if constexpr (std::is_same_v<T, std::string>) {
                value = take(count);
            } else {
                ok = ok && count <= kMaxElements;
                for (std::uint32_t i = 0; ok && i < count; ++i) {
                    field(value.emplace_back());
                }
            }
        }
    }
    std::string_view take(std::size_t size) {
        ok = ok && size <= rest.size();
        const auto taken = rest.substr(0, ok ? size : 0);
        rest.remove_prefix(taken.size());
        return taken;
    }
};

// The fields of each message in their order on the wire.
template <class Codec, class M>
void fields(Codec& codec, M& message) {
    using T = std::remove_const_t<M>;
    const auto all = [&](auto&... members) { (codec.field(members), ...); };
    if constexpr (std::is_same_v<T, Hello>) {
        all(message.version, message.init_pid, message.state, message.jvm.pid,
            message.jvm.start_ticks, message.started_ms, message.exited_ms, message.wait_status,
            message.stopping);
    } else if constexpr (std::is_same_v<T, Started>) {
        all(message.jvm.pid, message.jvm.start_ticks, message.started_ms);
    } else if constexpr (std::is_same_v<T, StartFailed> || std::is_same_v<T, Refused>) {
        all(message.message);
    } else if constexpr (std::is_same_v<T, Exited>) {
        all(message.jvm.pid, message.jvm.start_ticks, message.wait_status, message.exited_ms);
    } else if constexpr (std::is_same_v<T, Log>) {
        all(message.stream, message.bytes);
    } else if constexpr (std::is_same_v<T, LogDropped>) {
        all(message.lines);
    } else if constexpr (std::is_same_v<T, Start>) {
        all(message.argv, message.environment, message.working_directory);
    } else if constexpr (std::is_same_v<T, Signal>) {
        all(message.jvm.pid, message.jvm.start_ticks, message.number);
    }
}

// The type on the wire is the alternative's place in Message: append, never reorder.
template <std::size_t I = 0>
std::optional<Message> decode(std::size_t type, std::string_view payload) {
    if constexpr (I < std::variant_size_v<Message>) {
        if (type != I) {
            return decode<I + 1>(type, payload);
        }
        std::variant_alternative_t<I, Message> message;
        Reader reader{payload};
        fields(reader, message);
        if constexpr (std::is_same_v<decltype(message), Log>) {
            reader.ok = reader.ok && (message.stream == 1 || message.stream == 2);
        }
        return reader.ok && reader.rest.empty() ? std::optional<Message>(std::move(message))
                                                : std::nullopt;
    } else {
        return std::nullopt;
    }
}

}  // namespace

std::string encode(const Message& message) {
    Writer payload;
    payload.field(static_cast<std::uint8_t>(message.index()));
    std::visit([&](const auto& alternative) { fields(payload, alternative); }, message);
    Writer frame;
    frame.field(payload.out);
    return std::move(frame.out);
}

std::optional<Message> Decoder::next() {
    constexpr std::size_t kLength = 4;
    if (!error_.empty() || buffer_.size() < kLength) {
        return std::nullopt;
    }
    std::uint32_t length = 0;
    Reader{buffer_}.field(length);
    if (length == 0 || length > kMaxFrame) {
        error_ = "a frame of " + std::to_string(length) + " bytes";
        return std::nullopt;
    }
    if (buffer_.size() < kLength + length) {
        return std::nullopt;
    }
    const auto type = static_cast<unsigned char>(buffer_[kLength]);
    auto message = decode(type, std::string_view(buffer_).substr(kLength + 1, length - 1));
    if (!message) {
        error_ = "a bad frame of type " + std::to_string(type);
        return std::nullopt;
    }
    buffer_.erase(0, kLength + length);
    return message;
}

}  // namespace ballast::init
