// HTTP/1.1 messages from and to bytes, without I/O. Beast stays behind this header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/http/message.hpp"
#include "common/result.hpp"

namespace ballast::http {

// What stands before a request's body.
struct RequestHead {
    std::string method;
    std::string target;  // as sent
    std::map<std::string, std::string> headers;
    bool http_1_1 = true;
    bool keep_alive = true;
    bool has_body = false;
    // Absent for a chunked body.
    std::optional<std::uint64_t> content_length;
};

// Requests out of one connection's bytes, one after the other. A refusal is the response to give;
// the connection is of no more use after it. Statuses: 400, 413, 431, 501 (a transfer encoding
// other than chunked).
class RequestParser {
  public:
    explicit RequestParser(std::size_t header_limit);
    ~RequestParser();

    void append(std::string_view bytes);
    // True when no byte of the next request has come.
    bool empty() const;
    // The head once it is complete.
    std::expected<std::optional<RequestHead>, Response> parse_head();
    // After the head: the body once it is complete; the parser then waits for the next request.
    std::expected<std::optional<std::string>, Response> parse_body(std::size_t limit);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// One response. Errors: invalid (not HTTP, larger than the limit).
class ResponseParser {
  public:
    // No `body_limit`: the body is unbounded and taken piece by piece.
    explicit ResponseParser(std::optional<std::size_t> body_limit);
    ~ResponseParser();

    Result<void> append(std::string_view bytes);
    // The peer has closed: an error unless that ends the message.
    Result<void> finish();
    bool has_head() const;
    bool is_done() const;
    // Status and headers; without the body.
    Response head() const;
    // What came of the body since the last call.
    std::string take_body();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// How a response's body is told apart from what follows; all but `whole` give the head alone.
enum class Framing : std::uint8_t {
    whole,         // head with the length, and the body
    length,        // an answer to HEAD
    chunked,       // chunks follow
    until_closed,  // for HTTP/1.0, which has no chunks (RFC 9112 section 6.1)
};
std::string to_wire(const Response& response, bool keep_alive, Framing framing = Framing::whole);
// One chunk (not empty), and what ends a chunked body.
std::string chunk_to_wire(std::string_view bytes);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";
inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
// `content_type` is that of a body that is not empty.
std::string request_to_wire(std::string_view method, std::string_view target, std::string_view host,
                            std::string_view body,
                            std::string_view content_type = "application/json",
                            bool keep_alive = false, const Headers& headers = {});

}  // namespace ballast::http
