#include "coordinator/cli/rotated_files.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "common/text.hpp"

namespace ballast::cli {

std::vector<std::filesystem::path> rotated_files(const std::filesystem::path& folder,
                                                 const std::string& name) {
    std::vector<std::pair<std::int64_t, std::filesystem::path>> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        const std::string file = entry.path().filename().string();
        if (file == name) {
            found.emplace_back(0, entry.path());
        } else if (file.starts_with(name + ".")) {
            const auto number = parse_integer(std::string_view(file).substr(name.size() + 1));
            if (number && *number >= 0) {
                found.emplace_back(*number + 1, entry.path());
            }
        }
    }
    std::ranges::sort(found, std::greater<>());
    std::vector<std::filesystem::path> files;
    for (auto& [number, file] : found) {
        files.push_back(std::move(file));
    }
    return files;
}

}  // namespace ballast::cli
