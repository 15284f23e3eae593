#include "agent/log_intake.hpp"

#include <fmt/format.h>

namespace ballast::agent {

namespace {
// An entry may have more lines; after so long without one it has not.
constexpr std::chrono::milliseconds kSilence{200};
}  // namespace

LogIntake::LogIntake(boost::asio::any_io_executor executor, const Clock& clock, LogStore& store,
                     std::function<void(const LogEntry&)> on_entry)
    : clock_(clock), store_(store), on_entry_(std::move(on_entry)), silence_(std::move(executor)) {}

void LogIntake::take(const LogEntry& entry) {
    store_.append(entry);
    on_entry_(entry);
}

void LogIntake::add(const init::Log& log) {
    auto& parser = log.stream == 2 ? err_ : out_;
    for (const auto& entry : parser.feed(log.bytes, clock_.wall())) {
        take(entry);
    }
    flush_after_silence();
}

void LogIntake::add_dropped(std::uint64_t lines) {
    take({.time = clock_.wall(),
          .level = LogLevel::warn,
          .logger = "ballast",
          .message = fmt::format("{} lines were dropped: the agent was away or slow", lines)});
}

void LogIntake::finish() {
    silence_.cancel();
    for (auto* parser : {&out_, &err_}) {
        for (const auto& entry : parser->finish(clock_.wall())) {
            take(entry);
        }
    }
}

void LogIntake::flush_after_silence() {
    silence_.expires_after(kSilence);
    silence_.async_wait([this](boost::system::error_code error) {
        if (error) {
            return;
        }
        for (auto* parser : {&out_, &err_}) {
            if (const auto entry = parser->flush()) {
                take(*entry);
            }
        }
    });
}

}  // namespace ballast::agent
