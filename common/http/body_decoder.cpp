#include "common/http/body_decoder.hpp"

#include <algorithm>
#include <charconv>

namespace ballast::http {
namespace {

constexpr std::size_t kLineLimit = 1024;
constexpr std::size_t kTrailerLimit = 8192;
constexpr std::string_view kLineEnd = "\r\n";

bool has_control_character(std::string_view line) {
    return std::ranges::any_of(
        line, [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t'; });
}

}  // namespace

BodyDecoder BodyDecoder::of_length(std::uint64_t length) {
    return {length == 0 ? State::done : State::length, length};
}

BodyDecoder BodyDecoder::chunked() {
    return {State::size_line, 0};
}

BodyDecoder BodyDecoder::until_closed() {
    return {State::until_closed, kNoLimit};
}

std::expected<void, BodyDecoder::Problem> BodyDecoder::take_line(std::string_view line,
                                                                 std::uint64_t limit) {
    if (has_control_character(line)) {
        return std::unexpected(Problem::malformed);
    }
    if (state_ == State::data_end) {
        state_ = State::size_line;
        return line.empty() ? std::expected<void, Problem>() : std::unexpected(Problem::malformed);
    }
    if (state_ == State::trailer) {
        trailer_size_ += line.size();
        if (line.empty()) {
            state_ = State::done;
        } else if (trailer_size_ > kTrailerLimit || line.find(':') == std::string_view::npos) {
            return std::unexpected(Problem::malformed);
        }
        return {};
    }
    const auto digits = line.substr(0, line.find(';'));  // extensions say nothing to us
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
    if (error == std::errc::result_out_of_range) {
        return std::unexpected(Problem::too_large);
    }
    if (error != std::errc() || end != digits.data() + digits.size()) {
        return std::unexpected(Problem::malformed);
    }
    if (left_ > limit - std::min(total_, limit)) {
        return std::unexpected(Problem::too_large);
    }
    state_ = left_ == 0 ? State::trailer : State::data;
    return {};
}

std::expected<void, BodyDecoder::Problem> BodyDecoder::decode(std::string& buffer,
                                                              std::string& body,
                                                              std::uint64_t limit) {
    std::size_t at = 0;
    std::expected<void, Problem> result;
    while (result && state_ != State::done && at < buffer.size()) {
        const std::string_view rest = std::string_view(buffer).substr(at);
        if (state_ == State::length || state_ == State::data || state_ == State::until_closed) {
            const auto size = std::min<std::uint64_t>(left_, rest.size());
            total_ += size;
            if (total_ > limit) {
                result = std::unexpected(Problem::too_large);
                break;
            }
            body += rest.substr(0, size);
            at += size;
            if (state_ != State::until_closed && (left_ -= size) == 0) {
                state_ = state_ == State::data ? State::data_end : State::done;
            }
            continue;
        }
        const auto end = rest.substr(0, kLineLimit).find(kLineEnd);
        if (end == std::string_view::npos) {
            if (rest.size() >= kLineLimit || rest.find('\n') != std::string_view::npos) {
                result = std::unexpected(Problem::malformed);
            }
            break;
        }
        result = take_line(rest.substr(0, end), limit);
        at += end + kLineEnd.size();
    }
    buffer.erase(0, at);
    return result;
}

}  // namespace ballast::http
