#include "common/http/parser.hpp"

#include <fmt/format.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <utility>

#include "common/http/body_decoder.hpp"
#include "common/http/envelope.hpp"
#include "common/text.hpp"

namespace ballast::http {

namespace beast = boost::beast::http;

namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";

std::unexpected<Response> bad_request(const std::string& what) {
    return std::unexpected(error_response(400, "BAD_REQUEST", what));
}

std::unexpected<Response> refuse(BodyDecoder::Problem problem) {
    if (problem == BodyDecoder::Problem::too_large) {
        return std::unexpected(
            error_response(413, "BODY_TOO_LARGE", "the request's body is too large"));
    }
    return bad_request("the chunks of the request's body are malformed");
}

// Puts as much of `buffer` after `parsed` into the parser as it takes.
boost::system::error_code feed(auto& parser, const std::string& buffer, std::size_t& parsed) {
    boost::system::error_code code;
    const boost::asio::const_buffer rest(buffer.data() + parsed, buffer.size() - parsed);
    parsed += parser.put(rest, code);
    return code;
}

template <class Fields>
std::map<std::string, std::string> copy_headers(const Fields& fields) {
    std::map<std::string, std::string> headers;
    for (const auto& field : fields) {
        const auto name = to_lower({field.name_string().data(), field.name_string().size()});
        const std::string value(field.value());
        auto [place, is_new] = headers.emplace(name, value);
        if (!is_new) {
            place->second += ", " + value;
        }
    }
    return headers;
}

}  // namespace

struct RequestParser::Impl {
    using Parser = beast::request_parser<beast::empty_body>;

    std::size_t header_limit;
    std::string buffer;            // from the head's first byte until the head is complete
    std::size_t parsed = 0;        // of it by the parser
    std::optional<Parser> parser;  // of the head alone
    std::optional<BodyDecoder> decoder;
    std::string body;

    void start() {
        parser.emplace();
        parsed = 0;
        decoder.reset();
        // Ours is counted in check_size(): Beast's depends on the pieces that the head came in.
        parser->header_limit(static_cast<std::uint32_t>(2 * header_limit));
        parser->body_limit(boost::none);
    }

    // `end` is that of the head where it is complete.
    std::expected<void, Response> check_size(std::size_t end) const {
        if ((end == std::string::npos ? buffer.size() : end + kHeadEnd.size()) > header_limit) {
            return std::unexpected(
                error_response(431, "HEADER_TOO_LARGE", "the request's header is too large"));
        }
        return {};
    }

    // What Beast lets pass but two parsers could read differently (RFC 9112
    // sections 3.2, 5.2, 6.3).
    std::expected<void, Response> check() const {
        const auto& message = parser->get();
        const auto count = [&](beast::field name) {
            const auto [from, to] = message.equal_range(name);
            return std::distance(from, to);
        };
        const auto lengths = count(beast::field::content_length);
        const auto encodings = count(beast::field::transfer_encoding);
        const bool is_list = message[beast::field::content_length].contains(',');
        if (lengths > 1 || is_list || encodings > 1 || (lengths == 1 && encodings == 1)) {
            return bad_request("the request tells its body's length twice");
        }
        if (encodings == 1 &&
            to_lower(std::string(message[beast::field::transfer_encoding])) != "chunked") {
            return std::unexpected(error_response(501, "NOT_IMPLEMENTED",
                                                  "the only transfer encoding here is 'chunked'"));
        }
        if (message.version() < 11 && encodings != 0) {
            return bad_request("HTTP/1.0 has no Transfer-Encoding");
        }
        const auto hosts = count(beast::field::host);
        if (hosts > 1 || (message.version() >= 11 && hosts == 0)) {
            return bad_request("the request must have one Host header");
        }
        return {};
    }
};

RequestParser::RequestParser(std::size_t header_limit) : impl_(std::make_unique<Impl>()) {
    impl_->header_limit = header_limit;
    impl_->start();
}

RequestParser::~RequestParser() = default;

void RequestParser::append(std::string_view bytes) {
    impl_->buffer += bytes;
}

bool RequestParser::empty() const {
    return impl_->buffer.empty();
}

std::expected<std::optional<RequestHead>, Response> RequestParser::parse_head() {
    auto& parser = *impl_->parser;
    const auto end = impl_->buffer.find(kHeadEnd);
    if (auto checked = impl_->check_size(end); !checked) {
        return std::unexpected(std::move(checked).error());
    }
    const auto head = std::string_view(impl_->buffer).substr(0, end);
    if (head.find("\r\n ") != std::string_view::npos ||
        head.find("\r\n\t") != std::string_view::npos) {
        return bad_request("a header goes on over a second line");
    }
    if (impl_->parsed == impl_->buffer.size()) {
        return std::nullopt;
    }
    const auto code = feed(parser, impl_->buffer, impl_->parsed);
    if (code && code != beast::error::need_more) {
        return bad_request("the request is not HTTP/1.1: " + code.message());
    }
    if (!parser.is_header_done()) {
        return std::nullopt;
    }
    impl_->buffer.erase(0, impl_->parsed);
    if (auto checked = impl_->check(); !checked) {
        return std::unexpected(std::move(checked).error());
    }
    const auto& message = parser.get();
    RequestHead result{.method = std::string(message.method_string()),
                       .target = std::string(message.target()),
                       .headers = copy_headers(message),
                       .http_1_1 = message.version() >= 11,
                       .keep_alive = parser.keep_alive()};
    if (const auto length = parser.content_length()) {
        result.content_length = *length;
    }
    impl_->decoder = parser.chunked() ? BodyDecoder::chunked()
                                      : BodyDecoder::of_length(result.content_length.value_or(0));
    result.has_body = parser.chunked() || result.content_length.value_or(0) > 0;
    return result;
}

std::expected<std::optional<std::string>, Response> RequestParser::parse_body(std::size_t limit) {
    if (impl_->parser->content_length().value_or(0) > limit) {
        return refuse(BodyDecoder::Problem::too_large);
    }
    if (auto decoded = impl_->decoder->decode(impl_->buffer, impl_->body, limit); !decoded) {
        return refuse(decoded.error());
    }
    if (!impl_->decoder->is_done()) {
        return std::nullopt;
    }
    auto body = std::exchange(impl_->body, {});
    impl_->start();
    return body;
}

struct ResponseParser::Impl {
    beast::response_parser<beast::empty_body> parser;  // of the head alone
    std::optional<BodyDecoder> decoder;                // once that is complete
    std::uint64_t limit = 0;
    bool is_closed = false;
    std::string buffer;
    std::string body;

    Result<void> read_head() {
        std::size_t parsed = 0;
        const auto code = feed(parser, buffer, parsed);
        buffer.erase(0, parsed);
        if (code && code != beast::error::need_more) {
            return fail(ErrorKind::invalid, "the answer is not HTTP/1.1: " + code.message());
        }
        if (!parser.is_header_done()) {
            return {};
        }
        const auto status = parser.get().result_int();
        if (status < 200 || (parser.chunked() && parser.content_length())) {
            return fail(ErrorKind::invalid, "the answer is not one to this request");
        }
        if (status == 204 || status == 304) {
            decoder = BodyDecoder::of_length(0);
        } else if (parser.chunked()) {
            decoder = BodyDecoder::chunked();
        } else if (const auto length = parser.content_length()) {
            decoder = BodyDecoder::of_length(*length);
        } else {
            decoder = BodyDecoder::until_closed();
        }
        return {};
    }
};

ResponseParser::ResponseParser(std::optional<std::size_t> body_limit)
    : impl_(std::make_unique<Impl>()) {
    impl_->parser.body_limit(boost::none);
    impl_->limit = body_limit.value_or(BodyDecoder::kNoLimit);
}

ResponseParser::~ResponseParser() = default;

Result<void> ResponseParser::append(std::string_view bytes) {
    impl_->buffer += bytes;
    if (!impl_->decoder) {
        TRY_VOID(impl_->read_head());
    }
    if (!impl_->decoder) {
        return {};
    }
    if (impl_->parser.content_length().value_or(0) > impl_->limit) {
        return fail(ErrorKind::invalid, "the answer is larger than it may be");
    }
    const auto decoded = impl_->decoder->decode(impl_->buffer, impl_->body, impl_->limit);
    if (!decoded) {
        return fail(ErrorKind::invalid, decoded.error() == BodyDecoder::Problem::too_large
                                            ? "the answer is larger than it may be"
                                            : "the chunks of the answer are malformed");
    }
    return {};
}

Result<void> ResponseParser::finish() {
    impl_->is_closed = true;
    if (is_done()) {
        return {};
    }
    return fail(ErrorKind::unreachable, "the connection was closed in the middle of the answer",
                "CONNECTION_CLOSED");
}

bool ResponseParser::has_head() const {
    return impl_->decoder.has_value();
}

bool ResponseParser::is_done() const {
    return impl_->decoder &&
           (impl_->decoder->is_done() || (impl_->is_closed && impl_->decoder->ends_by_close()));
}

Response ResponseParser::head() const {
    const auto& message = impl_->parser.get();
    Response response{.status = static_cast<int>(message.result_int()), .content_type = ""};
    for (const auto& field : message) {
        if (field.name() == beast::field::content_type) {
            response.content_type = std::string(field.value());
        } else {
            response.headers.emplace_back(field.name_string(), field.value());
        }
    }
    return response;
}

std::string ResponseParser::take_body() {
    return std::exchange(impl_->body, {});
}

std::string to_wire(const Response& response, bool keep_alive, Framing framing) {
    const auto reason =
        beast::obsolete_reason(beast::int_to_status(static_cast<unsigned>(response.status)));
    std::string wire = fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nConnection: {}\r\n",
                                   response.status, std::string_view(reason.data(), reason.size()),
                                   response.content_type, keep_alive ? "keep-alive" : "close");
    for (const auto& [name, value] : response.headers) {
        wire += fmt::format("{}: {}\r\n", name, value);
    }
    if (framing == Framing::chunked) {
        return wire + "Transfer-Encoding: chunked\r\n\r\n";
    }
    if (framing == Framing::until_closed) {
        return wire + "\r\n";
    }
    wire += fmt::format("Content-Length: {}\r\n\r\n", response.body.size());
    return framing == Framing::whole ? wire + response.body : wire;
}

std::string chunk_to_wire(std::string_view bytes) {
    return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
}

std::string request_to_wire(std::string_view method, std::string_view target, std::string_view host,
                            std::string_view body, std::string_view content_type, bool keep_alive,
                            const Headers& headers) {
    std::string wire = fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nConnection: {}\r\n", method,
                                   target, host, keep_alive ? "keep-alive" : "close");
    if (!body.empty()) {
        wire +=
            fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", content_type, body.size());
    }
    for (const auto& [name, value] : headers) {
        wire += fmt::format("{}: {}\r\n", name, value);
    }
    return wire + "\r\n" + std::string(body);
}

}  // namespace ballast::http
