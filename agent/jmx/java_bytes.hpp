// The bytes of a Java stream, taken one after the other and never beyond their end.
#pragma once

#include <fmt/format.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "agent/jmx/java_reader.hpp"

namespace ballast::agent::jmx {

class JavaBytes {
  public:
    // Both outlive this.
    JavaBytes(std::string_view bytes, const ReadLimits& limits) : limits_(limits), bytes_(bytes) {}

    std::size_t read() const { return at_; }

    // Why a step was false. Empty: bytes are missing.
    std::optional<Error> error() const {
        if (!error_ && bytes_.size() > limits_.bytes) {
            return Error{ErrorKind::invalid,
                         fmt::format("more than {} bytes in one answer", limits_.bytes),
                         "TOO_LARGE"};
        }
        return error_;
    }

  protected:
    const ReadLimits& limits_;

    bool wrong(std::string message, std::string code = {}) {
        if (!error_) {
            error_ = Error{ErrorKind::invalid,
                           fmt::format("in a Java stream at byte {}: {}", at_, message),
                           std::move(code)};
        }
        return false;
    }

    bool too_much(std::string_view what, std::size_t most) {
        return wrong(fmt::format("more than {} {}", most, what), "TOO_LARGE");
    }

    template <class Number>
    bool number(Number& value) {
        if (bytes_.size() - at_ < sizeof(Number)) {
            return false;
        }
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < sizeof(Number); ++i) {
            bits = bits << 8U | static_cast<unsigned char>(bytes_[at_ + i]);
        }
        at_ += sizeof(Number);
        value = static_cast<Number>(bits);
        return true;
    }

    bool range(std::uint64_t size, ByteRange& out) {
        if (size > limits_.bytes) {
            return too_much("bytes in one text or block", limits_.bytes);
        }
        if (bytes_.size() - at_ < size) {
            return false;
        }
        out = {static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(size)};
        at_ += size;
        return true;
    }

    bool utf(ByteRange& out) {
        std::uint16_t size = 0;
        return number(size) && range(size, out);
    }

    // Integers keep their sign; F and D become the bits of a double.
    template <class Number>
    bool as(std::uint64_t& bits) {
        Number value{};
        if (!number(value)) {
            return false;
        }
        bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
        return true;
    }

    bool primitive(char type, std::uint64_t& bits) {
        switch (type) {
            case 'Z':
                return as<std::uint8_t>(bits);
            case 'B':
                return as<std::int8_t>(bits);
            case 'C':
                return as<std::uint16_t>(bits);
            case 'S':
                return as<std::int16_t>(bits);
            case 'I':
                return as<std::int32_t>(bits);
            case 'J':
            case 'D':
                return as<std::int64_t>(bits);
            case 'F': {
                std::uint32_t raw = 0;
                if (!number(raw)) {
                    return false;
                }
                bits = std::bit_cast<std::uint64_t>(static_cast<double>(std::bit_cast<float>(raw)));
                return true;
            }
            default:
                return wrong("a value of an unknown type");
        }
    }

  private:
    std::string_view bytes_;
    std::size_t at_ = 0;
    std::optional<Error> error_;
};

}  // namespace ballast::agent::jmx
