// schemas.json, part of the program; made out of the file by common/cmake/Embed.cmake.
#pragma once

#include <string_view>

namespace ballast::coordinator::embedded {

extern const std::string_view schemas;

}  // namespace ballast::coordinator::embedded
