#include <algorithm>
#include <concepts>
#include <limits>

#include "common/kafka/wire.hpp"

namespace ballast::kafka {

namespace {

template <std::unsigned_integral T>
void append_big_endian(std::string& out, T value) {
    for (int shift = static_cast<int>(sizeof(T)) * 8 - 8; shift >= 0; shift -= 8) {
        out.push_back(static_cast<char>(static_cast<unsigned char>(value >> shift)));
    }
}

}  // namespace

void Writer::int8(std::int8_t value) {
    append_big_endian(bytes_, static_cast<std::uint8_t>(value));
}
void Writer::int16(std::int16_t value) {
    append_big_endian(bytes_, static_cast<std::uint16_t>(value));
}
void Writer::int32(std::int32_t value) {
    append_big_endian(bytes_, static_cast<std::uint32_t>(value));
}
void Writer::int64(std::int64_t value) {
    append_big_endian(bytes_, static_cast<std::uint64_t>(value));
}
void Writer::boolean(bool value) {
    int8(value ? 1 : 0);
}

void Writer::unsigned_varint(std::uint32_t value) {
    while (value >= 0x80U) {
        bytes_.push_back(static_cast<char>(static_cast<unsigned char>((value & 0x7FU) | 0x80U)));
        value >>= 7U;
    }
    bytes_.push_back(static_cast<char>(value));
}

void Writer::string(std::string_view value) {
    int16(static_cast<std::int16_t>(value.size()));
    bytes_ += value;
}
void Writer::nullable_string(std::optional<std::string_view> value) {
    if (value) {
        string(*value);
    } else {
        int16(-1);
    }
}
void Writer::compact_string(std::string_view value) {
    compact_bytes(value);
}
void Writer::compact_nullable_string(std::optional<std::string_view> value) {
    if (value) {
        compact_string(*value);
    } else {
        unsigned_varint(0);
    }
}
void Writer::compact_bytes(std::string_view value) {
    unsigned_varint(static_cast<std::uint32_t>(value.size()) + 1);
    bytes_ += value;
}
void Writer::uuid(const Uuid& id) {
    bytes_.append(id.bytes.begin(), id.bytes.end());
}
void Writer::raw(std::string_view bytes) {
    bytes_ += bytes;
}
void Writer::compact_array(std::optional<std::size_t> count) {
    unsigned_varint(count ? static_cast<std::uint32_t>(*count) + 1 : 0);
}
void Writer::compact_int32s(std::span<const std::int32_t> values) {
    compact_elements(values, [this](std::int32_t value) { int32(value); });
}
void Writer::timeout(std::chrono::milliseconds value) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    int32(static_cast<std::int32_t>(std::clamp<std::int64_t>(value.count(), 0, kMost)));
}
void Writer::no_tags() {
    unsigned_varint(0);
}

}  // namespace ballast::kafka
