// Requests and responses as handlers and callers see them.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/tls/identity.hpp"

namespace ballast::http {

using tls::Role;

struct Peer {
    std::string address;  // IP literal
    std::string name;     // CN of the verified certificate; empty on a plain connection
    Role role = Role::none;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
    std::string method;  // the route's: "GET" for HEAD, too
    std::string path;    // percent-decoded, without the query
    std::map<std::string, std::string> query;
    // All values, in order, of the query's keys that the route lets come more than once.
    std::map<std::string, std::vector<std::string>> lists;
    std::map<std::string, std::string> parameters;  // "{id}" of the route's pattern
    std::map<std::string, std::string> headers;     // names in lower case, repeats joined by ", "
    std::string body;
    Peer peer;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    // Extra ones; a server adds Content-Length, Content-Type and Connection itself.
    Headers headers;
};

}  // namespace ballast::http
