// Rows and columns for people, aligned by what a terminal shows.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "coordinator/cli/terminal.hpp"

namespace ballast::cli {

struct Cell {
    std::string text;
    Colour colour = Colour::plain;
};

struct Column {
    std::string title;
    bool right = false;  // numbers
};

// A title line and a line for each row; columns are two blanks apart, no line ends in blanks.
// Texts are made printable. Missing cells are empty.
class Table {
  public:
    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
    // With the terminal's colours, if it has any.
    std::string render(const Terminal& terminal) const;

  private:
    std::vector<Column> columns_;
    std::vector<std::vector<Cell>> rows_;

    std::vector<std::size_t> widths() const;
};

}  // namespace ballast::cli
