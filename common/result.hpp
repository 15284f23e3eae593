// Errors are values: what the environment can do (a full disk, a refused connection, bad bytes)
// is a Result; exceptions stay inside the module whose library throws them.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace ballast {

// What a caller can do about an error; the command line maps kinds to exit codes.
enum class ErrorKind : std::uint8_t {
    invalid,      // the input is wrong: say where and what would be right
    not_found,    // the thing named does not exist
    refused,      // understood and not done, because it would be unsafe or contradict a state
    unreachable,  // no answer; nothing is known about the other side
    timed_out,    // the deadline passed
    io,           // a system call failed
    internal,     // our own mistake
};

struct Error {
    ErrorKind kind = ErrorKind::internal;
    std::string message;
    // Machine-readable code of the error envelope, upper case; empty where the kind says enough.
    std::string code;
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind, std::string message,
                                                 std::string code = {}) {
    return std::unexpected(Error{kind, std::move(message), std::move(code)});
}

// Puts `where` in front of an error's message: "reading server.properties: permission denied".
[[nodiscard]] inline Error in_context(Error error, const std::string& where) {
    error.message = where + ": " + error.message;
    return error;
}

}  // namespace ballast

#define BALLAST_CONCAT_(a, b) a##b
#define BALLAST_CONCAT(a, b) BALLAST_CONCAT_(a, b)
#define BALLAST_TRY_(tmp, ret, decl, expr)           \
    auto tmp = (expr);                               \
    if (!tmp) {                                      \
        ret std::unexpected(std::move(tmp).error()); \
    }                                                \
    decl = *std::move(tmp)
#define BALLAST_CHECK_(tmp, ret, expr)               \
    if (auto tmp = (expr); !tmp) {                   \
        ret std::unexpected(std::move(tmp).error()); \
    }

// TRY(auto reply, call()): on an error returns it from the enclosing function.
#define TRY(decl, expr) BALLAST_TRY_(BALLAST_CONCAT(try_, __COUNTER__), return, decl, expr)
// TRY_VOID(call()): the same for Result<void>.
#define TRY_VOID(expr) BALLAST_CHECK_(BALLAST_CONCAT(try_, __COUNTER__), return, expr)
// The same two inside a coroutine; `expr` may contain co_await.
#define CO_TRY(decl, expr) BALLAST_TRY_(BALLAST_CONCAT(try_, __COUNTER__), co_return, decl, expr)
#define CO_TRY_VOID(expr) BALLAST_CHECK_(BALLAST_CONCAT(try_, __COUNTER__), co_return, expr)
