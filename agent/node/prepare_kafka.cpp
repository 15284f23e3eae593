// What a broker needs on its volume before a start.
#include "agent/config/server_properties.hpp"
#include "agent/node/preparation.hpp"
#include "common/files.hpp"

namespace ballast::agent {

Result<void> prepare_kafka_volume(const document::Document& document, const NodePaths& paths) {
    for (const auto& dir : log_dirs(document, paths)) {
        TRY_VOID(make_folders(dir, 0700));
    }
    return {};
}

}  // namespace ballast::agent
