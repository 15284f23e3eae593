// The primitive types of Kafka's protocol (https://kafka.apache.org/protocol#protocol_types).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ballast::kafka {

// Appends big-endian primitives to a buffer. "compact" forms are those of flexible versions.
class Writer {
  public:
    void int8(std::int8_t value);
    void int16(std::int16_t value);
    void int32(std::int32_t value);
    void int64(std::int64_t value);
    void boolean(bool value);
    void unsigned_varint(std::uint32_t value);
    // Errors of size are our own mistake: texts here are far below 32 KiB.
    void string(std::string_view value);
    void nullable_string(std::optional<std::string_view> value);
    void compact_string(std::string_view value);
    void compact_nullable_string(std::optional<std::string_view> value);
    void compact_bytes(std::string_view value);
    void raw(std::string_view bytes);
    // The length in front of a compact array; empty: a null array.
    void compact_array(std::optional<std::size_t> count);
    void no_tags();

    const std::string& bytes() const { return bytes_; }
    std::string take() { return std::move(bytes_); }

  private:
    std::string bytes_;
};

// Reads primitives out of bytes that the other side wrote. The first error sticks: after it every
// read gives zero or empty, so a decoder reads on and asks error() once at the end. Nothing is
// ever read or reserved beyond the bytes that are there.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}

    std::int8_t int8();
    std::int16_t int16();
    std::int32_t int32();
    std::int64_t int64();
    bool boolean();
    std::uint32_t unsigned_varint();
    std::string_view raw(std::size_t size);
    std::string string();
    std::optional<std::string> nullable_string();
    std::string compact_string();
    std::optional<std::string> compact_nullable_string();
    std::string compact_bytes();
    // The number of elements, 0 for a null array; `min_bytes` is the smallest size of one, so that
    // a count that cannot be true fails here.
    std::size_t array(std::size_t min_bytes);
    std::size_t compact_array(std::size_t min_bytes);
    void skip_tags();

    std::size_t remaining() const { return rest_.size(); }
    bool failed() const { return !error_.empty(); }
    // Marks the bytes as wrong; the first message stays.
    void set_error(std::string_view message);
    // Errors: invalid (code BAD_FRAME).
    Result<void> finish(std::string_view what) const;

  private:
    std::string_view rest_;
    std::string error_;

    std::uint64_t big_endian(std::size_t size);
    std::size_t checked_count(std::int64_t count, std::size_t min_bytes);
};

}  // namespace ballast::kafka
