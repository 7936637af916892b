// Delimited text: cells by RFC 4180, delimiter by evidence, every record a row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/run_control.hpp"
#include "agglo/table.hpp"

namespace agglo {

/// Walks through the cells of a text. A quoted cell may hold delimiters, line ends and doubled quotes; a
/// quote inside an unquoted cell is a character like any other; a quote that never closes is taken as a
/// character.
class CsvCursor {
 public:
  enum class After { cell, row, text_end };

  CsvCursor(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}
  bool at_end() const { return at_ >= text_.size(); }
  /// The next cell without its quotes, and what ended it. `cell` is good until the next call.
  After next(std::string_view& cell);
  bool was_quoted() const { return was_quoted_; }
  bool had_open_quote() const {
    return had_open_quote_;
  }  ///< the last cell began with a quote that never closes
  std::size_t position() const { return at_; }

 private:
  After end_cell();
  bool read_quoted(std::string_view& cell);

  std::string_view text_;
  char delimiter_;
  std::size_t at_ = 0;
  bool was_quoted_ = false, had_open_quote_ = false;
  std::string scratch_;
};

/// A row of doubtful form.
struct CsvOddRow {
  std::uint64_t row;  ///< 1-based data row
  std::string value;
};
struct CsvOddRows {
  std::uint64_t rows = 0;
  std::vector<CsvOddRow> samples;  ///< the first five
};

struct CsvTable {
  std::vector<std::string> names;     ///< trimmed; never empty, all different
  std::vector<StringColumn> columns;  ///< cells without blanks at their ends
  std::uint64_t row_count = 0;
  char delimiter = ',';
  CsvOddRows short_rows, long_rows;  ///< fewer or more cells than the header
  CsvOddRows open_quotes;
};

/// The delimiter among , ; tab | under which most of the first records have as many cells as the header, and
/// many;
/// ',' when the text has one column only.
char sniff_delimiter(std::string_view text);

/// Reads UTF-8 text whose first record is the header. Missing cells are empty, cells beyond the header are
/// left out, both counted; empty lines are skipped. `delimiter` 0 = sniff. A first line "sep=;" is obeyed.
/// O(n).
CsvTable read_csv(std::string_view text, char delimiter, RunControl& run);

}  // namespace agglo
