#include "common/yaml/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include "common/text.hpp"

namespace ballast::yaml {
namespace {

Position position_of(const YAML::Mark& mark) {
    return {mark.line + 1, mark.column + 1};
}

// Plain words that mean nothing (IsNullString of yaml-cpp; YAML 1.2.2, 10.2.1.1).
bool is_null(std::string_view word) {
    return word.empty() || word == "~" || word == "null" || word == "Null" || word == "NULL";
}

// Thrown through yaml-cpp by our handler, caught in parse().
struct Refusal {
    Failure failure;
};

// Builds the tree from yaml-cpp's events.
class TreeBuilder final : public YAML::EventHandler {
  public:
    Node root;
    bool has_root = false;

    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_anchor(mark, anchor);
        add({.position = position_of(mark)});
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
        throw Refusal{
            {position_of(mark), "aliases (*name) are not taken", "write the value again"}};
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_anchor(mark, anchor);
        // yaml-cpp gives "?" to plain scalars and "!" to quoted ones.
        if (tag != "!") {
            refuse_tag(mark, tag);
        }
        const bool quoted = tag == "!";
        const bool null = !quoted && is_null(value);
        add({.kind = null ? Kind::null : Kind::scalar,
             .position = position_of(mark),
             .text = value,
             .quoted = quoted});
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        open(mark, tag, anchor, Kind::sequence);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        open(mark, tag, anchor, Kind::map);
    }
    void OnMapEnd() override { close(); }

  private:
    struct Open {
        Node node;
        bool has_key = false;  // of a map: the key was read, its value comes next
        Entry entry;
        std::map<std::string, int> lines;  // of a map: its keys, each with its line
    };
    std::vector<Open> stack_;

    static void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) {
            throw Refusal{{position_of(mark), "anchors (&name) are not taken",
                           "leave the anchor out and write the value where it is needed"}};
        }
    }

    static void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
        if (tag != "?" && !tag.empty()) {
            throw Refusal{{position_of(mark), fmt::format("tags ({}) are not taken", tag),
                           "leave the tag out"}};
        }
    }

    static Refusal no_key(Position position) {
        return {{position, "a key must be a plain word",
                 "write key: value; quote a key that is more than a word"}};
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Kind kind) {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        if (stack_.size() >= kMaxDepth) {
            throw Refusal{{position_of(mark), "nested too deeply",
                           fmt::format("at most {} levels are taken", kMaxDepth)}};
        }
        if (!stack_.empty() && stack_.back().node.kind == Kind::map && !stack_.back().has_key) {
            throw no_key(position_of(mark));
        }
        Open level;
        level.node.kind = kind;
        level.node.position = position_of(mark);
        stack_.push_back(std::move(level));
    }

    void close() {
        Node done = std::move(stack_.back().node);
        stack_.pop_back();
        add(std::move(done));
    }

    void add(Node node) {
        if (stack_.empty()) {
            root = std::move(node);
            has_root = true;
            return;
        }
        auto& level = stack_.back();
        if (level.node.kind == Kind::sequence) {
            level.node.items.push_back(std::move(node));
        } else if (!level.has_key) {
            take_key(level, node);
        } else {
            level.entry.value = std::move(node);
            level.node.entries.push_back(std::move(level.entry));
            level.entry = {};
            level.has_key = false;
        }
    }

    static void take_key(Open& level, const Node& key) {
        if (key.kind != Kind::scalar) {
            throw no_key(key.position);
        }
        const auto [first, is_new] = level.lines.emplace(key.text, key.position.line);
        if (!is_new) {
            throw Refusal{
                {key.position,
                 fmt::format("'{}' stands twice (first at line {})", key.text, first->second),
                 "keep one of the two"}};
        }
        level.entry.key = key.text;
        level.entry.position = key.position;
        level.has_key = true;
    }
};

// A line feed, a tab and a carriage return before a line feed are the only ones in plain text.
std::optional<Failure> find_control_character(std::string_view text) {
    Position at{1, 1};
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool ends_line = byte == '\n' || text.substr(i).starts_with("\r\n");
        if ((byte < 0x20 && byte != '\t' && !ends_line) || byte == 0x7F) {
            return Failure{at, fmt::format("a control character (0x{:02x})", byte),
                           fmt::format("leave it out, or write \"\\x{:02x}\" in quotes", byte)};
        }
        if (byte == '\n') {
            at = {at.line + 1, 1};
        } else if ((byte & 0xC0U) != 0x80) {
            ++at.column;
        }
    }
    return std::nullopt;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
    const auto at = std::ranges::find(entries, key, &Entry::key);
    return at == entries.end() ? nullptr : &at->value;
}

std::expected<Node, Failure> parse(std::string_view text) {
    if (text.size() > kMaxBytes) {
        return std::unexpected(Failure{{1, 1}, "larger than 1 MiB", ""});
    }
    if (!is_valid_utf8(text)) {
        return std::unexpected(Failure{{1, 1}, "not UTF-8", "save the file as UTF-8"});
    }
    if (auto failure = find_control_character(text)) {
        return std::unexpected(*std::move(failure));
    }
    try {
        std::istringstream in{std::string(text)};
        YAML::Parser parser(in);
        TreeBuilder builder;
        parser.HandleNextDocument(builder);
        TreeBuilder second;
        if (parser.HandleNextDocument(second) && second.has_root) {
            return std::unexpected(
                Failure{second.root.position, "a second document", "one file holds one document"});
        }
        return std::move(builder.root);
    } catch (const Refusal& refusal) {
        return std::unexpected(refusal.failure);
    } catch (const YAML::Exception& error) {
        return std::unexpected(Failure{position_of(error.mark), error.msg, ""});
    }
}

std::string quote(std::string_view text) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '.' ||
               c == '/' || c == '_' || c == '-' || c == '+';
    };
    if (std::ranges::all_of(text, plain) && !is_null(text) && text.front() != '-') {
        return std::string(text);
    }
    std::string out = "\"";
    for (const char c : text) {
        constexpr std::string_view kHex = "0123456789abcdef";
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7F) {
            out += "\\x";
            out += kHex[byte >> 4U];
            out += kHex[byte & 0xFU];
        } else {
            out += c;
        }
    }
    return out + "\"";
}

}  // namespace ballast::yaml
