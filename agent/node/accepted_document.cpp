#include "agent/node/accepted_document.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace ballast::agent {
namespace {

// ballast-init holds this lock for its whole life.
bool init_lives(const std::filesystem::path& lock_file) {
    const int fd = ::open(lock_file.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno != ENOENT;  // nobody knows: as if it lived
    }
    const bool held = ::flock(fd, LOCK_SH | LOCK_NB) != 0;
    ::close(fd);
    return held;
}

}  // namespace

Result<document::Document> read_document(const std::filesystem::path& file) {
    TRY(const auto text, read_file(file));
    auto document = document::read(text, file.string());
    if (document) {
        return *std::move(document);
    }
    std::string lines;
    for (const auto& problem : document.error()) {
        lines += (lines.empty() ? "" : "\n") + document::to_string(problem);
    }
    return fail(ErrorKind::invalid, lines, "BAD_DOCUMENT");
}

Result<document::Document> load_accepted(const NodeFolder& folders) {
    auto document = read_document(folders.accepted());
    if (!document && document.error().kind == ErrorKind::not_found) {
        return fail(ErrorKind::refused,
                    "this node has accepted no document yet; `ballast up` gives it one",
                    "NO_DOCUMENT");
    }
    return document;
}

Result<document::Document> accept_document(const NodeFolder& folders,
                                           const std::filesystem::path& file, FileCalls& calls) {
    if (init_lives(folders.init_lock())) {
        return fail(ErrorKind::refused,
                    "the node runs; a running node takes a new document only by an operation",
                    "NODE_RUNNING");
    }
    TRY(auto document, read_document(file));
    TRY_VOID(make_folders(folders.state(), 0700));
    TRY_VOID(write_file_durably(folders.accepted(), document::to_yaml(document), 0600, calls));
    return document;
}

}  // namespace ballast::agent
