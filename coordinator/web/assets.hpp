// The page's files, part of the program.
#pragma once

#include <span>
#include <string_view>

namespace ballast::coordinator::web {

struct Asset {
    std::string_view path;  // "/page.css"
    std::string_view content_type;
    std::string_view content;
};

std::span<const Asset> assets();

}  // namespace ballast::coordinator::web
