// The body of a message out of its bytes, without I/O (RFC 9112 sections 6 and 7).
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <limits>
#include <string>
#include <string_view>

namespace ballast::http {

// Beast's own decoder of chunks asserts on "0\r\n" that comes in pieces (1.81), so that a peer
// could end the process; this one replaces it.
class BodyDecoder {
  public:
    enum class Problem : std::uint8_t { malformed, too_large };
    static constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

    static BodyDecoder of_length(std::uint64_t length);
    static BodyDecoder chunked();
    static BodyDecoder until_closed();

    // Takes what is of the body from the front of `buffer` and appends its content to `body`; the
    // rest stays. `limit` bounds the whole body. Lines of chunks and trailers are bounded, too.
    std::expected<void, Problem> decode(std::string& buffer, std::string& body,
                                        std::uint64_t limit);
    bool is_done() const { return state_ == State::done; }
    // True where the end of the connection is the end of the body.
    bool ends_by_close() const { return state_ == State::until_closed; }

  private:
    enum class State : std::uint8_t {
        length,
        until_closed,
        size_line,
        data,
        data_end,
        trailer,
        done
    };

    BodyDecoder(State state, std::uint64_t left) : state_(state), left_(left) {}

    State state_;
    std::uint64_t left_;  // of the body, or of the chunk
    std::uint64_t total_ = 0;
    std::size_t trailer_size_ = 0;

    std::expected<void, Problem> take_line(std::string_view line, std::uint64_t limit);
};

}  // namespace ballast::http
