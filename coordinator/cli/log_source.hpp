// Where a node's log, or its events, are read from: its agent, or its files.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "common/node_identity.hpp"
#include "common/result.hpp"

namespace ballast::cli {

struct LogQuery {
    std::string since;  // a duration or RFC 3339; empty: from the start
    std::string grep;
    std::string level;
    std::optional<int> tail;
    bool follow = false;
};

class LogSource {
  public:
    // One line of NDJSON; false: no more are wanted.
    using OnLine = std::function<bool(std::string_view)>;

    virtual ~LogSource() = default;
    // Blocks until the log ends, `on_line` wants no more or `stop` is requested. Safe to call from
    // several threads at once. Errors: unreachable or timed_out (nothing is known about the log),
    // invalid (the query), not_found, refused, io.
    virtual Result<void> read(const NodeIdentity& node, const LogQuery& query,
                              const OnLine& on_line, std::stop_token stop) = 0;
};

// Bytes as they come to lines; used by sources.
class LineSplitter {
  public:
    // False once `on_line` wants no more. A line above 4 MiB is given up, as empty.
    bool feed(std::string_view bytes, const LogSource::OnLine& on_line);

  private:
    std::string partial_;
};

}  // namespace ballast::cli
