#include "agent/metrics/rules/pattern_outline.hpp"

#include <algorithm>
#include <cstddef>

#include "common/text.hpp"

// The proof of ends_before_value. The input is "domain<..><..>attribute: value". Let the last '>'
// that the pattern demands at its top level match a '>' of the input; a plain value has none, so
// that one lies before the value. From there on each of the pattern's tokens takes characters other
// than ':', one next to the other, so that the pattern ends before the ':' or earlier. Nothing in
// it looks further (no look-around, no anchor behind that '>', no reference to a group), so that
// every way to match, and the order in which the ways are tried, is the same for all plain values.
namespace ballast::agent::metrics {
namespace {

constexpr char kNoLiteral = '\0';

class Scanner {
  public:
    explicit Scanner(std::string_view pattern) : in_(pattern) {}

    PatternOutline run() {
        while (at_ < in_.size() && is_simple_) {
            token();
        }
        if (!is_simple_) {
            return {};
        }
        end_run();
        return {.literal = longest_, .ends_before_value = seen_bracket_ && tail_is_blind_};
    }

  private:
    std::string_view in_;
    std::size_t at_ = 0;
    int depth_ = 0;
    bool is_simple_ = true;       // false: nothing is known
    bool seen_bracket_ = false;   // a '>' that each match has
    bool tail_is_blind_ = false;  // nothing behind the last such '>' takes a ':' or looks further
    std::string run_;             // literals, one next to the other, at the top level
    std::string longest_;

    void end_run() {
        if (run_.size() > longest_.size()) {
            longest_ = run_;
        }
        run_.clear();
    }

    // How often the token before `at_` may come: moves behind the quantifier.
    struct Times {
        bool at_least_once = true;
        bool at_most_once = true;
    };
    Times quantifier() {
        if (at_ >= in_.size()) {
            return {};
        }
        const char c = in_[at_];
        Times times;
        if (c == '{') {
            // The repeats of a brace are not read: they may be 0 or many.
            times = {.at_least_once = false, .at_most_once = false};
            at_ = std::min(in_.find('}', at_), in_.size() - 1);
        } else if (c == '*' || c == '?') {
            times = {.at_least_once = false, .at_most_once = c == '?'};
        } else if (c == '+') {
            times = {.at_least_once = true, .at_most_once = false};
        } else {
            return times;
        }
        ++at_;
        if (at_ < in_.size() && (in_[at_] == '?' || in_[at_] == '+')) {
            ++at_;  // lazy or possessive
        }
        return times;
    }

    void literal(char c) {
        const auto times = quantifier();
        if (c == ':') {
            tail_is_blind_ = false;
        }
        if (depth_ > 0 || !times.at_least_once) {
            end_run();
            return;
        }
        run_ += c;
        if (!times.at_most_once) {
            end_run();
        }
        if (c == '>') {
            seen_bracket_ = true;
            tail_is_blind_ = true;
        }
    }

    // A token that takes one of several characters.
    void any_of(bool may_be_colon) {
        end_run();
        quantifier();
        tail_is_blind_ = tail_is_blind_ && !may_be_colon;
    }

    void token() {
        const char c = in_[at_++];
        switch (c) {
            case '\\':
                escape();
                break;
            case '[':
                character_class();
                break;
            case '(':
                open_group();
                break;
            case ')':
                --depth_;
                end_run();
                quantifier();
                break;
            case '|':
                is_simple_ = depth_ > 0;
                break;
            case '.':
                any_of(true);
                break;
            case '^':
            case '$':
                end_run();
                tail_is_blind_ = false;
                break;
            default:
                literal(c);
        }
    }

    void open_group() {
        end_run();
        ++depth_;
        if (in_.substr(at_, 2) == "?:") {
            at_ += 2;
        } else if (in_.substr(at_, 2) == "?<" && in_.substr(at_, 3) != "?<=" &&
                   in_.substr(at_, 3) != "?<!") {
            at_ = std::min(in_.find('>', at_), in_.size() - 1) + 1;
        } else if (in_.substr(at_, 1) == "?") {
            is_simple_ = false;  // looks around, or changes what the rest means
        }
    }

    void escape() {
        const char c = at_ < in_.size() ? in_[at_++] : kNoLiteral;
        if (c == 'w' || c == 'd' || c == 's') {
            any_of(false);
        } else if (c == 'D' || c == 'S' || c == 'W') {
            any_of(true);
        } else if (is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                   c == kNoLiteral) {
            is_simple_ = false;
        } else {
            literal(c);
        }
    }

    // Moves behind the ']'.
    void character_class() {
        const bool negated = at_ < in_.size() && in_[at_] == '^';
        at_ += negated ? 1 : 0;
        const auto begin = at_;
        bool may_have_colon = false;
        bool names_colon = false;
        bool is_plain_set = true;  // single characters and known escapes
        for (; at_ < in_.size() && (in_[at_] != ']' || at_ == begin); ++at_) {
            const char c = in_[at_];
            if (c == '\\') {
                ++at_;
                const char escaped = at_ < in_.size() ? in_[at_] : kNoLiteral;
                const bool letter = is_digit(escaped) || (escaped >= 'a' && escaped <= 'z') ||
                                    (escaped >= 'A' && escaped <= 'Z');
                is_plain_set =
                    is_plain_set && (!letter || std::string_view("wds").contains(escaped));
                names_colon = names_colon || escaped == ':';
            } else if (c == '-' && at_ > begin && at_ + 1 < in_.size() && in_[at_ + 1] != ']') {
                // A range over ':' begins at or before it and ends at or behind it.
                may_have_colon = may_have_colon || (in_[at_ - 1] <= ':' && in_[at_ + 1] >= ':');
            } else {
                names_colon = names_colon || c == ':';
            }
        }
        at_ = std::min(at_ + 1, in_.size());
        any_of(negated ? !names_colon : names_colon || may_have_colon || !is_plain_set);
    }
};

}  // namespace

PatternOutline outline(std::string_view pattern) {
    return Scanner(pattern).run();
}

bool is_plain(std::string_view value) {
    return value.find_first_of(">:\n\r\f") == std::string_view::npos;
}

}  // namespace ballast::agent::metrics
