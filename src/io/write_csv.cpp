#include "io/write_csv.hpp"

#include <charconv>
#include <cmath>
#include <fstream>

#include "agglo/error.hpp"

namespace agglo {
namespace {

constexpr std::size_t kRowsPerBlock = 8192;

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

void append_number(std::string& text, double value) {
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  text.append(buffer, end);
}

void append_ring(std::string& text, const Shapes& shapes, std::size_t ring) {
  text += '(';
  for (std::size_t i = shapes.ring_start[ring]; i < shapes.ring_start[ring + 1]; ++i) {
    if (i > shapes.ring_start[ring]) text += ", ";
    append_number(text, shapes.x[i]);
    text += ' ';
    append_number(text, shapes.y[i]);
  }
  text += ')';
}

void append_part(std::string& text, const Shapes& shapes, ShapeKind kind, std::size_t part) {
  const std::size_t first = shapes.part_start[part], last = shapes.part_start[part + 1];
  if (kind != ShapeKind::polygon) {
    append_ring(text, shapes, first);
    return;
  }
  text += '(';
  for (std::size_t ring = first; ring < last; ++ring) {
    if (ring > first) text += ", ";
    append_ring(text, shapes, ring);
  }
  text += ')';
}

void append_value(std::string& text, const Column& column, std::size_t row) {
  if (const auto* strings = std::get_if<StringColumn>(&column.values))
    append_csv_cell(text, (*strings)[row]);
  else
    text += column.text(row);
}

}  // namespace

void append_csv_cell(std::string& text, std::string_view cell) {
  const bool plain = cell.find_first_of(",\"\r\n") == std::string_view::npos &&
                     (cell.empty() || (cell.front() != ' ' && cell.back() != ' '));
  if (plain) {
    text += cell;
    return;
  }
  text += '"';
  for (const char c : cell) text.append(c == '"' ? 2 : 1, c);
  text += '"';
}

std::vector<PlaceColumn> place_columns(const Table& table, bool planar) {
  if (table.shapes.empty()) return {};
  bool single_points = true;
  for (std::size_t row = 0; row < table.row_count && single_points; ++row) {
    const ShapeKind kind = table.shapes.kind[row];
    single_points =
        kind == ShapeKind::none ||
        (kind == ShapeKind::point && table.shapes.row_start[row + 1] - table.shapes.row_start[row] == 1);
  }
  std::vector<PlaceColumn> columns;
  if (!single_points)
    columns = {{"wkt", true, false}};
  else
    columns = {{planar ? "x" : "lon", false, false}, {planar ? "y" : "lat", false, true}};
  // LON is lon: it came with the file.
  for (const PlaceColumn& place : columns)
    for (const Column& column : table.columns)
      if (lower_case(column.name) == place.name) return {};
  return columns;
}

std::string wkt_of(const Shapes& shapes, std::size_t row) {
  const ShapeKind kind = shapes.kind[row];
  const std::size_t first = shapes.row_start[row], last = shapes.row_start[row + 1];
  if (kind == ShapeKind::none || first == last) return {};
  const bool multi = last - first > 1;
  std::string text = multi ? "MULTI" : "";
  text += kind == ShapeKind::point ? "POINT" : kind == ShapeKind::line ? "LINESTRING" : "POLYGON";
  text += multi ? " (" : " ";
  for (std::size_t part = first; part < last; ++part) {
    if (part > first) text += ", ";
    append_part(text, shapes, kind, part);
  }
  if (multi) text += ')';
  return text;
}

void write_csv(const std::filesystem::path& file, const Table& table, bool planar, RunControl& run) {
  std::ofstream stream(file, std::ios::binary);
  const std::vector<PlaceColumn> places = place_columns(table, planar);
  std::string text;
  std::size_t line_start = 0;
  // Cells end in a comma, the last one's becoming the end of the line. A line of one empty cell would read as
  // no row.
  const auto end_line = [&] {
    if (!text.empty() && text.size() > line_start) text.pop_back();
    if (text.size() == line_start) text += "\"\"";
    text += "\r\n";
    line_start = text.size();
  };
  for (const Column& column : table.columns) append_csv_cell(text, column.name), text += ',';
  for (const PlaceColumn& place : places) text += place.name + ',';
  end_line();
  for (std::size_t row = 0; row < table.row_count; ++row) {
    for (const Column& column : table.columns) append_value(text, column, row), text += ',';
    for (const PlaceColumn& place : places) {
      const double value = place.is_y ? table.shapes.first_y(row) : table.shapes.first_x(row);
      if (place.as_wkt)
        append_csv_cell(text, wkt_of(table.shapes, row));
      else if (!std::isnan(value))
        append_number(text, value);
      text += ',';
    }
    end_line();
    if ((row + 1) % kRowsPerBlock == 0) {
      stream.write(text.data(), static_cast<std::streamsize>(text.size()));
      text.clear();
      line_start = 0;
      if (!stream) break;
      run.advance(kRowsPerBlock);
    }
  }
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (!stream) throw failure("the disk is full or cannot be written", "free some space");
  run.advance(table.row_count % kRowsPerBlock);
}

}  // namespace agglo
