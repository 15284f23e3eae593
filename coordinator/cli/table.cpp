#include "coordinator/cli/table.hpp"

#include <algorithm>

#include "coordinator/cli/display_width.hpp"

namespace ballast::cli {

std::vector<std::size_t> Table::widths() const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        std::size_t width = display_width(columns_[i].title);
        for (const auto& row : rows_) {
            if (i < row.size()) {
                width = std::max(width, display_width(printable(row[i].text)));
            }
        }
        widths.push_back(width);
    }
    return widths;
}

std::string Table::render(const Terminal& terminal) const {
    const auto width = widths();
    std::string out;
    const auto add_line = [&](const auto& cell_at) {
        std::string line;
        std::size_t owed = 0;  // blanks that are written only before more text
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const Cell cell = cell_at(i);
            const std::string text = printable(cell.text);
            const std::size_t pad = width[i] - display_width(text);
            if (!text.empty()) {
                line.append(owed + (columns_[i].right ? pad : 0), ' ');
                line += terminal.paint(cell.colour, text);
                owed = columns_[i].right ? 0 : pad;
            } else {
                owed += pad;
            }
            owed += 2;
        }
        out += line + '\n';
    };
    add_line([&](std::size_t i) { return Cell{columns_[i].title, Colour::bold}; });
    for (const auto& row : rows_) {
        add_line([&](std::size_t i) { return i < row.size() ? row[i] : Cell{}; });
    }
    return out;
}

}  // namespace ballast::cli
