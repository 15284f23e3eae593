#include "agent/config/rendered_file.hpp"

namespace ballast::agent {

Result<std::vector<std::filesystem::path>> write_rendered(std::span<const RenderedFile> files,
                                                          FileCalls& calls) {
    std::vector<std::filesystem::path> changed;
    for (const auto& file : files) {
        TRY_VOID(make_folders(file.path.parent_path(), 0700));
        TRY(const bool wrote, update_file_durably(file.path, file.content, file.mode, calls));
        if (wrote) {
            changed.push_back(file.path);
        }
    }
    return changed;
}

}  // namespace ballast::agent
