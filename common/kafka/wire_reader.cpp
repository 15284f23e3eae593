#include <fmt/format.h>

#include <algorithm>

#include "common/kafka/wire.hpp"

namespace ballast::kafka {

void Reader::set_error(std::string_view message) {
    if (error_.empty()) {
        error_ = message;
    }
    rest_ = {};
}

Result<void> Reader::finish(std::string_view what) const {
    if (failed()) {
        return fail(ErrorKind::invalid, fmt::format("the {} response is damaged: {}", what, error_),
                    "BAD_FRAME");
    }
    if (!rest_.empty()) {
        return fail(ErrorKind::invalid,
                    fmt::format("the {} response has {} bytes too many", what, rest_.size()),
                    "BAD_FRAME");
    }
    return {};
}

std::string_view Reader::raw(std::size_t size) {
    if (size > rest_.size()) {
        set_error(fmt::format("{} bytes wanted, {} there", size, rest_.size()));
        return {};
    }
    const auto bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
}

std::uint64_t Reader::big_endian(std::size_t size) {
    std::uint64_t value = 0;
    for (const char byte : raw(size)) {
        value = value << 8U | static_cast<unsigned char>(byte);
    }
    return value;
}

std::int8_t Reader::int8() {
    return static_cast<std::int8_t>(big_endian(1));
}
std::int16_t Reader::int16() {
    return static_cast<std::int16_t>(big_endian(2));
}
std::int32_t Reader::int32() {
    return static_cast<std::int32_t>(big_endian(4));
}
std::int64_t Reader::int64() {
    return static_cast<std::int64_t>(big_endian(8));
}
bool Reader::boolean() {
    return int8() != 0;
}

std::uint32_t Reader::unsigned_varint() {
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift < 35; shift += 7) {
        const auto byte = static_cast<std::uint32_t>(big_endian(1));
        if (shift == 28 && byte > 0x0FU) {
            break;
        }
        value |= (byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) {
            return value;
        }
    }
    set_error("a variable-length integer is longer than 32 bits");
    return 0;
}

std::string Reader::string() {
    auto value = nullable_string();
    if (!value) {
        set_error("a string is null where it must not be");
    }
    return std::move(value).value_or("");
}

std::optional<std::string> Reader::nullable_string() {
    const auto size = int16();
    if (size == -1) {
        return std::nullopt;
    }
    if (size < -1) {
        set_error("a string has a negative length");
        return std::string();
    }
    return std::string(raw(static_cast<std::size_t>(size)));
}

std::string Reader::compact_string() {
    auto value = compact_nullable_string();
    if (!value) {
        set_error("a string is null where it must not be");
    }
    return std::move(value).value_or("");
}

std::optional<std::string> Reader::compact_nullable_string() {
    const auto value = compact_nullable_view();
    return value ? std::optional(std::string(*value)) : std::nullopt;
}

std::optional<std::string_view> Reader::compact_nullable_view() {
    const auto size = unsigned_varint();
    if (failed()) {
        return std::string_view();
    }
    return size == 0 ? std::nullopt : std::optional(raw(size - 1));
}

Uuid Reader::uuid() {
    Uuid id;
    const auto bytes = raw(id.bytes.size());
    std::ranges::copy(bytes, id.bytes.begin());
    return id;
}

std::string Reader::compact_bytes() {
    return compact_string();
}

std::size_t Reader::checked_count(std::int64_t count, std::size_t min_bytes) {
    if (count <= 0) {
        return 0;
    }
    const auto most = rest_.size() / std::max<std::size_t>(min_bytes, 1);
    if (static_cast<std::size_t>(count) > most) {
        set_error(fmt::format("an array claims {} elements in {} bytes", count, rest_.size()));
        return 0;
    }
    return static_cast<std::size_t>(count);
}

std::size_t Reader::array(std::size_t min_bytes) {
    return checked_count(int32(), min_bytes);
}

std::size_t Reader::compact_array(std::size_t min_bytes) {
    return checked_count(std::int64_t{unsigned_varint()} - 1, min_bytes);
}

void Reader::compact_int32s(std::vector<std::int32_t>& values) {
    values.resize(compact_array(4));
    for (auto& value : values) {
        value = int32();
    }
}

std::vector<std::int32_t> Reader::compact_int32s() {
    std::vector<std::int32_t> values;
    compact_int32s(values);
    return values;
}

void Reader::skip_tags() {
    const auto count = unsigned_varint();
    for (std::uint32_t i = 0; i < count && !failed(); ++i) {
        unsigned_varint();  // the tag's number
        raw(unsigned_varint());
    }
}

}  // namespace ballast::kafka
