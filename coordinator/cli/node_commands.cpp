#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>

#include "common/kafka/topic_admin.hpp"
#include "common/text.hpp"
#include "coordinator/cli/chosen_nodes.hpp"
#include "coordinator/cli/cluster/cluster_index.hpp"
#include "coordinator/cli/cluster/program_folder.hpp"
#include "coordinator/cli/cluster_status.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/node_unit.hpp"

namespace ballast::cli {
namespace {

std::string current_user() {
    const passwd* entry = ::getpwuid(::geteuid());
    return entry == nullptr ? std::to_string(::geteuid()) : entry->pw_name;
}

Result<UnitInput> unit_input(const NodeUnitOptions& options, const ClusterChoice& choice) {
    TRY(const ChosenNodes chosen, find_nodes(choice, {options.node}));
    TRY(const auto init, sibling_program("ballast-init"));
    TRY(const auto agent, sibling_program("ballast-agent"));
    return UnitInput{.node = chosen.nodes.front(),
                     .node_dir = std::filesystem::absolute(chosen.folder.node(options.node).root),
                     .init = init,
                     .agent = agent,
                     .user = options.user.empty() ? current_user() : options.user};
}

Result<std::vector<std::string>> cluster_names() {
    TRY(const UserFolders folders, user_folders());
    TRY(const auto entries, ClusterIndex(folders.data).list());
    std::vector<std::string> names;
    std::ranges::transform(entries, std::back_inserter(names), &IndexEntry::name);
    return names;
}

Result<std::vector<std::string>> node_names(const ClusterChoice& choice) {
    TRY(const ChosenNodes chosen, find_nodes(choice, {}));
    std::vector<std::string> names;
    std::ranges::transform(chosen.nodes, std::back_inserter(names), &NodeIdentity::name);
    return names;
}

Result<std::vector<std::string>> topic_names(const ClusterChoice& choice) {
    constexpr std::chrono::seconds kLimit{2};
    TRY(const ChosenNodes chosen, find_nodes(choice, {}));
    TRY(auto admin, kafka::TopicAdmin::open(bootstrap_of(chosen.nodes), kLimit));
    TRY(const auto topics, admin.list_topics());
    std::vector<std::string> names;
    std::ranges::transform(topics, std::back_inserter(names), &kafka::Topic::name);
    return names;
}

// bash expands the words that it is offered, so a name may hold nothing that it would act on.
bool is_harmless(const std::string& name) {
    return std::ranges::all_of(name, [](char c) {
        return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
               c == '_' || c == '-';
    });
}

}  // namespace

int run_node_unit(const NodeUnitOptions& options, const ClusterChoice& choice, Terminal& terminal) {
    const auto input = unit_input(options, choice);
    const auto unit = input ? render_unit(*input) : std::unexpected(input.error());
    if (!unit) {
        return report_error(terminal, unit.error());
    }
    terminal.write(*unit);
    if (input->node.secrets_dir.string().starts_with("/run/user/")) {
        terminal.write_error(fmt::format(
            "note: the node's secrets lie in {}, which is there only while {} is logged in\n"
            "next: loginctl enable-linger {}\n",
            input->node.secrets_dir.string(), input->user, input->user));
    }
    return 0;
}

int run_names(const NamesOptions& options, const ClusterChoice& choice, Terminal& terminal) {
    const auto names = options.kind == "clusters" ? cluster_names()
                       : options.kind == "nodes"  ? node_names(choice)
                                                  : topic_names(choice);
    // A completion says nothing about errors: the command itself will.
    if (names) {
        for (const std::string& name : *names) {
            terminal.write(is_harmless(name) ? name + '\n' : "");
        }
    }
    return 0;
}

}  // namespace ballast::cli
