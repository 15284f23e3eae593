#include <fmt/format.h>

#include "common/document/document.hpp"
#include "common/files.hpp"
#include "coordinator/cli/answer.hpp"
#include "coordinator/cli/commands.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/errors.hpp"
#include "coordinator/cli/render_files.hpp"

namespace ballast::cli {
namespace {

using document::Document;
using document::Problem;

std::string summary(const std::string& file, const Document& document) {
    return fmt::format(
        "{}: valid: cluster {}, Kafka {}, brokers: {}, ZooKeeper servers: {}, revision {}\n", file,
        document.name, document.kafka.version, document.kafka.replicas, document.zookeeper.replicas,
        document::revision(document));
}

Answer to_answer(const Problem& problem) {
    return Answer::Members{{"file", problem.file},       {"line", problem.line},
                           {"column", problem.column},   {"key", problem.key},
                           {"message", problem.message}, {"hint", problem.hint}};
}

Answer validation(const std::string& file, const std::string& revision,
                  const std::vector<Problem>& problems) {
    Answer::List list;
    for (const Problem& problem : problems) {
        list.push_back(to_answer(problem));
    }
    return Answer::Members{{"file", file},
                           {"valid", problems.empty()},
                           {"revision", revision},
                           {"problems", std::move(list)}};
}

void print_problems(Terminal& terminal, const std::vector<Problem>& problems) {
    for (const Problem& problem : problems) {
        terminal.write_error(printable(document::to_string(problem)) + '\n');
    }
}

void print(Terminal& terminal, OutputFormat format, const Answer& answer) {
    terminal.write(format == OutputFormat::yaml ? answer.yaml() : answer.json());
}

void print_files(Terminal& terminal, const std::vector<RenderedNode>& nodes) {
    bool first = true;
    for (const RenderedNode& node : nodes) {
        for (const auto& [name, content] : node.files) {
            terminal.write(fmt::format(
                "{}{}\n", first ? "" : "\n",
                terminal.paint(Colour::bold, fmt::format("# {}: {}", node.name, name))));
            terminal.write(content);
            first = false;
        }
    }
}

Answer to_answer(const std::vector<RenderedNode>& nodes) {
    Answer::List list;
    for (const RenderedNode& node : nodes) {
        Answer::Members files;
        for (const auto& [name, content] : node.files) {
            files.emplace_back(name, content);
        }
        list.emplace_back(Answer::Members{{"name", node.name}, {"files", std::move(files)}});
    }
    return Answer::Members{{"nodes", std::move(list)}};
}

}  // namespace

int run_config_validate(const ConfigValidateOptions& options, Terminal& terminal) {
    const std::string file = options.file.string();
    const auto text = read_file(options.file);
    if (!text) {
        return report_error(terminal, text.error());
    }
    const auto document = document::read(*text, file);
    const auto problems = document ? std::vector<Problem>() : document.error();
    if (options.output != OutputFormat::text) {
        print(terminal, options.output,
              validation(file, document ? document::revision(*document) : "", problems));
    } else if (document) {
        terminal.write(summary(file, *document));
    } else {
        print_problems(terminal, problems);
    }
    return document ? 0 : 1;
}

int run_config_render(const ConfigRenderOptions& options, Terminal& terminal) {
    const auto text = read_file(options.file);
    if (!text) {
        return report_error(terminal, text.error());
    }
    const auto document = document::read(*text, options.file.string());
    if (!document) {
        print_problems(terminal, document.error());
        return 1;
    }
    const auto nodes = render_files(*document, options.node);
    if (!nodes) {
        return report_error(terminal, nodes.error());
    }
    if (options.output == OutputFormat::text) {
        print_files(terminal, *nodes);
    } else {
        print(terminal, options.output, to_answer(*nodes));
    }
    return 0;
}

}  // namespace ballast::cli
