#include "csv_reader.hpp"

#include <algorithm>
#include <set>

namespace agglo {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

void note(CsvOddRows& odd, std::uint64_t row, std::string value) {
  ++odd.rows;
  if (odd.samples.size() < 5) odd.samples.push_back({row, std::move(value)});
}

std::vector<std::string> distinct_names(std::vector<std::string> names) {
  std::set<std::string> taken;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) names[i] = "column_" + std::to_string(i + 1);
    std::string name = names[i];
    for (int copy = 2; !taken.insert(name).second; ++copy) name = names[i] + "_" + std::to_string(copy);
    names[i] = name;
  }
  return names;
}

std::vector<std::string> read_header(CsvCursor& cursor) {
  std::vector<std::string> names;
  std::string_view cell;
  CsvCursor::After after = CsvCursor::After::cell;
  while (after == CsvCursor::After::cell) {
    after = cursor.next(cell);
    names.emplace_back(trimmed(cell));
  }
  return distinct_names(std::move(names));
}

/// Shares of records with as many cells as the first, over the first records of `sample`.
double delimiter_score(std::string_view sample, char delimiter, bool is_whole) {
  CsvCursor cursor(sample, delimiter);
  std::size_t header = 0, records = 0, agreeing = 0;
  while (!cursor.at_end() && records < 500) {
    std::size_t cells = 0;
    std::string_view cell;
    CsvCursor::After after = CsvCursor::After::cell;
    while (after == CsvCursor::After::cell) {
      after = cursor.next(cell);
      ++cells;
    }
    if (cells == 1 && cell.empty() && !cursor.was_quoted()) continue;
    if (after == CsvCursor::After::text_end && !is_whole && records > 1) break;  // cut in the middle
    if (records == 0) header = cells;
    agreeing += cells == header;
    ++records;
  }
  if (header < 2 || records == 0) return 0;
  const auto count = static_cast<double>(header);
  return static_cast<double>(agreeing) / static_cast<double>(records) * (count - 1) / count;
}

/// Skips a first line "sep=;" and returns its delimiter, else 0.
char separator_line(std::string_view& text) {
  if (!text.starts_with("sep=") && !text.starts_with("SEP=")) return 0;
  const std::size_t end = text.find_first_of("\r\n");
  if (end != 5) return 0;
  const char delimiter = text[4];
  text.remove_prefix(text.compare(end, 2, "\r\n") == 0 ? end + 2 : end + 1);
  return delimiter;
}

}  // namespace

CsvCursor::After CsvCursor::end_cell() {
  if (at_ >= text_.size()) return After::text_end;
  const char c = text_[at_++];
  if (c == delimiter_) return After::cell;
  if (c == '\r' && at_ < text_.size() && text_[at_] == '\n') ++at_;
  return at_ >= text_.size() ? After::text_end : After::row;
}

bool CsvCursor::read_quoted(std::string_view& cell) {
  std::size_t begin = at_ + 1;
  scratch_.clear();
  for (;;) {
    const std::size_t quote = text_.find('"', begin);
    if (quote == std::string_view::npos) return false;
    const bool is_doubled = quote + 1 < text_.size() && text_[quote + 1] == '"';
    if (!is_doubled && scratch_.empty()) {
      cell = text_.substr(begin, quote - begin);
    } else {
      scratch_ += text_.substr(begin, quote - begin + (is_doubled ? 1 : 0));
      cell = scratch_;
    }
    begin = quote + (is_doubled ? 2 : 1);
    if (!is_doubled) break;
  }
  at_ = begin;
  return true;
}

CsvCursor::After CsvCursor::next(std::string_view& cell) {
  had_open_quote_ = false;
  was_quoted_ = at_ < text_.size() && text_[at_] == '"';
  const auto ends_cell = [this](char c) { return c == delimiter_ || c == '\n' || c == '\r'; };
  if (was_quoted_ && read_quoted(cell)) {
    if (at_ < text_.size() && !ends_cell(text_[at_])) {  // "a"b: what follows the quote belongs to the cell
      std::string joined(cell);
      while (at_ < text_.size() && !ends_cell(text_[at_])) joined += text_[at_++];
      scratch_ = std::move(joined);
      cell = scratch_;
    }
    return end_cell();
  }
  had_open_quote_ = was_quoted_;
  was_quoted_ = false;
  const std::size_t begin = at_;
  while (at_ < text_.size() && !ends_cell(text_[at_])) ++at_;
  cell = text_.substr(begin, at_ - begin);
  return end_cell();
}

char sniff_delimiter(std::string_view text) {
  constexpr std::size_t kSample = 256 * 1024;
  const std::string_view sample = text.substr(0, kSample);
  char best = ',';
  double best_score = 0;
  for (const char delimiter : {',', ';', '\t', '|'}) {
    const double score = delimiter_score(sample, delimiter, sample.size() == text.size());
    if (score > best_score) {
      best = delimiter;
      best_score = score;
    }
  }
  return best;
}

CsvTable read_csv(std::string_view text, char delimiter, RunControl& run) {
  const char declared = separator_line(text);
  if (delimiter == 0) delimiter = declared != 0 ? declared : sniff_delimiter(text);
  CsvTable table;
  table.delimiter = delimiter;
  CsvCursor cursor(text, delimiter);
  while (!cursor.at_end() && (text[cursor.position()] == '\n' || text[cursor.position()] == '\r')) {
    std::string_view empty_line;
    cursor.next(empty_line);
  }
  table.names = read_header(cursor);
  const std::size_t width = table.names.size();
  table.columns.resize(width);
  run.begin("read text", text.size());
  std::size_t reported = 0;
  std::string_view cell;
  while (!cursor.at_end()) {
    const std::uint64_t row = table.row_count + 1;
    std::size_t cells = 0;
    CsvCursor::After after = CsvCursor::After::cell;
    while (after == CsvCursor::After::cell) {
      after = cursor.next(cell);
      const std::string_view value = trimmed(cell);
      // An empty line is no row, except where an empty value is all a row can hold and it is quoted.
      if (cells == 0 && after != CsvCursor::After::cell && value.empty() && !cursor.was_quoted()) break;
      if (cells < width) table.columns[cells].push_back(value);
      if (cursor.had_open_quote()) note(table.open_quotes, row, std::string(value.substr(0, 60)));
      ++cells;
    }
    if (cells == 0) continue;
    table.row_count = row;
    if (cells != width)
      note(cells < width ? table.short_rows : table.long_rows, row,
           std::to_string(cells) + " cells, the header has " + std::to_string(width));
    for (; cells < width; ++cells) table.columns[cells].push_back({});
    if (cursor.position() - reported > (1u << 20)) {
      run.advance(cursor.position() - reported);
      reported = cursor.position();
    }
  }
  run.advance(text.size() - std::min(reported, text.size()));
  return table;
}

}  // namespace agglo
