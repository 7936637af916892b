#include "io/store_table.hpp"

#include <cpl_string.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "io/gdal_session.hpp"
#include "io/ogr_shapes.hpp"

namespace agglo {
namespace {

constexpr std::size_t kRowsPerBlock = 8192;

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// The first `longest` bytes, never cutting a UTF-8 character.
std::string cut(std::string text, std::size_t longest) {
  if (longest == 0 || text.size() <= longest) return text;
  while (longest > 0 && (static_cast<unsigned char>(text[longest]) & 0xC0) == 0x80) --longest;
  return text.substr(0, longest);
}

/// The one geometry type of all rows, or wkbUnknown; wkbNone for a table without geometry.
OGRwkbGeometryType geometry_type(const Shapes& shapes, bool multi) {
  if (shapes.empty()) return wkbNone;
  ShapeKind kind = ShapeKind::none;
  bool several_parts = false, one_part = false;
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    if (shapes.kind[row] == ShapeKind::none) continue;
    if (kind != ShapeKind::none && kind != shapes.kind[row]) return wkbUnknown;
    kind = shapes.kind[row];
    (shapes.row_start[row + 1] - shapes.row_start[row] > 1 ? several_parts : one_part) = true;
  }
  switch (kind) {
    case ShapeKind::none:
      return wkbUnknown;
    case ShapeKind::point:
      if (several_parts && one_part) return wkbUnknown;
      return several_parts ? wkbMultiPoint : wkbPoint;
    case ShapeKind::line:
      return multi || several_parts ? wkbMultiLineString : wkbLineString;
    default:
      return multi || several_parts ? wkbMultiPolygon : wkbPolygon;
  }
}

SpatialReferenceHandle reference_for(bool planar) {
  if (!planar) return wgs84_reference();
  SpatialReferenceHandle reference(new OGRSpatialReference());
  reference->SetLocalCS("Undefined Cartesian SRS");
  reference->SetLinearUnits(SRS_UL_METER, 1);
  // The authority under which GeoPackage lists its "undefined Cartesian" system, srs_id -1.
  reference->SetAuthority(nullptr, "NONE", -1);
  return reference;
}

void set_field(OGRFeature& feature, int field, const ColumnValues& values, std::size_t row,
               std::string& buffer) {
  if (const auto* numbers = std::get_if<std::vector<double>>(&values)) {
    const double value = (*numbers)[row];
    if (std::isnan(value))
      feature.SetFieldNull(field);
    else
      feature.SetField(field, value);
  } else if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&values)) {
    const std::int64_t value = (*integers)[row];
    if (value == kMissingInteger)
      feature.SetFieldNull(field);
    else
      feature.SetField(field, static_cast<GIntBig>(value));
  } else if (const auto* texts = std::get_if<StringColumn>(&values)) {
    buffer = (*texts)[row];
    if (buffer.empty())
      feature.SetFieldNull(field);
    else
      feature.SetField(field, buffer.c_str());
  } else {
    const Day day = std::get<Days>(values).values[row];
    if (day == kUnknownDay) {
      feature.SetFieldNull(field);
      return;
    }
    const std::string iso = to_iso_date(day);
    if (iso.size() != 10 || iso[0] == '-')
      throw failure(
          "row " + std::to_string(row + 1) + " has the date \"" + iso + "\", which a table cannot hold",
          "correct dates before the year 0 or after 9999");
    const auto digits = [&](std::size_t begin, std::size_t count) {
      int value = 0;
      for (std::size_t i = begin; i < begin + count; ++i) value = value * 10 + (iso[i] - '0');
      return value;
    };
    feature.SetField(field, digits(0, 4), digits(5, 2), digits(8, 2));
  }
}

OGRLayer* create_layer(GDALDataset& dataset, const Table& table, const LayerTarget& target,
                       const GdalErrorCollector& errors) {
  const OGRwkbGeometryType type = geometry_type(table.shapes, target.multi);
  SpatialReferenceHandle reference;
  if (type != wkbNone) reference = reference_for(target.planar);
  CPLStringList options;
  for (const std::string& option : target.options) options.AddString(option.c_str());
  OGRLayer* layer = dataset.CreateLayer(target.name.c_str(), reference.get(), type, options.List());
  if (layer == nullptr) throw failure("cannot write layer \"" + target.name + "\": " + errors.message());
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    OGRFieldDefn field(target.fields[i].c_str(),
                       static_cast<OGRFieldType>(ogr_field_type(table.columns[i].values)));
    if (layer->CreateField(&field) != OGRERR_NONE)
      throw failure("cannot write column \"" + table.columns[i].name + "\" of layer \"" + target.name +
                    "\": " + errors.message());
  }
  return layer;
}

struct FeatureDestroyer {
  void operator()(OGRFeature* feature) const { OGRFeature::DestroyFeature(feature); }
};
using FeatureHandle = std::unique_ptr<OGRFeature, FeatureDestroyer>;

}  // namespace

int ogr_field_type(const ColumnValues& values) {
  if (std::holds_alternative<std::vector<double>>(values)) return OFTReal;
  if (std::holds_alternative<std::vector<std::int64_t>>(values)) return OFTInteger64;
  if (std::holds_alternative<Days>(values)) return OFTDate;
  return OFTString;
}

std::string unused_name(std::string text, const NameRules& rules, std::set<std::string>& taken) {
  const auto key = [&](const std::string& name) { return rules.case_matters ? name : lower_case(name); };
  std::string name = cut(text, rules.longest);
  for (int number = 2; !taken.insert(key(name)).second; ++number) {
    const std::string suffix = "_" + std::to_string(number);
    name = cut(text, rules.longest == 0 ? 0 : rules.longest - suffix.size()) + suffix;
  }
  return name;
}

std::vector<std::string> field_names(const Table& table, const NameRules& rules,
                                     std::set<std::string> reserved) {
  std::vector<std::string> names;
  for (const Column& column : table.columns)
    names.push_back(unused_name(column.name.empty() ? "column" : column.name, rules, reserved));
  return names;
}

void write_ogr_layer(GDALDataset& dataset, const Table& table, const LayerTarget& target, RunControl& run) {
  const GdalErrorCollector errors;
  OGRLayer* layer = create_layer(dataset, table, target, errors);
  std::vector<int> fields;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    fields.push_back(layer->GetLayerDefn()->GetFieldCount() - static_cast<int>(table.columns.size() - i));
  const FeatureHandle feature(OGRFeature::CreateFeature(layer->GetLayerDefn()));
  std::string buffer;
  for (std::size_t row = 0; row < table.row_count; ++row) {
    feature->SetFID(target.row_number_ids ? static_cast<GIntBig>(row + 1) : OGRNullFID);
    for (std::size_t i = 0; i < fields.size(); ++i)
      set_field(*feature, fields[i], table.columns[i].values, row, buffer);
    if (!table.shapes.empty())
      feature->SetGeometryDirectly(ogr_from_shapes(table.shapes, row, target.multi).release());
    if (layer->CreateFeature(feature.get()) != OGRERR_NONE)
      throw failure("cannot write row " + std::to_string(row + 1) + " of layer \"" + target.name +
                    "\": " + errors.message());
    if ((row + 1) % kRowsPerBlock == 0) run.advance(kRowsPerBlock);
  }
  run.advance(table.row_count % kRowsPerBlock);
  if (layer->SyncToDisk() != OGRERR_NONE || errors.has_error())
    throw failure("cannot write layer \"" + target.name + "\": " + errors.message());
}

}  // namespace agglo
