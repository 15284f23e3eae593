// YAML as a small tree with positions; yaml-cpp stays behind it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace ballast::yaml {

enum class Kind : std::uint8_t { null, scalar, sequence, map };

// Lines and columns count from 1.
struct Position {
    int line = 0;
    int column = 0;
};

struct Node;

struct Entry;

struct Node {
    Kind kind = Kind::null;
    Position position;
    std::string text;     // of a scalar, as written
    bool quoted = false;  // 'x' or "x": always a string
    std::vector<Node> items;
    std::vector<Entry> entries;  // in the file's order, keys unique

    // The value of a key, or null.
    const Node* find(std::string_view key) const;
};

struct Entry {
    std::string key;
    Position position;  // of the key
    Node value;
};

struct Failure {
    Position position;
    std::string message;
    std::string hint;  // what would be right; empty where only the writer can know
};

constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;
constexpr std::size_t kMaxDepth = 32;

// One document, at most kMaxBytes and kMaxDepth deep. Refuses what makes a configuration mean two
// things: duplicate keys, anchors and aliases, tags, a second document, keys that are no scalars,
// control characters (YAML 1.2.2, 5.1; yaml-cpp takes U+0004 for the end of the text).
std::expected<Node, Failure> parse(std::string_view text);

// The text as a YAML scalar that parse() gives back as the same string: quoted where needed.
std::string quote(std::string_view text);

}  // namespace ballast::yaml
