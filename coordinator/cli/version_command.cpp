#include "coordinator/cli/answer.hpp"
#include "coordinator/cli/commands.hpp"

namespace ballast::cli {

int run_version(const VersionOptions& options, Terminal& terminal) {
    const Answer answer = Answer::Members{{"version", BALLAST_VERSION}};
    terminal.write(options.output == OutputFormat::json   ? answer.json()
                   : options.output == OutputFormat::yaml ? answer.yaml()
                                                          : "ballast " BALLAST_VERSION "\n");
    return 0;
}

}  // namespace ballast::cli
