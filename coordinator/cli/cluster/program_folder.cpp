#include "coordinator/cli/cluster/program_folder.hpp"

#include <unistd.h>

namespace ballast::cli {

std::filesystem::path program_folder() {
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
}

Result<std::filesystem::path> sibling_program(const std::string& name) {
    auto file = program_folder() / name;
    if (::access(file.c_str(), X_OK) != 0) {
        return fail(ErrorKind::not_found,
                    name +
                        " is missing: it is built and installed with `ballast` and has to lie "
                        "beside it, as " +
                        file.string());
    }
    return file;
}

}  // namespace ballast::cli
