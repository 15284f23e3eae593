#include "common/zookeeper/jute.hpp"

#include <fmt/format.h>

namespace ballast::zookeeper {

void JuteWriter::int32(std::int32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes_ +=
            static_cast<char>(static_cast<std::uint32_t>(value) >> static_cast<unsigned>(shift));
    }
}

void JuteWriter::int64(std::int64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes_ +=
            static_cast<char>(static_cast<std::uint64_t>(value) >> static_cast<unsigned>(shift));
    }
}

void JuteWriter::boolean(bool value) {
    bytes_ += value ? '\1' : '\0';
}

void JuteWriter::text(std::string_view value) {
    int32(static_cast<std::int32_t>(value.size()));
    bytes_ += value;
}

std::uint64_t JuteReader::big_endian(std::size_t size) {
    if (failed_ || rest_.size() < size) {
        failed_ = true;
        return 0;
    }
    std::uint64_t value = 0;
    for (const char byte : rest_.substr(0, size)) {
        value = value << 8U | static_cast<std::uint8_t>(byte);
    }
    rest_.remove_prefix(size);
    return value;
}

std::int32_t JuteReader::int32() {
    return static_cast<std::int32_t>(big_endian(4));
}

std::int64_t JuteReader::int64() {
    return static_cast<std::int64_t>(big_endian(8));
}

bool JuteReader::boolean() {
    return big_endian(1) != 0;
}

// Of elements with at least so many bytes each: more than there can be is an error.
std::size_t JuteReader::length(std::size_t least) {
    const auto count = int32();
    if (count < -1 || (count > 0 && static_cast<std::size_t>(count) > rest_.size() / least)) {
        failed_ = true;
    }
    return failed_ || count < 0 ? 0 : static_cast<std::size_t>(count);
}

std::string JuteReader::text() {
    const auto size = length(1);
    std::string value(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return value;
}

std::vector<std::string> JuteReader::texts() {
    std::vector<std::string> values;
    for (auto left = length(sizeof(std::int32_t)); left > 0 && !failed_; --left) {
        values.push_back(text());
    }
    return values;
}

Result<void> JuteReader::finish(std::string_view what) const {
    return failed_ ? fail(ErrorKind::invalid, fmt::format("what ZooKeeper sent is no {}", what),
                          "BAD_FRAME")
                   : Result<void>();
}

}  // namespace ballast::zookeeper
