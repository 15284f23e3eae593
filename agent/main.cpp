#include "agent/args.hpp"

int main(int argc, char** argv) {
    const auto verb = ballast::agent::parse_arguments(argc, argv);
    if (!verb) {
        return verb.error();
    }
    return std::visit([](const auto& what) { return ballast::agent::run(what); }, *verb);
}
