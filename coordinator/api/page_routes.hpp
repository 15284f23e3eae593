// What a browser asks for: the page's own files, and the login by a link that works once.
#pragma once

#include <vector>

#include "common/http/router.hpp"
#include "coordinator/api/routes.hpp"

namespace ballast::coordinator {

// All open: the files tell nothing of the cluster, and the page asks the API as anybody does.
std::vector<http::Route> make_page_routes(ApiParts& parts);

// Scripts, styles and connections of this server alone, nothing else, in no other page's frame.
http::Headers page_headers();

}  // namespace ballast::coordinator
