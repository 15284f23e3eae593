#include "common/init_protocol/protocol.hpp"

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

struct Writer {
    std::string out;

    void number(auto value) {
        for (std::size_t i = sizeof value; i-- > 0;) {
            out += static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * i)) & 0xFFU);
        }
    }
    void text(const std::string& value, std::size_t /*size*/) { out += value; }
    void resize(const auto& /*list*/, std::size_t /*count*/) {}
};

struct Reader {
    std::string_view rest;
    bool ok = true;

    template <class T>
    void number(T& value) {
        std::uint64_t number = 0;
        for (const char byte : take(sizeof value)) {
            number = number << 8U | static_cast<unsigned char>(byte);
        }
        ok = ok && number <= kGreatest<T>;
        value = static_cast<T>(number);
    }
    void text(std::string& value, std::size_t size) { value = take(size); }
    void resize(auto& list, std::size_t count) {
        ok = ok && count <= kMaxElements;
        list.resize(ok ? count : 0);
    }
    std::string_view take(std::size_t size) {
        ok = ok && size <= rest.size();
        const auto taken = rest.substr(0, ok ? size : 0);
        rest.remove_prefix(taken.size());
        return taken;
    }
};

// Visits a value and all within it, in the order of the wire, with a Writer or a Reader.
template <class Codec, class T>
void code(Codec& codec, T& value) {
    const auto all = [&](auto&... each) { (code(codec, each), ...); };
    if constexpr (kScalar<std::remove_const_t<T>>) {
        codec.number(value);
    } else if constexpr (requires { value.fields(); }) {
        std::apply(all, value.fields());
    } else {
        auto size = static_cast<std::uint32_t>(value.size());
        codec.number(size);
        if constexpr (std::is_same_v<std::remove_const_t<T>, std::string>) {
            codec.text(value, size);
        } else {
            codec.resize(value, size);
            for (auto& element : value) {
                code(codec, element);
            }
        }
    }
    if constexpr (requires { value.fields_of_2(); }) {
        if (value.version >= 2) {
            std::apply(all, value.fields_of_2());
        }
    }
}

template <std::size_t I = 0>
std::optional<Message> decode(std::size_t type, std::string_view payload) {
    if constexpr (I < std::variant_size_v<Message>) {
        if (type != I) {
            return decode<I + 1>(type, payload);
        }
        std::variant_alternative_t<I, Message> message;
        Reader reader{payload};
        code(reader, message);
        bool fits = reader.ok && reader.rest.empty();
        if constexpr (std::is_same_v<decltype(message), Log>) {
            fits = fits && (message.stream == 1 || message.stream == 2);
        } else if constexpr (std::is_same_v<decltype(message), Hello>) {
            fits = fits || (reader.ok && message.version > kProtocolVersion);
        }
        return fits ? std::optional<Message>(std::move(message)) : std::nullopt;
    } else {
        return std::nullopt;
    }
}

}  // namespace

std::string encode(const Message& message) {
    Writer payload;
    payload.number(static_cast<std::uint8_t>(message.index()));
    std::visit([&](const auto& alternative) { code(payload, alternative); }, message);
    Writer frame;
    code(frame, payload.out);
    return std::move(frame.out);
}

std::optional<Message> Decoder::next() {
    constexpr std::size_t kLength = 4;
    if (!error_.empty() || buffer_.size() < kLength) {
        return std::nullopt;
    }
    std::uint32_t length = 0;
    Reader{buffer_}.number(length);
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
