#include "agent/metrics/collection/jvm_families.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <sstream>

#include "common/clock.hpp"

namespace ballast::agent::metrics {

namespace {

const jmx::Value* find(const jmx::Bean& bean, std::string_view name) {
    const auto found = std::ranges::find(bean.attributes, name, &jmx::Attribute::name);
    return found == bean.attributes.end() ? nullptr : &found->value;
}

std::optional<double> number(const jmx::Value* value) {
    if (value == nullptr) {
        return std::nullopt;
    }
    if (const auto* integer = std::get_if<std::int64_t>(&value->data)) {
        return static_cast<double>(*integer);
    }
    const auto* real = std::get_if<double>(&value->data);
    return real == nullptr ? std::nullopt : std::optional(*real);
}

std::optional<double> item(const jmx::Value* value, std::string_view name) {
    const auto* data = value == nullptr ? nullptr : std::get_if<jmx::CompositeData>(&value->data);
    if (data == nullptr) {
        return std::nullopt;
    }
    const auto found = std::ranges::find(data->items, name, &jmx::CompositeItem::name);
    return found == data->items.end() ? std::nullopt : number(&found->value);
}

std::string text(const jmx::Bean& bean, std::string_view name) {
    const auto* value = find(bean, name);
    const auto* found = value == nullptr ? nullptr : std::get_if<std::string>(&value->data);
    return found == nullptr ? "" : *found;
}

std::string property(const jmx::Bean& bean, std::string_view key) {
    const auto* found = bean.name.find(key);
    return found == nullptr ? "" : *found;
}

// Families by name, in the order of their first sample.
class Families {
  public:
    void add(std::string name, Type type, std::string help, Labels labels,
             std::optional<double> value, Part part = Part::value) {
        if (!value) {
            return;
        }
        auto found = std::ranges::find(families_, name, &Family::name);
        if (found == families_.end()) {
            families_.push_back({.name = std::move(name),
                                 .type = type,
                                 .help = std::move(help),
                                 .unit = {},
                                 .samples = {}});
            found = families_.end() - 1;
        }
        auto shared = labels.empty() ? nullptr : std::make_shared<const Labels>(std::move(labels));
        found->samples.push_back({.labels = std::move(shared), .value = *value, .part = part});
    }

    std::vector<Family> take() { return std::move(families_); }

  private:
    std::vector<Family> families_;
};

constexpr std::array<std::string_view, 4> kUsages{"used", "committed", "max", "init"};

std::string help_of(std::string_view usage, const std::string& of) {
    return (usage == "used"        ? "Used bytes of "
            : usage == "committed" ? "Committed bytes of "
            : usage == "max"       ? "Most bytes of "
                                   : "Bytes at first of ") +
           of;
}

void add_memory(const jmx::Bean& bean, Families& out) {
    for (const auto& [attribute, area] :
         {std::pair{"HeapMemoryUsage", "heap"}, std::pair{"NonHeapMemoryUsage", "nonheap"}}) {
        for (const auto usage : kUsages) {
            out.add("jvm_memory_" + std::string(usage) + "_bytes", Type::gauge,
                    help_of(usage, "a JVM memory area"), {{"area", area}},
                    item(find(bean, attribute), usage));
        }
    }
    out.add("jvm_memory_objects_pending_finalization", Type::gauge,
            "Objects waiting in the finalizer queue", {},
            number(find(bean, "ObjectPendingFinalizationCount")));
}

void add_memory_pool(const jmx::Bean& bean, Families& out) {
    const auto pool = property(bean, "name");
    for (const auto usage : kUsages) {
        out.add("jvm_memory_pool_" + std::string(usage) + "_bytes", Type::gauge,
                help_of(usage, "a JVM memory pool"), {{"pool", pool}},
                item(find(bean, "Usage"), usage));
        out.add("jvm_memory_pool_collection_" + std::string(usage) + "_bytes", Type::gauge,
                help_of(usage, "a JVM memory pool after its last collection"), {{"pool", pool}},
                item(find(bean, "CollectionUsage"), usage));
    }
}

void add_collector(const jmx::Bean& bean, Families& out) {
    const Labels labels{{"gc", property(bean, "name")}};
    const auto milliseconds = number(find(bean, "CollectionTime"));
    out.add("jvm_gc_collection_seconds", Type::summary, "Time in a garbage collector", labels,
            number(find(bean, "CollectionCount")), Part::count);
    out.add("jvm_gc_collection_seconds", Type::summary, "Time in a garbage collector", labels,
            milliseconds ? std::optional(*milliseconds / 1000) : std::nullopt, Part::sum);
}

void add_threads(const jmx::Bean& bean, Families& out) {
    out.add("jvm_threads_current", Type::gauge, "Threads", {}, number(find(bean, "ThreadCount")));
    out.add("jvm_threads_daemon", Type::gauge, "Daemon threads", {},
            number(find(bean, "DaemonThreadCount")));
    out.add("jvm_threads_peak", Type::gauge, "Most threads so far", {},
            number(find(bean, "PeakThreadCount")));
    out.add("jvm_threads_started", Type::counter, "Threads started", {},
            number(find(bean, "TotalStartedThreadCount")));
}

void add_classes(const jmx::Bean& bean, Families& out) {
    out.add("jvm_classes_currently_loaded", Type::gauge, "Loaded classes", {},
            number(find(bean, "LoadedClassCount")));
    out.add("jvm_classes_loaded", Type::counter, "Classes loaded since the start", {},
            number(find(bean, "TotalLoadedClassCount")));
    out.add("jvm_classes_unloaded", Type::counter, "Classes unloaded since the start", {},
            number(find(bean, "UnloadedClassCount")));
}

void add_buffer_pool(const jmx::Bean& bean, Families& out) {
    const Labels labels{{"pool", property(bean, "name")}};
    out.add("jvm_buffer_pool_used_bytes", Type::gauge, "Used bytes of a buffer pool", labels,
            number(find(bean, "MemoryUsed")));
    out.add("jvm_buffer_pool_capacity_bytes", Type::gauge, "Capacity of a buffer pool", labels,
            number(find(bean, "TotalCapacity")));
    out.add("jvm_buffer_pool_used_buffers", Type::gauge, "Buffers of a buffer pool", labels,
            number(find(bean, "Count")));
}

void add_runtime(const jmx::Bean& bean, Families& out) {
    out.add("jvm_info", Type::gauge, "The JVM; always 1",
            {{"runtime", text(bean, "VmName")},
             {"vendor", text(bean, "VmVendor")},
             {"version", text(bean, "VmVersion")}},
            1);
}

struct Row {
    std::string_view domain;
    std::string_view type;
    void (*add)(const jmx::Bean&, Families&);
};
constexpr std::array kRows{
    Row{"java.lang", "Memory", add_memory},
    Row{"java.lang", "MemoryPool", add_memory_pool},
    Row{"java.lang", "GarbageCollector", add_collector},
    Row{"java.lang", "Threading", add_threads},
    Row{"java.lang", "ClassLoading", add_classes},
    Row{"java.lang", "Runtime", add_runtime},
    Row{"java.nio", "BufferPool", add_buffer_pool},
};

const Row* row_of(const jmx::ObjectName& name) {
    const auto* const type = name.find("type");
    const auto found = std::ranges::find_if(kRows, [&](const Row& row) {
        return type != nullptr && row.domain == name.domain && row.type == *type;
    });
    return found == kRows.end() ? nullptr : &*found;
}

std::string read_text(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

// A line like "Max open files   1024   4096   files".
std::optional<double> soft_limit(const std::string& limits, const std::string& name) {
    const auto at = limits.find(name);
    if (at == std::string::npos) {
        return std::nullopt;
    }
    std::istringstream rest(limits.substr(at + name.size()));
    double value = 0;
    return rest >> value ? std::optional(value) : std::nullopt;
}

std::optional<double> open_files(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::directory_iterator entries(folder, error);
    if (error) {
        return std::nullopt;
    }
    double count = 0;
    for (; entries != std::filesystem::directory_iterator(); entries.increment(error)) {
        ++count;
        if (error) {
            break;
        }
    }
    return count;
}

std::optional<double> boot_time(const std::filesystem::path& proc) {
    std::istringstream lines(read_text(proc / "stat"));
    std::string word;
    double value = 0;
    while (lines >> word) {
        if (word == "btime" && lines >> value) {
            return value;
        }
    }
    return std::nullopt;
}

}  // namespace

bool is_platform_bean(const jmx::ObjectName& bean) {
    return row_of(bean) != nullptr;
}

std::vector<Family> jvm_families(std::span<const jmx::Bean> beans) {
    Families out;
    for (const auto& bean : beans) {
        if (const auto* const row = row_of(bean.name)) {
            row->add(bean, out);
        }
    }
    return out.take();
}

std::vector<Family> process_families(pid_t pid, const std::filesystem::path& proc) {
    const auto folder = proc / std::to_string(pid);
    const auto stat = read_text(folder / "stat");
    const auto behind_name = stat.rfind(')');
    if (behind_name == std::string::npos) {
        return {};
    }
    std::istringstream rest(stat.substr(behind_name + 1));
    std::vector<std::string> fields;  // from `state` on, which is the third of proc(5)
    for (std::string field; rest >> field;) {
        fields.push_back(std::move(field));
    }
    const auto field = [&](std::size_t number) {
        constexpr std::size_t kFirst = 3;
        const auto at = number - kFirst;
        return at < fields.size() ? std::strtod(fields[at].c_str(), nullptr) : 0;
    };
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
    Families out;
    out.add("process_cpu_seconds", Type::counter, "User and system time of the JVM", {},
            (field(14) + field(15)) / ticks);
    if (const auto booted = boot_time(proc)) {
        out.add("process_start_time_seconds", Type::gauge, "Start of the JVM, in Unix time", {},
                *booted + field(22) / ticks);
    }
    out.add("process_virtual_memory_bytes", Type::gauge, "Virtual memory of the JVM", {},
            field(23));
    out.add("process_resident_memory_bytes", Type::gauge, "Resident memory of the JVM", {},
            field(24) * page);
    out.add("process_open_fds", Type::gauge, "Open files of the JVM", {},
            open_files(folder / "fd"));
    out.add("process_max_fds", Type::gauge, "Most open files of the JVM", {},
            soft_limit(read_text(folder / "limits"), "Max open files"));
    return out.take();
}

}  // namespace ballast::agent::metrics
