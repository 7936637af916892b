// Records of delimited text as numbers, block by block.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "io/point_columns.hpp"

namespace agglo {

/// Where the numbers of a record are.
struct NumberCells {
  std::size_t x = 0, y = 0, weight = 0;
  bool has_weight = false;
  char delimiter = ',';
  char x_decimal = '.', y_decimal = '.', weight_decimal = '.';
};

struct ParsedRecords {
  std::vector<double> x, y, weight;
  Doubts doubts;
  std::size_t end = 0;  ///< where the first record begins that was not read
};

/// Reads the records that begin in begin..end of `text`; `begin` is the start of a record. A record may end
/// behind `end`: a quoted cell may hold line ends.
ParsedRecords parse_records(std::string_view text, std::size_t begin, std::size_t end,
                            const NumberCells& cells);

/// The first place after a line end at or after `at`: the start of a record, unless in a quoted cell.
std::size_t next_line(std::string_view text, std::size_t at);

}  // namespace agglo
