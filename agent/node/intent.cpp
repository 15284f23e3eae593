#include "agent/node/intent.hpp"

#include <json/json.h>

#include "common/json.hpp"

namespace ballast::agent {

Result<Intent> load_intent(const std::filesystem::path& file) {
    const auto text = read_file(file);
    if (!text) {
        if (text.error().kind == ErrorKind::not_found) {
            return Intent{};
        }
        return std::unexpected(text.error());
    }
    const auto parse = [&]() -> Result<Intent> {
        TRY(const auto root, parse_json(*text));
        const JsonView view(root);
        TRY_VOID(view.only({"run", "reason", "by", "restarts"}));
        Intent intent;
        TRY(intent.run, view.boolean_or("run", true));
        TRY(intent.reason, view.string_or("reason", ""));
        TRY(intent.by, view.string_or("by", ""));
        TRY(const auto restarts, view.integer_or("restarts", 0));
        intent.restarts = static_cast<std::uint64_t>(restarts);
        return intent;
    };
    auto intent = parse();
    return intent ? intent : std::unexpected(in_context(intent.error(), file.string()));
}

Result<void> save_intent(const std::filesystem::path& file, const Intent& intent,
                         FileCalls& calls) {
    Json::Value root;
    root["run"] = intent.run;
    root["reason"] = intent.reason;
    root["by"] = intent.by;
    root["restarts"] = Json::UInt64{intent.restarts};
    return write_file_durably(file, to_json(root) + "\n", 0600, calls);
}

}  // namespace ballast::agent
