#include "coordinator/cli/cluster/wanted_cluster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "coordinator/cli/cluster/exit_codes.hpp"

namespace ballast::cli {
namespace {

Error all_problems(const std::vector<document::Problem>& problems) {
    std::string text;
    for (const auto& problem : problems) {
        text += (text.empty() ? "" : "\n") + document::to_string(problem);
    }
    return {ErrorKind::invalid, std::move(text), kInvalidDocument};
}

std::filesystem::path absolute_folder(const std::filesystem::path& path) {
    std::error_code error;
    const auto absolute = std::filesystem::absolute(path, error);
    auto result = std::filesystem::weakly_canonical(absolute, error);
    return error ? absolute.lexically_normal() : result;
}

// The cluster that is meant when nobody names one.
Result<WantedPlace> default_place(const ClusterIndex& index) {
    const char* preset = std::getenv("BALLAST_CLUSTER");
    if (preset == nullptr || *preset == '\0') {
        if (const auto only = find_cluster("", "")) {
            TRY(const auto record, read_record(*only));
            return WantedPlace{record.name, *only};
        } else if (only.error().kind != ErrorKind::not_found) {
            return std::unexpected(only.error());
        }
    }
    const std::string name = preset == nullptr || *preset == '\0' ? "demo" : preset;
    return WantedPlace{name, {index.default_folder(name)}};
}

}  // namespace

Result<document::Document> read_document_file(const std::filesystem::path& file) {
    TRY(const auto text, read_file(file));
    auto document = document::read(text, file.string());
    if (!document) {
        return std::unexpected(all_problems(document.error()));
    }
    return *std::move(document);
}

Result<WantedPlace> choose_place(const UpOptions& options, const document::Document* from_file,
                                 const ClusterIndex& index) {
    std::string name = options.name.value_or(from_file == nullptr ? "" : from_file->name);
    if (!options.dir.empty()) {
        const ClusterFolder folder{absolute_folder(options.dir)};
        const auto record = read_record(folder);
        if (!record && record.error().kind != ErrorKind::not_found) {
            return std::unexpected(record.error());
        }
        if (record && !name.empty() && record->name != name) {
            return fail(ErrorKind::refused, fmt::format("{} holds the cluster {}, not {}: choose "
                                                        "another --dir, or leave the name out",
                                                        folder.root.string(), record->name, name));
        }
        if (record) {
            name = record->name;
        }
        if (name.empty()) {
            TRY(const auto place, default_place(index));
            name = place.name;
        }
        return WantedPlace{name, folder};
    }
    if (name.empty()) {
        TRY(auto place, default_place(index));
        name = place.name;
    }
    TRY(const auto entries, index.list());
    const auto found = std::ranges::find(entries, name, &IndexEntry::name);
    return WantedPlace{name, {found == entries.end() ? index.default_folder(name) : found->dir}};
}

Result<WantedDocument> apply_flags(const UpOptions& options, const std::string& name,
                                   const document::Document& base) {
    WantedDocument wanted{base, {}};
    auto& document = wanted.document;
    const auto apply = [&](auto& value, const auto& flag, const char* flag_name, const char* key) {
        if (!flag) {
            return;
        }
        if (!options.file.empty() && value != *flag) {
            wanted.notes.push_back(fmt::format("{} {} wins over {}: {} of {}", flag_name, *flag,
                                               key, value, options.file.string()));
        }
        value = *flag;
    };
    apply(document.name, options.name, "--name", "name");
    apply(document.kafka.replicas, options.brokers, "--brokers", "kafka.replicas");
    apply(document.zookeeper.replicas, options.zookeepers, "--zookeepers", "zookeeper.replicas");
    document.name = name;
    if (const auto problems = document::check(document); !problems.empty()) {
        return std::unexpected(all_problems(problems));
    }
    for (const auto* jvm : {&document.kafka.jvm, &document.zookeeper.jvm}) {
        if (!options.java_home.empty() && !jvm->home.empty() && options.java_home != jvm->home) {
            wanted.notes.push_back(fmt::format("--java-home {} wins over jvm.home: {}",
                                               options.java_home.string(), jvm->home));
        }
    }
    return wanted;
}

Result<void> check_new_folder(const ClusterFolder& folder) {
    // What a broken-off `up` leaves before there is a cluster.
    constexpr std::array<std::string_view, 4> kOurs = {"up.lock", "cluster.yaml",
                                                       ".cluster.yaml.tmp", ".cluster.json.tmp"};
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder.root, error)) {
        const auto name = entry.path().filename().string();
        if (std::ranges::find(kOurs, name) == kOurs.end()) {
            return fail(ErrorKind::refused,
                        fmt::format("{} holds no cluster but other things ({}): choose a new or an "
                                    "empty folder with --dir",
                                    folder.root.string(), name));
        }
    }
    return {};
}

}  // namespace ballast::cli
