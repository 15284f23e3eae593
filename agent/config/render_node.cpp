#include "agent/config/render_node.hpp"

#include "agent/config/log4j_properties.hpp"
#include "agent/config/server_properties.hpp"
#include "agent/config/zookeeper_config.hpp"

namespace ballast::agent {
namespace {

void render_kafka(const document::Document& document, const NodeIdentity& identity,
                  const NodePaths& paths, std::vector<RenderedFile>& out) {
    out.push_back(
        {paths.config / "server.properties", render_server_properties(document, identity, paths)});
}

void render_zookeeper(const document::Document& document, const NodeIdentity& identity,
                      const NodePaths& paths, const PresentFiles& present,
                      std::vector<RenderedFile>& out) {
    auto dynamic_file = present.dynamic_file;
    if (dynamic_file.empty()) {
        dynamic_file = paths.config / "zoo.cfg.dynamic";
        out.push_back({dynamic_file, render_dynamic_config(identity)});
    }
    out.push_back({paths.config / "zoo.cfg", render_zoo_cfg(document, paths, dynamic_file)});
}

}  // namespace

std::vector<RenderedFile> render_node(const document::Document& document,
                                      const NodeIdentity& identity, const NodePaths& paths,
                                      const PresentFiles& present) {
    std::vector<RenderedFile> out;
    out.push_back({paths.config / "log4j.properties", render_log4j(document, identity.role)});
    switch (identity.role) {
        case Role::kafka:
            render_kafka(document, identity, paths, out);
            break;
        case Role::zookeeper:
            render_zookeeper(document, identity, paths, present, out);
            break;
    }
    return out;
}

}  // namespace ballast::agent
