#include "coordinator/cli/node/node_page.hpp"

#include <fmt/format.h>
#include <string.h>

#include <algorithm>

#include "common/units.hpp"
#include "coordinator/cli/display_width.hpp"
#include "coordinator/cli/status_output.hpp"
#include "coordinator/cli/table.hpp"

namespace ballast::cli {
namespace {

std::string or_dash(const std::string& text) {
    return text.empty() ? "-" : text;
}

// "3.2 GiB": rounded, unlike a size that a document gives.
std::string bytes_text(std::int64_t bytes) {
    constexpr std::int64_t kMebi = std::int64_t{1} << 20U;
    return bytes < 1024 * kMebi
               ? fmt::format("{} MiB", bytes / kMebi)
               : fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1024.0 * kMebi));
}

std::string with_age(const std::string& since, WallTime now) {
    const std::string age = age_in_words(since, now);
    return age.empty() ? or_dash(since) : fmt::format("{} ({} ago)", since, age);
}

// Label and value, one a line; empty values are left out.
class Facts {
  public:
    void add(std::string_view label, const std::string& value) {
        if (!value.empty()) {
            text_ += fmt::format("  {:<12}  {}\n", label, printable(value));
        }
    }
    const std::string& text() const { return text_; }

  private:
    std::string text_;
};

std::string head(const NodeIdentity& node, const NodeView& view, const Terminal& terminal,
                 WallTime now) {
    const NodeStatus& status = view.status;
    const Colour colour = state_colour(status.state, status.ready);
    std::string out = fmt::format("{}  {}", terminal.paint(Colour::bold, node.name),
                                  terminal.paint(colour, printable(status.state)));
    out += status.code.empty() ? "" : "  " + terminal.paint(colour, printable(status.code));
    out += status.reason.empty() ? "" : "  " + printable(status.reason);
    const std::string age = age_in_words(status.since, now);
    out += age.empty() ? "\n" : fmt::format(" ({})\n", age);
    if (!view.next_step.empty()) {
        out += fmt::format("next: {}\n", printable(view.next_step));
    }
    return out;
}

std::string jvm_text(const NodeView& view) {
    const NodeStatus& status = view.status;
    if (status.pid == 0) {
        return "none runs";
    }
    std::string out = fmt::format("pid {}", status.pid);
    out += status.heap_bytes > 0 ? ", heap " + format_size(status.heap_bytes) : "";
    return status.rss_bytes > 0 ? out + ", resident " + bytes_text(status.rss_bytes) : out;
}

std::string recovery_text(const RecoveryView& recovery) {
    std::string out = fmt::format("{} of {} logs", recovery.done, recovery.total);
    if (recovery.total > 0) {
        out += fmt::format(" ({} %)", recovery.done * 100 / recovery.total);
    }
    if (recovery.eta_seconds) {
        out += ", about " + format_duration(std::chrono::seconds(*recovery.eta_seconds)) + " left";
    }
    return out;
}

std::string certificate_text(const std::string& expires, WallTime now) {
    const auto time = parse_rfc3339(expires);
    if (!time) {
        return expires;
    }
    const auto days = std::chrono::floor<std::chrono::days>(*time - now).count();
    return days < 0 ? fmt::format("EXPIRED on {}", expires)
                    : fmt::format("expires {} (in {} days)", expires, days);
}

std::string join_known(std::initializer_list<std::pair<const char*, std::string>> parts) {
    std::string out;
    for (const auto& [name, value] : parts) {
        if (!value.empty()) {
            out += fmt::format("{}{} {}", out.empty() ? "" : ", ", name, value);
        }
    }
    return out;
}

std::string facts(const NodeIdentity& node, const NodeView& view, WallTime now) {
    const NodeStatus& status = view.status;
    Facts out;
    out.add("node", fmt::format("{} {} of {}, {}", to_string(node.role), node.id, node.cluster,
                                node.address));
    if (!status.known()) {
        // Nothing more is known, and nothing is not "none".
        out.add("JVM", status.pid == 0 ? "" : fmt::format("pid {}", status.pid));
        return out.text();
    }
    out.add("since", with_age(status.since, now));
    out.add("wanted", view.run_wanted ? "running" : "stopped");
    if (view.on_hold) {
        std::string hold =
            "by " + or_dash(view.on_hold->by) + " since " + with_age(view.on_hold->since, now);
        hold += view.on_hold->reason.empty() ? "" : ": " + view.on_hold->reason;
        out.add("on hold", hold);
    }
    out.add("recovery", view.recovery ? recovery_text(*view.recovery) : "");
    out.add("JVM", jvm_text(view));
    out.add("agent", fmt::format("pid {}", status.agent_pid));
    out.add("restarts", fmt::format("{}", status.restarts));
    out.add("clean stop", view.clean_stop ? (*view.clean_stop ? "yes, proved" : "no") : "");
    out.add("revision", status.config_revision);
    out.add("versions", join_known({{"agent", view.versions.agent},
                                    {"Kafka", view.versions.kafka},
                                    {"Java", view.versions.java},
                                    {"init protocol", view.versions.init_protocol}}));
    out.add("certificate", certificate_text(view.certificate_expires, now));
    return out.text();
}

std::string warnings(const NodeView& view, const Terminal& terminal, WallTime now) {
    std::string out;
    for (const Warning& warning : view.status.warnings) {
        const std::string age = age_in_words(warning.since, now);
        out += fmt::format("  {}  {}{}\n", terminal.paint(Colour::yellow, printable(warning.code)),
                           printable(warning.reason), age.empty() ? "" : " (" + age + ")");
        out += warning.next_step.empty() ? "" : "    next: " + printable(warning.next_step) + '\n';
    }
    return out;
}

std::string probes(const NodeView& view, const Terminal& terminal) {
    std::string out;
    for (const ProbeView& probe : view.probes) {
        const std::string answer =
            probe.ok ? terminal.paint(Colour::green, "ok") : terminal.paint(Colour::yellow, "no");
        out += fmt::format("  {:<7}  {}{}\n", probe.name, answer,
                           probe.ok || probe.reason.empty() ? "" : ": " + printable(probe.reason));
    }
    return out;
}

std::string disks(const NodeView& view, const Terminal& terminal) {
    Table table({{.title = "PATH"},
                 {.title = "FREE", .right = true},
                 {.title = "OF", .right = true},
                 {.title = "NEEDED", .right = true}});
    for (const DiskView& disk : view.disks) {
        const Colour colour =
            disk.free_bytes < disk.needed_free_bytes ? Colour::red : Colour::plain;
        table.add({{disk.path},
                   {bytes_text(disk.free_bytes), colour},
                   {bytes_text(disk.total_bytes)},
                   {bytes_text(disk.needed_free_bytes)}});
    }
    std::string out = view.disks.empty() ? "" : table.render(terminal);
    for (const DiskView& disk : view.disks) {
        if (!disk.write_error.empty()) {
            out +=
                terminal.paint(Colour::red, printable(disk.path + ": " + disk.write_error)) + '\n';
        }
    }
    return out;
}

std::string history(const NodeView& view, const Terminal& terminal) {
    Table table(
        {{.title = "AT"}, {.title = "FROM"}, {.title = "TO"}, {.title = "CODE"}, {.title = "WHY"}});
    for (const TransitionView& change : view.transitions) {
        table.add({{or_dash(change.at)},
                   {or_dash(change.from)},
                   {or_dash(change.to), state_colour(change.to, change.to == "SERVING")},
                   {or_dash(change.code)},
                   {change.reason}});
    }
    return view.transitions.empty() ? "" : table.render(terminal);
}

std::string end_text(const ExitView& exit) {
    if (exit.signal == 0) {
        return fmt::format("exit {}", exit.exit_code);
    }
    const char* name = ::sigabbrev_np(static_cast<int>(exit.signal));
    return name == nullptr ? fmt::format("signal {}", exit.signal) : fmt::format("SIG{}", name);
}

std::string ends(const NodeView& view, const Terminal& terminal) {
    Table table({{.title = "AT"},
                 {.title = "PID", .right = true},
                 {.title = "END"},
                 {.title = "ASKED"},
                 {.title = "CLEAN"},
                 {.title = "CODE"},
                 {.title = "CAUSE"}});
    for (const ExitView& exit : view.exits) {
        table.add({{or_dash(exit.at)},
                   {fmt::format("{}", exit.pid)},
                   {end_text(exit)},
                   {exit.asked ? "yes" : "no"},
                   {!exit.clean   ? "-"
                    : *exit.clean ? "yes"
                                  : "no"},
                   {or_dash(exit.code), exit.code.empty() ? Colour::plain : Colour::red},
                   {exit.cause}});
    }
    return view.exits.empty() ? "" : table.render(terminal);
}

std::string section(const Terminal& terminal, std::string_view title, const std::string& text) {
    return text.empty()
               ? ""
               : fmt::format("\n{}\n{}", terminal.paint(Colour::bold, std::string(title)), text);
}

}  // namespace

std::string node_page(const NodeIdentity& node, const NodeView& view, const Terminal& terminal,
                      WallTime now) {
    std::string out = head(node, view, terminal, now) + '\n' + facts(node, view, now);
    out += section(terminal, "Warnings", warnings(view, terminal, now));
    out += section(terminal, "Probes", probes(view, terminal));
    out += section(terminal, "Disks", disks(view, terminal));
    out += section(terminal, "Changes of state", history(view, terminal));
    return out + section(terminal, "Ends of the JVM", ends(view, terminal));
}

}  // namespace ballast::cli
