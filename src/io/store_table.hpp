// One Table as one OGR layer, and back: what the project store and exported files share.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agglo/dataset.hpp"
#include "agglo/run_control.hpp"

class GDALDataset;
class OGRLayer;

namespace agglo {

/// What a format allows for the names of fields.
struct NameRules {
  std::size_t longest = 0;  ///< bytes, 0 = any
  bool case_matters = true;
};

/// `text`, made different from all in `taken` (compared in lower case unless case matters), and added to it.
std::string unused_name(std::string text, const NameRules& rules, std::set<std::string>& taken);

/// Names of the columns as fields; none is in `reserved`.
std::vector<std::string> field_names(const Table& table, const NameRules& rules,
                                     std::set<std::string> reserved);

struct LayerTarget {
  std::string name;                  ///< of the layer in the file
  std::vector<std::string> fields;   ///< one per column
  std::vector<std::string> options;  ///< layer creation options, KEY=VALUE
  bool planar = false;
  bool multi = true;           ///< lines and polygons of one part become Multi too
  bool row_number_ids = true;  ///< feature ids are 1, 2, ... in row order
};

/// Adds the table to the data set and flushes it. `run` is advanced by rows. Throws Error{failure} with
/// GDAL's reason.
void write_ogr_layer(GDALDataset& dataset, const Table& table, const LayerTarget& target, RunControl& run);

/// OGR's type of a field that holds such values, as an OGRFieldType.
int ogr_field_type(const ColumnValues& values);

}  // namespace agglo
