#include "agent/journal_keeper.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <utility>

namespace ballast::agent {

namespace net = boost::asio;

struct JournalKeeper::State : std::enable_shared_from_this<State> {
    net::any_io_executor loop;
    net::thread_pool& disk;
    std::filesystem::path file;
    std::function<void(const Error&)> on_error;
    net::steady_timer written_one;  // never expires; cancelled after each write
    Journal newest;
    std::uint64_t wanted = 0;  // the number of `newest`
    std::uint64_t tried = 0;   // the last one that a write was made of
    bool writing = false;
    std::deque<std::pair<std::uint64_t, std::function<void()>>> waiting;
    Result<void> outcome;  // of the last write

    State(net::any_io_executor executor, net::thread_pool& pool, std::filesystem::path path,
          std::function<void(const Error&)> error)
        : loop(std::move(executor)),
          disk(pool),
          file(std::move(path)),
          on_error(std::move(error)),
          written_one(loop, net::steady_timer::time_point::max()) {}

    void call_waiting() {
        while (!waiting.empty() && waiting.front().first <= tried) {
            const auto then = std::move(waiting.front().second);
            waiting.pop_front();
            then();
        }
    }

    void write() {
        if (writing || tried == wanted) {
            return;
        }
        writing = true;
        net::post(disk, [self = shared_from_this(), number = wanted, journal = newest] {
            auto saved = save_journal(self->file, journal);
            net::post(self->loop, [self, number, saved = std::move(saved)] {
                self->writing = false;
                self->tried = number;
                self->outcome = saved;
                if (!saved) {
                    self->on_error(saved.error());
                }
                self->written_one.cancel();
                self->call_waiting();
                self->write();
            });
        });
    }
};

JournalKeeper::JournalKeeper(net::any_io_executor loop, net::thread_pool& disk,
                             std::filesystem::path file, std::function<void(const Error&)> on_error)
    : state_(std::make_shared<State>(std::move(loop), disk, std::move(file), std::move(on_error))) {
}

void JournalKeeper::keep(const Journal& journal) {
    state_->newest = journal;
    ++state_->wanted;
    state_->write();
}

net::awaitable<Result<void>> JournalKeeper::kept(const Journal& journal) {
    const auto state = state_;
    keep(journal);
    const auto mine = state->wanted;
    while (state->tried < mine) {
        co_await state->written_one.async_wait(net::as_tuple(net::use_awaitable));
    }
    co_return state->outcome;
}

void JournalKeeper::when_tried(std::function<void()> then) {
    state_->waiting.emplace_back(state_->wanted, std::move(then));
    state_->call_waiting();
}

void JournalKeeper::flush() {
    if (state_->wanted == state_->tried) {
        return;
    }
    if (const auto saved = save_journal(state_->file, state_->newest); !saved) {
        state_->on_error(saved.error());
    }
}

}  // namespace ballast::agent
