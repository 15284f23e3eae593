#include "common/http/parser.hpp"

#include <gmock/gmock.h>

namespace ballast::test {
namespace {

// The status of the refusal; 0 when the head is taken, -1 when more is needed.
int head_status(std::string_view bytes, std::size_t limit = 8192) {
    http::RequestParser parser(limit);
    parser.append(bytes);
    const auto head = parser.parse_head();
    return !head ? head.error().status : *head ? 0 : -1;
}

TEST(RequestParser, TakesAHead) {
    http::RequestParser parser(8192);
    parser.append(
        "POST /a?b=1 HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 3\r\n\r\nabcGET");
    const auto head = parser.parse_head();
    ASSERT_TRUE(head && *head);
    EXPECT_EQ((*head)->method, "POST");
    EXPECT_EQ((*head)->target, "/a?b=1");
    EXPECT_EQ((*head)->headers.at("x-a"), "1, 2");
    EXPECT_EQ((*head)->content_length, 3U);
    EXPECT_TRUE((*head)->has_body);
    EXPECT_TRUE((*head)->keep_alive);
    EXPECT_EQ(**parser.parse_body(10), "abc");
    EXPECT_FALSE(parser.empty());  // "GET" is of the next one
}

TEST(RequestParser, RefusesWhatTwoParsersCouldReadDifferently) {
    const std::string get = "GET / HTTP/1.1\r\nHost: h\r\n";
    EXPECT_EQ(head_status(get + "\r\n"), 0);
    EXPECT_EQ(head_status(get), -1);
    EXPECT_EQ(head_status("GET / HTTP/1.0\r\n\r\n"), 0);
    EXPECT_EQ(head_status("GET / HTTP/1.1\r\n\r\n"), 400);  // no Host
    EXPECT_EQ(head_status(get + "Host: i\r\n\r\n"), 400);
    EXPECT_EQ(head_status(get + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n"), 400);
    EXPECT_EQ(head_status(get + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"), 400);
    EXPECT_EQ(head_status(get + "Content-Length: 1, 1\r\n\r\n"), 400);
    EXPECT_EQ(head_status(get + "Content-Length: -1\r\n\r\n"), 400);
    EXPECT_EQ(head_status(get + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
    EXPECT_EQ(head_status(get + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"), 400);
    EXPECT_EQ(head_status(get + "Transfer-Encoding: gzip, chunked\r\n\r\n"), 501);
    EXPECT_EQ(head_status(get + "Transfer-Encoding: identity\r\n\r\n"), 501);
    EXPECT_EQ(head_status("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
    EXPECT_EQ(head_status(get + "A: b\r\n c\r\n\r\n"), 400);
    EXPECT_EQ(head_status(get + "A : b\r\n\r\n"), 400);
    EXPECT_EQ(head_status("GET / HTTP/2.0\r\nHost: h\r\n\r\n"), 400);
    EXPECT_EQ(head_status("GET /\r\n\r\n"), 400);
    EXPECT_EQ(head_status("\x16\x03\x01\x02"), 400);  // TLS on a plain port
}

TEST(RequestParser, BoundsTheHead) {
    const std::string start = "GET / HTTP/1.1\r\nHost: h\r\nA: ";
    EXPECT_EQ(head_status(start + std::string(8100, 'a') + "\r\n\r\n"), 0);
    EXPECT_EQ(head_status(start + std::string(8200, 'a') + "\r\n\r\n"), 431);
    EXPECT_EQ(head_status(start + std::string(9000, 'a')), 431);
    EXPECT_EQ(head_status(start + std::string(100, 'a'), 64), 431);
}

// A limit that depended on the pieces would refuse the same request now and then.
TEST(RequestParser, BoundsTheHeadHoweverItIsCut) {
    const std::string start = "GET /a HTTP/1.1\r\nHost: h\r\nA: ";
    for (const std::size_t limit : {100U, 101U, 117U, 8192U}) {
        for (const std::size_t size : {limit, limit + 1}) {
            const auto head = start + std::string(size - start.size() - 4, 'a') + "\r\n\r\n";
            for (const std::size_t step : {head.size(), std::size_t{1}, std::size_t{7}}) {
                http::RequestParser parser(limit);
                int status = -1;
                for (std::size_t at = 0; at < head.size() && status < 0; at += step) {
                    parser.append(head.substr(at, step));
                    const auto parsed = parser.parse_head();
                    status = !parsed ? parsed.error().status : *parsed ? 0 : -1;
                }
                EXPECT_EQ(status, size > limit ? 431 : 0) << size << " in pieces of " << step;
            }
        }
    }
}

int body_status(std::string_view head, std::string_view body, std::size_t limit) {
    http::RequestParser parser(256);
    parser.append("POST / HTTP/1.1\r\nHost: h\r\n");
    parser.append(head);
    EXPECT_TRUE(parser.parse_head());
    parser.append(body);
    const auto result = parser.parse_body(limit);
    return !result ? result.error().status : *result ? 0 : -1;
}

TEST(RequestParser, BoundsTheBody) {
    EXPECT_EQ(body_status("Content-Length: 4\r\n\r\n", "abcd", 4), 0);
    EXPECT_EQ(body_status("Content-Length: 5\r\n\r\n", "abcd", 5), -1);
    EXPECT_EQ(body_status("Content-Length: 5\r\n\r\n", "", 4), 413);
    EXPECT_EQ(body_status("Content-Length: 99999999999999999\r\n\r\n", "", 4), 413);
    const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(body_status(chunked, "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n", 4), 0);
    EXPECT_EQ(body_status(chunked, "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n", 4), 413);
    EXPECT_EQ(body_status(chunked, "fffffffffffffffff\r\n", 4), 413);
    EXPECT_EQ(body_status(chunked, "x\r\n", 4), 400);
    EXPECT_EQ(body_status(chunked, "1;" + std::string(8000, 'a'), 4), 400);
    EXPECT_EQ(body_status(chunked, "1\r\naXX\r\n0\r\n\r\n", 4), 400);
}

// Cut at each place: what Beast's own decoder could not stand.
TEST(RequestParser, TakesChunksInPieces) {
    const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const std::string body :
         {"0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", "3;x=y\r\nabc\r\n00\r\nTrailer: a\r\n\r\n"}) {
        for (std::size_t cut = 0; cut < body.size(); ++cut) {
            http::RequestParser parser(256);
            parser.append(head + body.substr(0, cut));
            ASSERT_TRUE(*parser.parse_head());
            EXPECT_EQ(parser.parse_body(4).value(), std::nullopt);
            for (const char c : body.substr(cut, body.size() - cut - 1)) {
                parser.append(std::string_view(&c, 1));
                EXPECT_EQ(parser.parse_body(4).value(), std::nullopt);
            }
            parser.append("\n");
            EXPECT_EQ(parser.parse_body(4).value(), body.starts_with('0') ? "" : "abc");
            EXPECT_TRUE(parser.empty());
        }
    }
}

TEST(RequestParser, RefusesMalformedChunks) {
    const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n";
    for (const auto* body : {"\r\n", "-1\r\n", "0x1\r\n", " 1\r\n", "1 \r\n", "1\na\n", "1;\r\r\na",
                             "0\r\nno colon\r\n", "0\n\n"}) {
        EXPECT_EQ(body_status(chunked, body, 4), 400) << body;
    }
    std::string trailers = "0\r\n";
    for (int i = 0; i < 20; ++i) {
        trailers += "A: " + std::string(500, 'a') + "\r\n";
    }
    EXPECT_EQ(body_status(chunked, trailers, 4), 400);
}

TEST(ResponseParser, ReadsLengthsChunksAndEnds) {
    http::ResponseParser whole(100);
    ASSERT_TRUE(whole.append("HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\nA: b\r\n\r\n{"));
    EXPECT_TRUE(whole.has_head());
    EXPECT_FALSE(whole.is_done());
    ASSERT_TRUE(whole.append("}"));
    EXPECT_TRUE(whole.is_done());
    EXPECT_EQ(whole.head().status, 202);
    EXPECT_EQ(whole.take_body(), "{}");

    http::ResponseParser chunked(std::nullopt);
    ASSERT_TRUE(
        chunked.append("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"));
    EXPECT_EQ(chunked.take_body(), "abc");
    ASSERT_TRUE(chunked.append("1\r\nd\r\n0\r\n\r\n"));
    EXPECT_EQ(chunked.take_body(), "d");
    EXPECT_TRUE(chunked.is_done());

    http::ResponseParser closed(100);
    ASSERT_TRUE(closed.append("HTTP/1.0 200 OK\r\n\r\nab"));
    ASSERT_TRUE(closed.finish());
    EXPECT_EQ(closed.take_body(), "ab");
}

TEST(ResponseParser, CutAndForeignAnswersAreErrors) {
    http::ResponseParser cut(100);
    ASSERT_TRUE(cut.append("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"));
    EXPECT_EQ(cut.finish().error().kind, ErrorKind::unreachable);
    EXPECT_EQ(http::ResponseParser(100).finish().error().kind, ErrorKind::unreachable);
    EXPECT_EQ(http::ResponseParser(100).append("SSH-2.0-x\r\n").error().kind, ErrorKind::invalid);
    EXPECT_EQ(
        http::ResponseParser(1).append("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n").error().kind,
        ErrorKind::invalid);
}

TEST(Wire, WhatIsWrittenIsReadBack) {
    const auto text =
        http::to_wire({.status = 405, .body = "{}", .headers = {{"Allow", "GET"}}}, true);
    EXPECT_TRUE(text.starts_with("HTTP/1.1 405 Method Not Allowed\r\n"));
    http::ResponseParser parser(100);
    ASSERT_TRUE(parser.append(text));
    ASSERT_TRUE(parser.is_done());
    EXPECT_EQ(parser.head().status, 405);
    EXPECT_EQ(parser.head().content_type, "application/json");
    EXPECT_EQ(parser.take_body(), "{}");
    EXPECT_EQ(http::chunk_to_wire(std::string(26, 'a')), "1a\r\n" + std::string(26, 'a') + "\r\n");
    EXPECT_EQ(head_status(http::request_to_wire("POST", "/x", "127.0.0.1:1", "{}")), 0);
}

}  // namespace
}  // namespace ballast::test
