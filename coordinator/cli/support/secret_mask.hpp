// Takes secrets out of texts that leave the machine. What looks like one is taken out: better too
// much than too little.
#pragma once

#include <json/forwards.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ballast::cli {

enum class TextKind : std::uint8_t { log, properties, yaml, json };

// Masks
//  - what follows a key with password, secret, token, jaas, credential or the like, to the end of
//    its line, with the lines that continue it (a backslash, YAML's deeper indentation);
//  - PEM private keys; a user and password in a URL; the value of a --password option;
//  - every occurrence of a known secret.
// A JSON text, also as a line of a log, stays JSON.
class SecretMask {
  public:
    static constexpr std::string_view kMasked = "[masked]";
    // A shorter secret cannot be told from an innocent word and is not searched for.
    static constexpr std::size_t kShortestKnown = 6;

    // `known`: secrets themselves.
    explicit SecretMask(std::vector<std::string> known = {});

    std::string mask(std::string_view text, TextKind kind) const;

  private:
    std::vector<std::string> known_;  // longest first

    std::string without_known(std::string text) const;
    std::string mask_lines(std::string_view text, TextKind kind) const;
    std::optional<std::string> mask_json(std::string_view text, bool pretty) const;
    void mask_value(Json::Value& value) const;
};

}  // namespace ballast::cli
