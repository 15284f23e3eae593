// The static tokens of the coordinator's API: a file of mode 0600 that is read again when it
// changes. In memory there are only the tokens' digests.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/message.hpp"
#include "common/result.hpp"

namespace ballast::coordinator {

struct Token {
    std::string name;  // who asks, for records
    http::Role role = http::Role::none;
    std::string digest;  // SHA-256, hexadecimal
};

// Two forms. Lines "role:token", where blank ones and those with '#' in front do not count; the
// name is then the role. Or {"tokens":[{"name","role","token"}]}. A role is viewer, operator or
// coordinator; a token has 20 to 512 characters of RFC 6750's b64token. Errors: invalid, with the
// line or member but never the token.
Result<std::vector<Token>> parse_tokens(std::string_view text);

// Event loop only. A file that cannot be used gives nobody a role: an edit that revokes a token is
// never undone by a mistake in it.
class TokenFile {
  public:
    explicit TokenFile(std::filesystem::path file);

    // Takes as long for a token that is nearly right as for one that is not.
    std::optional<Token> find(std::string_view token);
    // A token that was found before, as it is now; empty where it was taken out.
    std::optional<Token> find_digest(std::string_view digest);
    // Why the file cannot be used; empty: it can.
    std::string problem();

  private:
    // What changes when somebody writes the file or puts another in its place.
    struct Stamp {
        dev_t device = 0;
        ino_t inode = 0;
        mode_t mode = 0;
        off_t size = 0;
        timespec modified{};
        timespec changed{};
        bool operator==(const Stamp& other) const;
    };

    std::filesystem::path file_;
    std::optional<Stamp> stamp_;
    std::vector<Token> tokens_;
    std::string problem_;

    void refresh();
    Result<std::vector<Token>> read(const struct stat& status) const;
};

}  // namespace ballast::coordinator
