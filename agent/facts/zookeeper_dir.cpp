#include "agent/facts/zookeeper_dir.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agent/facts/disk_space.hpp"
#include "common/files.hpp"
#include "common/text.hpp"

namespace ballast::agent {
namespace {

namespace fs = std::filesystem;

bool has_data(const fs::path& version_2, std::error_code& error) {
    // A link whose target is not mounted is not "nothing".
    if (fs::symlink_status(version_2, error).type() == fs::file_type::not_found) {
        error.clear();
        return false;
    }
    auto entry = fs::directory_iterator(version_2, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        const auto name = entry->path().filename().string();
        if (name.starts_with("snapshot.") || name.starts_with("log.")) {
            return true;
        }
    }
    return false;
}

// As QuorumPeer.readLongFromFile reads it: the first line, a number without blanks.
std::optional<std::uint64_t> read_epoch(const fs::path& file, std::string& problem) {
    const auto text = read_file(file, 4096);
    if (!text) {
        return std::nullopt;
    }
    const auto line = split(*text, '\n').front();
    const auto epoch = parse_integer(line);
    if (!epoch || *epoch < 0) {
        problem = line.empty() ? fmt::format("{} is empty", file.string())
                               : fmt::format("{} says '{}', which is no epoch", file.string(),
                                             line.substr(0, 20));
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(*epoch);
}

}  // namespace

DirFacts look_at_zookeeper_dir(const fs::path& data_dir) {
    auto facts = look_at_disk(data_dir);
    std::error_code error;
    const bool data = has_data(data_dir / "version-2", error);
    facts.empty = !data && !error;
    if (error && facts.write_error.empty()) {
        facts.write_error =
            fmt::format("cannot list {}: {}", (data_dir / "version-2").string(), error.message());
    }
    return facts;
}

ZooKeeperDataFacts look_at_zookeeper_data(const fs::path& data_dir) {
    ZooKeeperDataFacts facts;
    if (const auto myid = read_file(data_dir / "myid", 4096)) {
        facts.myid = trim(*myid);
    }
    const auto version_2 = data_dir / "version-2";
    facts.accepted_epoch = read_epoch(version_2 / "acceptedEpoch", facts.epoch_error);
    facts.current_epoch = read_epoch(version_2 / "currentEpoch", facts.epoch_error);
    facts.initialize_present =
        std::ranges::any_of(initialize_files(data_dir), [](const auto& file) {
            std::error_code ignored;
            return fs::exists(fs::symlink_status(file, ignored));
        });
    return facts;
}

std::array<fs::path, 2> initialize_files(const fs::path& data_dir) {
    constexpr std::string_view kName = "initialize";
    return {data_dir / kName, data_dir.parent_path() / kName};
}

}  // namespace ballast::agent
