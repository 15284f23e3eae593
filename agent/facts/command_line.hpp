// Another process's command line, for people. Pure.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ballast::agent {

// /proc/PID/cmdline: each word ends with a NUL (proc(5)).
std::vector<std::string> command_words(std::string_view cmdline);

// At most 200 bytes of valid UTF-8: begin and end of a longer line, since a JVM has its class path
// in the middle. What may be a secret is "***": whatever follows a word like "password", "token" or
// "key", and what stands before the '@' of a URL.
std::string shown_command_line(std::vector<std::string> words);

// A java with an argument inside the folder of this node's rendered files.
bool runs_configuration(const std::vector<std::string>& words,
                        const std::filesystem::path& config_folder);

}  // namespace ballast::agent
