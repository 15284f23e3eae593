#include "agent/init/protocol.hpp"

#include <utility>

namespace ballast::init {
namespace {

constexpr std::size_t kMaxElements = 4096;

class Writer {
  public:
    template <class Integer>
    void integer(Integer value) {
        for (std::size_t i = sizeof(Integer); i-- > 0;) {
            out += static_cast<char>((value >> (8 * i)) & 0xFFU);
        }
    }
    void field(std::uint8_t value) { out += static_cast<char>(value); }
    void field(bool value) { out += value ? '\1' : '\0'; }
    void field(std::uint32_t value) { integer(value); }
    void field(std::uint64_t value) { integer(value); }
    void field(JvmState value) { field(static_cast<std::uint8_t>(value)); }
    void field(const JvmId& value) {
        field(value.pid);
        field(value.start_ticks);
    }
    void field(const std::string& value) {
        field(static_cast<std::uint32_t>(value.size()));
        out += value;
    }
    void field(const std::vector<std::string>& values) {
        field(static_cast<std::uint32_t>(values.size()));
        for (const auto& value : values) {
            field(value);
        }
    }

    std::string out;
};

class Reader {
  public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    bool ok() const { return ok_; }
    bool at_end() const { return ok_ && rest_.empty(); }

    void field(std::uint8_t& value) { value = integer<std::uint8_t>(); }
    void field(bool& value) {
        const auto byte = integer<std::uint8_t>();
        ok_ = ok_ && byte <= 1;
        value = byte == 1;
    }
    void field(std::uint32_t& value) { value = integer<std::uint32_t>(); }
    void field(std::uint64_t& value) { value = integer<std::uint64_t>(); }
    void field(JvmState& value) {
        const auto byte = integer<std::uint8_t>();
        ok_ = ok_ && byte <= 2;
        value = ok_ ? static_cast<JvmState>(byte) : JvmState::none;
    }
    void field(JvmId& value) {
        field(value.pid);
        field(value.start_ticks);
    }
    void field(std::string& value) {
        const auto length = integer<std::uint32_t>();
        if (!ok_ || length > rest_.size()) {
            ok_ = false;
            return;
        }
        value.assign(rest_.substr(0, length));
        rest_.remove_prefix(length);
    }
    void field(std::vector<std::string>& values) {
        const auto count = integer<std::uint32_t>();
        ok_ = ok_ && count <= kMaxElements;
        for (std::uint32_t i = 0; ok_ && i < count; ++i) {
            field(values.emplace_back());
        }
    }

  private:
    std::string_view rest_;
    bool ok_ = true;

    template <class Integer>
    Integer integer() {
        if (!ok_ || rest_.size() < sizeof(Integer)) {
            ok_ = false;
            return 0;
        }
        Integer value = 0;
        for (std::size_t i = 0; i < sizeof(Integer); ++i) {
            value = static_cast<Integer>((static_cast<std::uint64_t>(value) << 8U) |
                                         static_cast<unsigned char>(rest_[i]));
        }
        rest_.remove_prefix(sizeof(Integer));
        return value;
    }
};

// The fields of each message in their order on the wire.
template <class Codec, class M>
void fields(Codec& codec, M& message) {
    using T = std::remove_const_t<M>;
    const auto all = [&](auto&... members) { (codec.field(members), ...); };
    if constexpr (std::is_same_v<T, Hello>) {
        all(message.version, message.init_pid, message.state, message.jvm, message.started_ms,
            message.exited_ms, message.wait_status, message.stopping);
    } else if constexpr (std::is_same_v<T, Started>) {
        all(message.jvm, message.started_ms);
    } else if constexpr (std::is_same_v<T, StartFailed> || std::is_same_v<T, Refused>) {
        all(message.message);
    } else if constexpr (std::is_same_v<T, Exited>) {
        all(message.jvm, message.wait_status, message.exited_ms);
    } else if constexpr (std::is_same_v<T, Log>) {
        all(message.stream, message.bytes);
    } else if constexpr (std::is_same_v<T, LogDropped>) {
        all(message.lines);
    } else if constexpr (std::is_same_v<T, Start>) {
        all(message.argv, message.environment, message.working_directory);
    } else if constexpr (std::is_same_v<T, Signal>) {
        all(message.jvm, message.number);
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
        Reader reader(payload);
        fields(reader, message);
        return reader.at_end() ? std::optional<Message>(std::move(message)) : std::nullopt;
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
    Reader(std::string_view(buffer_).substr(0, kLength)).field(length);
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
