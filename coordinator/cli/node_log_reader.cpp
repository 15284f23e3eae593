#include "coordinator/cli/node_log_reader.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace ballast::cli {
namespace {

constexpr std::chrono::seconds kPause{1};
// A log that is not followed and breaks off (a pager that nobody scrolls makes the agent give up)
// is taken up again, this often without getting any further.
constexpr int kMaxResumes = 5;

// The log may well be there; only this way to it is closed.
bool no_answer(const Error& error) {
    return error.kind == ErrorKind::unreachable || error.kind == ErrorKind::timed_out;
}

}  // namespace

bool pause_for(std::chrono::milliseconds time, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

Result<void> NodeLogReader::read_from(LogSource& source, bool follow, const std::stop_token& stop) {
    LogQuery asked = query_;
    asked.follow = follow;
    if (!cursor_.since().empty()) {
        asked.since = cursor_.since();
        asked.tail.reset();
        cursor_.reconnected();
    }
    bool told = false;
    return source.read(
        node_, asked,
        [&](std::string_view text) {
            auto line = parse_log_line(text);
            if (!line) {
                if (!std::exchange(told, true)) {
                    inbox_.note(lane_, "a line that is no log entry was left out");
                }
                return true;
            }
            return !cursor_.accept(*line) || inbox_.push(lane_, *std::move(line));
        },
        stop);
}

Result<void> NodeLogReader::read_offline(const Error& why, const std::stop_token& stop) {
    if (sources_.offline == nullptr) {
        return std::unexpected(why);
    }
    inbox_.note(lane_, "its agent does not answer (" + why.message + "); reading its files");
    return read_from(*sources_.offline, false, stop);
}

Result<void> NodeLogReader::read_once(const std::stop_token& stop) {
    Result<void> result = read_from(sources_.agent, false, stop);
    int without_progress = 0;
    while (!result && no_answer(result.error()) && !stop.stop_requested()) {
        const std::string reached = cursor_.since();
        if (reached.empty() || without_progress == kMaxResumes) {
            return read_offline(result.error(), stop);
        }
        result = read_from(sources_.agent, false, stop);
        without_progress = cursor_.since() == reached ? without_progress + 1 : 0;
    }
    return result;
}

Result<void> NodeLogReader::follow(const std::stop_token& stop) {
    bool told = false;
    while (!stop.stop_requested()) {
        const Result<void> result = read_from(sources_.agent, true, stop);
        if (stop.stop_requested()) {
            break;
        }
        if (!result && !no_answer(result.error())) {
            return result;
        }
        if (!result && !std::exchange(told, true)) {
            if (auto read = read_offline(result.error(), stop); !read) {
                inbox_.note(lane_, read.error().message);
            }
            inbox_.note(lane_, "waiting for its agent");
        } else if (result) {
            told = false;
        }
        if (!pause_(kPause, stop)) {
            break;
        }
    }
    return {};
}

Result<void> NodeLogReader::run(const std::stop_token& stop) {
    auto result = query_.follow ? follow(stop) : read_once(stop);
    inbox_.end(lane_);
    return result;
}

}  // namespace ballast::cli
