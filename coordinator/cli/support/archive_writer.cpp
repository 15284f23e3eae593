#include "coordinator/cli/support/archive_writer.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "common/files.hpp"

namespace ballast::cli {
namespace {

constexpr mode_t kPrivate = 0600;

std::unexpected<Error> exists_already(const std::filesystem::path& file) {
    return fail(ErrorKind::refused, file.string() + " exists already: name another file");
}

struct CloseArchive {
    void operator()(archive* writer) const { archive_write_free(writer); }
};
struct FreeEntry {
    void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};

}  // namespace

struct ArchiveWriter::State {
    std::filesystem::path file;
    std::filesystem::path temporary;
    std::string folder;
    int fd = -1;
    std::unique_ptr<archive, CloseArchive> writer;

    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        writer.reset();  // it may still write
        if (fd >= 0) {
            ::close(fd);
            ::unlink(temporary.c_str());
        }
    }

    std::unexpected<Error> failure() const {
        const char* words = archive_error_string(writer.get());
        return fail(ErrorKind::io, fmt::format("cannot write {}: {}", file.string(),
                                               words == nullptr ? "unknown error" : words));
    }
};

ArchiveWriter::ArchiveWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
ArchiveWriter::ArchiveWriter(ArchiveWriter&&) noexcept = default;
ArchiveWriter::~ArchiveWriter() = default;

Result<ArchiveWriter> ArchiveWriter::create(const std::filesystem::path& file, std::string folder) {
    std::error_code error;
    if (std::filesystem::exists(std::filesystem::symlink_status(file, error))) {
        return exists_already(file);
    }
    auto state = std::make_unique<State>();
    state->file = file;
    state->folder = std::move(folder);
    std::string temporary = file.string() + ".XXXXXX";
    state->fd = ::mkostemp(temporary.data(), O_CLOEXEC);  // mode 0600
    if (state->fd < 0) {
        return std::unexpected(system_error("cannot create " + temporary, errno));
    }
    state->temporary = temporary;
    state->writer.reset(archive_write_new());
    archive* writer = state->writer.get();
    if (writer == nullptr || archive_write_add_filter_gzip(writer) != ARCHIVE_OK ||
        archive_write_set_format_pax_restricted(writer) != ARCHIVE_OK ||
        archive_write_open_fd(writer, state->fd) != ARCHIVE_OK) {
        return state->failure();
    }
    return ArchiveWriter(std::move(state));
}

Result<void> ArchiveWriter::add(const std::string& name, std::string_view content, WallTime time) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), (state_->folder + "/" + name).c_str());
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), kPrivate);
    archive_entry_set_mtime(entry.get(), std::chrono::system_clock::to_time_t(time), 0);
    archive* writer = state_->writer.get();
    if (archive_write_header(writer, entry.get()) != ARCHIVE_OK ||
        archive_write_data(writer, content.data(), content.size()) !=
            static_cast<la_ssize_t>(content.size())) {
        return state_->failure();
    }
    return {};
}

Result<void> ArchiveWriter::finish() {
    if (archive_write_close(state_->writer.get()) != ARCHIVE_OK) {
        return state_->failure();
    }
    // A link, since it never takes another file's place; the temporary name goes with the state.
    if (::fsync(state_->fd) != 0 || ::link(state_->temporary.c_str(), state_->file.c_str()) != 0) {
        return errno == EEXIST
                   ? exists_already(state_->file)
                   : std::unexpected(system_error("cannot write " + state_->file.string(), errno));
    }
    return {};
}

}  // namespace ballast::cli
