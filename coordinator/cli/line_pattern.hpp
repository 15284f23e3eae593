// A Perl expression that is searched in lines.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace ballast::cli {

class LinePattern {
  public:
    // An empty text is found in every line. Errors: invalid (in words).
    static Result<LinePattern> make(const std::string& text);
    // False also where the search would take for ever.
    bool found_in(std::string_view line) const;

  private:
    struct Expression;  // Boost.Regex stays in the .cpp file
    std::shared_ptr<const Expression> expression_;
};

}  // namespace ballast::cli
