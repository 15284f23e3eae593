// The primitive types of ZooKeeper's protocol (org.apache.jute.BinaryInputArchive): big-endian
// integers; a text or buffer is an int length (-1: none) and its bytes; a vector an int count.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace ballast::zookeeper {

class JuteWriter {
  public:
    void int32(std::int32_t value);
    void int64(std::int64_t value);
    void boolean(bool value);
    void text(std::string_view value);

    const std::string& bytes() const { return bytes_; }

  private:
    std::string bytes_;
};

// Reads what a server wrote. The first error sticks: every later read gives zero or empty, so a
// decoder asks finish() once. Nothing is read or reserved beyond the bytes that are there.
class JuteReader {
  public:
    explicit JuteReader(std::string_view bytes) : rest_(bytes) {}

    std::int32_t int32();
    std::int64_t int64();
    bool boolean();
    std::string text();  // also a buffer; none is empty
    std::vector<std::string> texts();

    std::size_t remaining() const { return rest_.size(); }
    // Errors: invalid (code BAD_FRAME), names `what` was read.
    Result<void> finish(std::string_view what) const;

  private:
    std::string_view rest_;
    bool failed_ = false;

    std::uint64_t big_endian(std::size_t size);
    std::size_t length(std::size_t least);
};

}  // namespace ballast::zookeeper
