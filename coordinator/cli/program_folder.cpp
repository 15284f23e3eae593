#include "coordinator/cli/program_folder.hpp"

#include <unistd.h>

namespace ballast::cli {

Result<std::filesystem::path> sibling_program(const std::string& name) {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto file = self.parent_path() / name;
    if (error || ::access(file.c_str(), X_OK) != 0) {
        return fail(ErrorKind::not_found,
                    name +
                        " is missing: it is built and installed with `ballast` and has to lie "
                        "beside it, as " +
                        file.string());
    }
    return file;
}

}  // namespace ballast::cli
