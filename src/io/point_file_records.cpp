#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "io/csv_reader.hpp"
#include "io/csv_values.hpp"
#include "io/import_places.hpp"
#include "io/point_file_csv.hpp"

namespace agglo {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

enum class CellState { number, missing, bad };

/// As import reads a cell of coordinates (import_coordinates.cpp), plain numbers on a short way.
CellState read_number(std::string_view cell, char decimal, bool is_coordinate, double& value) {
  cell = trimmed(cell);
  if (decimal == '.' && !cell.empty()) {
    const char* last = cell.data() + cell.size();
    const auto [end, error] = std::from_chars(cell.data(), last, value);
    if (error == std::errc() && end == last && std::isfinite(value)) return CellState::number;
  }
  value = kNaN;
  if (cell.empty() || is_missing_marker(cell)) return CellState::missing;
  auto number = parse_number(cell, decimal, false);
  if (!number && is_coordinate) number = parse_number(cell, decimal == '.' ? ',' : '.', false);
  if (!number && is_coordinate) number = parse_dms(cell);
  if (!number) number = parse_number(cell, decimal, true);
  if (!number) return CellState::bad;
  value = *number;
  return CellState::number;
}

struct Record {
  std::string_view x, y, weight;
};

void add_record(const Record& record, const NumberCells& cells, ParsedRecords& parsed) {
  double x = 0, y = 0, weight = 1;
  const CellState x_state = read_number(record.x, cells.x_decimal, true, x);
  const CellState y_state = read_number(record.y, cells.y_decimal, true, y);
  const std::uint64_t row = parsed.x.size();
  const auto doubt = [&](Doubt kind) { parsed.doubts[static_cast<std::size_t>(kind)].add(row); };
  const bool is_placed = x_state == CellState::number && y_state == CellState::number;
  if (x_state == CellState::bad || y_state == CellState::bad)
    doubt(Doubt::bad_coordinate);
  else if (!is_placed)
    doubt(Doubt::no_coordinates);
  parsed.x.push_back(is_placed ? x : kNaN);
  parsed.y.push_back(is_placed ? y : kNaN);
  if (!cells.has_weight) return;
  if (read_number(record.weight, cells.weight_decimal, false, weight) != CellState::number) {
    if (is_placed) doubt(Doubt::no_weight);
    weight = 0;
  }
  if (weight < 0) doubt(Doubt::negative_weight);
  parsed.weight.push_back(weight);
}

void set_cell(Record& record, const NumberCells& cells, std::size_t at, std::string_view cell) {
  if (at == cells.x) record.x = cell;
  if (at == cells.y) record.y = cell;
  if (cells.has_weight && at == cells.weight) record.weight = cell;
}

/// A line without quotes and without '\r' but at its end.
void read_plain_line(std::string_view line, const NumberCells& cells, ParsedRecords& parsed) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  const std::size_t last = std::max({cells.x, cells.y, cells.has_weight ? cells.weight : 0});
  Record record;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= last; ++at) {
    const void* found = std::memchr(line.data() + begin, cells.delimiter, line.size() - begin);
    const std::size_t end = found == nullptr
                                ? line.size()
                                : static_cast<std::size_t>(static_cast<const char*>(found) - line.data());
    const std::string_view cell = line.substr(begin, end - begin);
    // An empty line is no row.
    if (at == 0 && found == nullptr && trimmed(cell).empty()) return;
    set_cell(record, cells, at, cell);
    if (found == nullptr) break;
    begin = end + 1;
  }
  add_record(record, cells, parsed);
}

/// One record with quotes or odd line ends; returns its end.
std::size_t read_quoted_record(std::string_view text, std::size_t begin, const NumberCells& cells,
                               ParsedRecords& parsed) {
  CsvCursor cursor(text.substr(begin), cells.delimiter);
  std::array<std::string, 3> kept;  // the cursor's cells do not last
  Record record;
  std::string_view cell;
  for (std::size_t at = 0;; ++at) {
    const CsvCursor::After after = cursor.next(cell);
    if (at == 0 && after != CsvCursor::After::cell && trimmed(cell).empty() && !cursor.was_quoted())
      return begin + cursor.position();
    if (at == cells.x) kept[0] = cell;
    if (at == cells.y) kept[1] = cell;
    if (cells.has_weight && at == cells.weight) kept[2] = cell;
    if (after != CsvCursor::After::cell) break;
  }
  record = {kept[0], kept[1], kept[2]};
  add_record(record, cells, parsed);
  return begin + cursor.position();
}

bool is_plain(std::string_view line) {
  if (std::memchr(line.data(), '"', line.size()) != nullptr) return false;
  const void* cr = line.empty() ? nullptr : std::memchr(line.data(), '\r', line.size() - 1);
  return cr == nullptr;
}

}  // namespace

std::size_t next_line(std::string_view text, std::size_t at) {
  if (at >= text.size()) return text.size();
  const std::size_t end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

ParsedRecords parse_records(std::string_view text, std::size_t begin, std::size_t end,
                            const NumberCells& cells) {
  ParsedRecords parsed;
  const std::size_t guess = (end - begin) / 16;
  parsed.x.reserve(guess);
  parsed.y.reserve(guess);
  if (cells.has_weight) parsed.weight.reserve(guess);
  std::size_t at = begin;
  while (at < end) {
    const std::size_t next = next_line(text, at);
    std::string_view line = text.substr(at, next - at);
    if (!line.empty() && line.back() == '\n') line.remove_suffix(1);
    if (is_plain(line)) {
      read_plain_line(line, cells, parsed);
      at = next;
    } else {
      at = read_quoted_record(text, at, cells, parsed);
    }
  }
  parsed.end = at;
  return parsed;
}

}  // namespace agglo
