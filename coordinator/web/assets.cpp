#include "coordinator/web/assets.hpp"

#include <array>

namespace ballast::coordinator {

// Made out of the files by Embed.cmake.
namespace embedded {
extern const std::string_view index_html;
extern const std::string_view page_css;
extern const std::string_view page_js;
extern const std::string_view icon_svg;
}  // namespace embedded

namespace web {

std::span<const Asset> assets() {
    static const std::array kAssets{
        Asset{"/", "text/html; charset=utf-8", embedded::index_html},
        Asset{"/page.css", "text/css; charset=utf-8", embedded::page_css},
        Asset{"/page.js", "text/javascript; charset=utf-8", embedded::page_js},
        Asset{"/icon.svg", "image/svg+xml", embedded::icon_svg},
    };
    return kAssets;
}

}  // namespace web
}  // namespace ballast::coordinator
