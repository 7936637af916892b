// Coordinates from columns: two numbers or a WKT text per row.
#include <ogr_geometry.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "csv_values.hpp"
#include "import_coordinates.hpp"
#include "import_places.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Reads the cells of one axis; bad cells are flagged and come back as missing.
class AxisReader {
 public:
  AxisReader(const SourceColumn& column, char file_decimal, FlagCounter& flags)
      : column_(column), cells_(column), flags_(flags) {
    const auto* text = std::get_if<StringColumn>(&column.values);
    decimal_ = text == nullptr ? '.' : decimal_evidence(*text).decide(file_decimal);
    numbers_ = std::get_if<std::vector<double>>(&column.values);
  }

  /// The number; NaN when missing or bad. `is_bad` tells which.
  double read(std::size_t row, bool& is_bad) {
    is_bad = false;
    if (numbers_ != nullptr) return (*numbers_)[row];
    const std::string_view cell = trimmed(cells_(row));
    if (cell.empty() || is_missing_marker(cell)) return kMissing;
    if (const auto number = parse_number(cell, decimal_, false)) return *number;
    if (const auto number = parse_number(cell, decimal_ == '.' ? ',' : '.', false)) {
      flags_.add("decimal_sign", row, column_.name, cell);
      return *number;
    }
    if (const auto degrees = parse_dms(cell)) {
      flags_.add("dms_coordinate", row, column_.name, cell);
      return *degrees;
    }
    if (const auto number = parse_number(cell, decimal_, true)) return *number;
    is_bad = true;
    flags_.add("bad_coordinate", row, column_.name, cell);
    return kMissing;
  }

 private:
  const SourceColumn& column_;
  CellText cells_;
  FlagCounter& flags_;
  const std::vector<double>* numbers_ = nullptr;
  char decimal_ = '.';
};

}  // namespace

Shapes shapes_from_columns(const SourceColumn& x_column, const SourceColumn& y_column, std::uint64_t rows,
                           char file_decimal, const SourceRequest& request) {
  request.run.begin("read coordinates", rows);
  AxisReader x_axis(x_column, file_decimal, request.flags), y_axis(y_column, file_decimal, request.flags);
  Shapes shapes;
  shapes.reserve_points(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    bool x_is_bad = false, y_is_bad = false;
    const double x = x_axis.read(row, x_is_bad), y = y_axis.read(row, y_is_bad);
    if (!x_is_bad && !y_is_bad && (std::isnan(x) || std::isnan(y)))
      request.flags.add("no_coordinates", row, std::isnan(x) ? x_column.name : y_column.name, "");
    shapes.add_point(x, y);
    if ((row + 1) % 65536 == 0) request.run.advance(65536);
  }
  request.run.advance(rows % 65536);
  return shapes;
}

Shapes shapes_from_wkt(const SourceColumn& column, std::uint64_t rows, const SourceRequest& request) {
  request.run.begin("read geometry", rows);
  const GdalErrorCollector errors;
  CellText cells(column);
  RoleShapes shapes(request.options.role, holds_degrees(request, nullptr), request.flags);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string cell(trimmed(cells(row)));
    OGRGeometry* parsed = nullptr;
    const bool is_good =
        cell.empty() || OGRGeometryFactory::createFromWkt(cell.c_str(), nullptr, &parsed) == OGRERR_NONE;
    const OgrGeometryHandle geometry(parsed);
    if (is_good) {
      shapes.add(geometry.get(), row);
    } else {
      request.flags.add("bad_coordinate", row, column.name, cell.substr(0, 60));
      shapes.add_missing();
    }
    if ((row + 1) % 1024 == 0) request.run.advance(1024);
  }
  return shapes.finish();
}

std::optional<double> parse_dms(std::string_view cell) {
  double value[3] = {0, 0, 0};
  std::size_t numbers = 0;
  double sign = 1;
  bool has_mark = false;
  for (std::size_t i = 0; i < cell.size();) {
    const char c = cell[i];
    if (c >= '0' && c <= '9') {
      if (numbers == 3) return std::nullopt;
      std::string text;
      while (i < cell.size() && ((cell[i] >= '0' && cell[i] <= '9') || cell[i] == '.' || cell[i] == ','))
        text += cell[i] == ',' ? '.' : cell[i], ++i;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value[numbers++]);
      if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
      continue;
    }
    if (c == 'S' || c == 's' || c == 'W' || c == 'w') sign = -1;
    const std::string_view two = cell.substr(i, 2), three = cell.substr(i, 3);
    if (two == "\xC2\xB0" || two == "\xC2\xBA") {  // degree sign, or the ordinal sign often typed for it
      has_mark = true;
      i += 2;
    } else if (three == "\xE2\x80\xB2" || three == "\xE2\x80\xB3" || three == "\xE2\x80\x99" ||
               three == "\xE2\x80\x9D") {
      i += 3;  // prime, double prime, typographic quotes
    } else if (std::string_view("NSEWnsew").find(c) != std::string_view::npos) {
      has_mark = true;
      ++i;
    } else if (c == '-' && i == 0) {
      sign = -1;
      ++i;
    } else if (std::string_view(" :'\"").find(c) != std::string_view::npos) {
      ++i;
    } else {
      return std::nullopt;
    }
  }
  if (numbers == 0 || (numbers < 3 && !has_mark) || value[1] >= 60 || value[2] >= 60) return std::nullopt;
  return sign * (value[0] + value[1] / 60 + value[2] / 3600);
}

}  // namespace agglo
