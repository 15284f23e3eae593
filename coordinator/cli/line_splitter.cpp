#include <algorithm>
#include <utility>

#include "coordinator/cli/log_source.hpp"

namespace ballast::cli {

bool LineSplitter::feed(std::string_view bytes, const LogSource::OnLine& on_line) {
    // An entry of 256 KiB, each byte escaped as \u00XX, and its other members.
    constexpr std::size_t kMaxLine = std::size_t{4} << 20U;
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        if (partial_.size() + std::min(end, bytes.size()) <= kMaxLine) {
            partial_ += bytes.substr(0, end);
        } else {
            partial_.clear();
        }
        if (end == std::string_view::npos) {
            return true;
        }
        bytes.remove_prefix(end + 1);
        const std::string line = std::exchange(partial_, {});
        if (!line.empty() && !on_line(line)) {
            return false;
        }
    }
    return true;
}

}  // namespace ballast::cli
