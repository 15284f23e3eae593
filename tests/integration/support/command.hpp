// Runs a program as a person would and keeps what it said.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace ballast::test {

struct Outcome {
    int exit_code = -1;  // 128 + signal when a signal ended it
    bool timed_out = false;
    std::string out;
    std::string err;
};

using Seconds = std::chrono::seconds;

// PATH is searched. After `limit` the program is killed and timed_out is set.
Outcome run_command(const std::vector<std::string>& argv, Seconds limit = Seconds{120},
                    const std::string& input = {});

// Starts a program without waiting; its output goes to /dev/null.
pid_t start_command(const std::vector<std::string>& argv);
// Waits for the end of a started program: exit code as in Outcome, -1 on time-out.
int wait_command(pid_t pid, Seconds limit);

// Polls until true; false when the limit passed first.
bool eventually(const std::function<bool()>& condition, Seconds limit = Seconds{60});

}  // namespace ballast::test
