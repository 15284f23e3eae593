#include "coordinator/cli/support/bundle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>

#include "common/files.hpp"

namespace ballast::cli {
namespace {

struct Tail {
    std::string text;
    bool cut = false;
};

// Files of /proc have no size, so that what can be read counts.
Result<Tail> read_tail(const std::filesystem::path& file, std::size_t limit) {
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        return std::unexpected(system_error("cannot open " + file.string(), errno));
    }
    Tail tail;
    std::error_code ignored;
    const auto size = std::filesystem::file_size(file, ignored);
    if (!ignored && size > limit) {
        tail.cut = true;
        stream.seekg(static_cast<std::streamoff>(size - limit));
    }
    tail.text.resize(
        std::max<std::size_t>(ignored ? 0 : std::min<std::size_t>(size, limit), 65536));
    stream.read(tail.text.data(), static_cast<std::streamsize>(tail.text.size()));
    tail.text.resize(static_cast<std::size_t>(stream.gcount()));
    if (stream.bad()) {
        return std::unexpected(system_error("cannot read " + file.string(), errno));
    }
    if (tail.cut) {
        tail.text.erase(0, std::min(tail.text.find('\n'), tail.text.size() - 1) + 1);
    }
    return tail;
}

}  // namespace

void Bundle::write(const std::string& name, std::string_view content) {
    if (written_) {
        written_ = writer_.add(name, content, clock_.wall());
    }
}

void Bundle::add(const std::string& name, TextKind kind, std::string_view text,
                 const std::string& note) {
    const std::string masked = mask_.mask(text, kind);
    write(name, masked);
    there_ += fmt::format("  {:<32} {:>10} bytes{}\n", name, masked.size(),
                          note.empty() ? "" : "  " + note);
}

void Bundle::add_file(const std::string& name, TextKind kind, const std::filesystem::path& file) {
    const auto tail = read_tail(file, kTail);
    if (!tail) {
        missing(name, tail.error().message);
    } else if (tail->text.contains('\0')) {
        missing(name, file.string() + " is no text");
    } else {
        add(name, kind, tail->text, tail->cut ? "only its end" : "");
    }
}

void Bundle::missing(const std::string& name, const std::string& why) {
    missing_ += fmt::format("  {:<32} {}\n", name, mask_.mask(why, TextKind::log));
    while (missing_.ends_with("\n\n")) {
        missing_.pop_back();
    }
}

Result<void> Bundle::finish(const std::string& title) {
    std::string text =
        fmt::format("{}\n\nSecrets are masked as {}; private keys are left out.\n\nHere:\n{}",
                    title, SecretMask::kMasked, there_);
    text += missing_.empty() ? "\nNothing is missing.\n" : "\nMissing, and why:\n" + missing_;
    write("MANIFEST.txt", text);
    TRY_VOID(written_);
    return writer_.finish();
}

}  // namespace ballast::cli
