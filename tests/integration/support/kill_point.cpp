// Preloaded into an agent: kills it at the n-th step of a write to a disk, as a crash would.
//
// The file named by BALLAST_KILL_POINT arms it: it holds n, and is gone once the agent was killed.
// A step is a write to a regular file, an fsync, a rename, an unlink, a truncation or the making of
// a file; one that is a write is done by half. The JVM's own log, line by line, is not counted.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

namespace {

template <class Function>
Function* real(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

std::atomic<int> steps{0};

// True when this is the step to die at; then the file is gone.
bool is_last_step() {
    const char* file = getenv("BALLAST_KILL_POINT");
    if (file == nullptr) {
        return false;
    }
    static auto* open_file = real<int(const char*, int, ...)>("open");
    const int fd = open_file(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        steps = 0;
        return false;
    }
    char text[16] = {};
    const auto size = read(fd, text, sizeof text - 1);
    close(fd);
    if (size <= 0 || ++steps < atoi(text)) {
        return false;
    }
    static auto* remove_file = real<int(const char*)>("unlink");
    return remove_file(file) == 0;
}

[[noreturn]] void die() {
    kill(getpid(), SIGKILL);
    _exit(1);
}

void step() {
    if (is_last_step()) {
        die();
    }
}

bool is_counted(int fd) {
    struct stat about{};
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
        return false;
    }
    char link[32];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    char path[4096] = {};
    const auto size = readlink(link, path, sizeof path - 1);
    return size > 0 && strstr(path, "/log/kafka.log") == nullptr;
}

}  // namespace

extern "C" {

ssize_t write(int fd, const void* bytes, size_t size) {
    static auto* next = real<ssize_t(int, const void*, size_t)>("write");
    if (is_counted(fd) && is_last_step()) {
        next(fd, bytes, size / 2);
        die();
    }
    return next(fd, bytes, size);
}

int fsync(int fd) {
    step();
    static auto* next = real<int(int)>("fsync");
    return next(fd);
}

int fdatasync(int fd) {
    step();
    static auto* next = real<int(int)>("fdatasync");
    return next(fd);
}

int rename(const char* from, const char* to) {
    step();
    static auto* next = real<int(const char*, const char*)>("rename");
    return next(from, to);
}

int unlink(const char* path) {
    step();
    static auto* next = real<int(const char*)>("unlink");
    return next(path);
}

int ftruncate(int fd, off_t size) {
    step();
    static auto* next = real<int(int, off_t)>("ftruncate");
    return next(fd, size);
}

int open(const char* path, int flags, ...) {
    mode_t mode = 0;
    if ((flags & O_CREAT) != 0) {
        va_list arguments;
        va_start(arguments, flags);
        mode = va_arg(arguments, mode_t);
        va_end(arguments);
        step();
    }
    static auto* next = real<int(const char*, int, ...)>("open");
    return next(path, flags, mode);
}

}  // extern "C"
