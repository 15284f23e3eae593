// The primitive types of Kafka's protocol (https://kafka.apache.org/protocol#protocol_types).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "common/kafka/uuid.hpp"
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
    void uuid(const Uuid& id);
    void raw(std::string_view bytes);
    // The length in front of a compact array; empty: a null array.
    void compact_array(std::optional<std::size_t> count);
    // A compact array with each element written by `write(element)`.
    template <class Elements, class Write>
    void compact_elements(const Elements& elements, Write write) {
        compact_array(elements.size());
        for (const auto& element : elements) {
            write(element);
        }
    }
    void compact_int32s(std::span<const std::int32_t> values);
    // What a broker may take at most, as int32 of milliseconds; more than that holds is its most.
    void timeout(std::chrono::milliseconds value);
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
    // Into the bytes that are read: valid as long as they are.
    std::optional<std::string_view> compact_nullable_view();
    std::string compact_bytes();
    Uuid uuid();
    // The number of elements, 0 for a null array; `min_bytes` is the smallest size of one, so that
    // a count that cannot be true fails here.
    std::size_t array(std::size_t min_bytes);
    std::size_t compact_array(std::size_t min_bytes);
    // The elements of a compact array, each from `read(*this)`, up to the first error.
    template <class Read>
    std::vector<std::invoke_result_t<Read, Reader&>> compact_elements(std::size_t min_bytes,
                                                                      Read read) {
        std::vector<std::invoke_result_t<Read, Reader&>> elements;
        const auto count = compact_array(min_bytes);
        elements.reserve(count);
        for (std::size_t i = 0; i < count && !failed(); ++i) {
            elements.push_back(read(*this));
        }
        return elements;
    }
    // Replaces what is in `values` and keeps its memory.
    void compact_int32s(std::vector<std::int32_t>& values);
    std::vector<std::int32_t> compact_int32s();
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
