// Tables as comma-separated text (RFC 4180), and geometry as columns.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/run_control.hpp"
#include "agglo/table.hpp"

namespace agglo {

/// A column that stands for the geometry.
struct PlaceColumn {
  std::string name;
  bool as_wkt = false, is_y = false;
};

/// lon, lat (x, y when planar) for a table of single points, wkt for other geometry; none when the table has
/// one already, in any case.
std::vector<PlaceColumn> place_columns(const Table& table, bool planar);

/// Row `row` as well-known text with the shortest digits that read back the same; empty for kind none.
std::string wkt_of(const Shapes& shapes, std::size_t row);

/// Appends a cell, in quotes where it needs them.
void append_csv_cell(std::string& text, std::string_view cell);

/// UTF-8, lines end in CR LF, dates yyyy-mm-dd, missing values empty. Error{failure} when it cannot be
/// written.
void write_csv(const std::filesystem::path& file, const Table& table, bool planar, RunControl& run);

}  // namespace agglo
