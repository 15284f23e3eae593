// Who asks the coordinator's API: a bearer token, the session of a browser, or a certificate.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/http/message.hpp"
#include "coordinator/api/sessions.hpp"
#include "coordinator/api/token_file.hpp"

namespace ballast::coordinator {

struct AccessOptions {
    // The names and addresses that a Host header may have, without the port; empty: any. On a
    // loopback address it keeps out pages whose name was pointed there (DNS rebinding).
    std::vector<std::string> hosts;
    bool tls = false;                // cookies are then sent over TLS only
    std::filesystem::path sessions;  // as Sessions has it
};

// Event loop only; owned by the main program, outlives the server.
class Access {
  public:
    using HeaderMap = std::map<std::string, std::string>;

    // `tokens` null: certificates alone. Both outlive it.
    Access(TokenFile* tokens, const Clock& clock, AccessOptions options = {});

    // For http::Policy. An Authorization header counts before a session, a session before a
    // certificate; what is wrong gives no role, it is not passed over for the next. Refuses a wrong
    // Host (421), and with 403 what is not a GET or HEAD of a session without the header X-Ballast,
    // which no foreign page can add (CSRF).
    std::expected<http::Peer, http::Response> identify(std::string_view method,
                                                       const HeaderMap& headers,
                                                       const http::Peer& connection);

    // A link for who asked, with at most an operator's role. Errors: refused (by a session, which
    // would never end that way).
    Result<std::string> make_link(const http::Request& request);
    // The value of Set-Cookie; empty where the link is of no use (any more).
    std::optional<std::string> log_in(std::string_view link);

  private:
    TokenFile* tokens_;
    AccessOptions options_;
    Sessions sessions_;

    bool is_host_allowed(const HeaderMap& headers) const;
    std::optional<Token> token_of(const HeaderMap& headers);
    std::optional<Grant> session_of(const HeaderMap& headers);
};

}  // namespace ballast::coordinator
