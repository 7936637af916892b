// Vector files through GDAL, feature by feature.
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>

#include "import_antimeridian.hpp"
#include "import_source.hpp"

namespace agglo {
namespace {

std::string quoted(const SourceRequest& request) {
  return "\"" + request.file.string() + "\"";
}

bool has_geometry(OGRLayer& layer) {
  return layer.GetGeomType() != wkbNone;
}

/// Layers that could be meant: those with geometry, else those with rows.
std::vector<OGRLayer*> candidate_layers(GDALDataset& dataset) {
  std::vector<OGRLayer*> spatial, filled;
  for (OGRLayer* layer : dataset.GetLayers()) {
    if (has_geometry(*layer))
      spatial.push_back(layer);
    else if (layer->GetFeatureCount() > 0)
      filled.push_back(layer);
  }
  return spatial.empty() ? filled : spatial;
}

OGRLayer& chosen_layer(GDALDataset& dataset, const SourceRequest& request) {
  const std::string& wanted = request.options.layer.empty() ? request.profile.layer : request.options.layer;
  const bool is_member =
      request.gdal_path.starts_with("/vsizip/");  // --layer may have named the archive's file
  if (!wanted.empty())
    if (OGRLayer* layer = dataset.GetLayerByName(wanted.c_str())) return *layer;
  const std::vector<OGRLayer*> layers = candidate_layers(dataset);
  if (layers.size() == 1 && (wanted.empty() || is_member)) return *layers.front();
  std::string names;
  for (OGRLayer* layer : dataset.GetLayers())
    names += (names.empty() ? "" : ", ") + std::string(layer->GetName());
  if (dataset.GetLayerCount() == 0 || (layers.empty() && wanted.empty()))
    throw failure(quoted(request) + " holds no rows");
  if (!wanted.empty())
    throw usage_error(quoted(request) + " has no layer \"" + wanted + "\"", "its layers are: " + names);
  throw usage_error(
      quoted(request) + " has several layers: " + names,
      "name one with --layer; results of agglo are drawn and judged in a project: agglo import FIRMS "
      "-o PROJECT.gpkg, then the analysis of PROJECT.gpkg without -o");
}

/// Collects one field of every feature as a column.
class FieldReader {
 public:
  FieldReader(const OGRFieldDefn& definition, int index) : index_(index) {
    switch (definition.GetType()) {
      case OFTInteger:
      case OFTInteger64:
        column_.values = std::vector<std::int64_t>{};
        break;
      case OFTReal:
        column_.values = std::vector<double>{};
        break;
      case OFTDate:
        column_.values = Days{};
        break;
      default:
        column_.values = StringColumn{};
    }
    column_.name = definition.GetNameRef();
  }

  void add(OGRFeature& feature) {
    const bool is_missing = !feature.IsFieldSetAndNotNull(index_);
    if (auto* integers = std::get_if<std::vector<std::int64_t>>(&column_.values)) {
      integers->push_back(is_missing ? kMissingInteger : feature.GetFieldAsInteger64(index_));
    } else if (auto* numbers = std::get_if<std::vector<double>>(&column_.values)) {
      numbers->push_back(is_missing ? std::numeric_limits<double>::quiet_NaN()
                                    : feature.GetFieldAsDouble(index_));
    } else if (auto* text = std::get_if<StringColumn>(&column_.values)) {
      text->push_back(is_missing ? "" : text_of(feature));
    } else {
      std::get<Days>(column_.values).values.push_back(is_missing ? kUnknownDay : day_of_field(feature));
    }
  }

  SourceColumn take() { return std::move(column_); }

 private:
  std::string text_of(OGRFeature& feature) const {
    if (feature.GetFieldDefnRef(index_)->GetType() != OFTDateTime) return feature.GetFieldAsString(index_);
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
    float second = 0;
    feature.GetFieldAsDateTime(index_, &year, &month, &day, &hour, &minute, &second, &zone);
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, hour, minute,
                  static_cast<int>(second));
    return text;
  }

  Day day_of_field(OGRFeature& feature) const {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
    float second = 0;
    feature.GetFieldAsDateTime(index_, &year, &month, &day, &hour, &minute, &second, &zone);
    return day_from_civil(year, month, day).value_or(kUnknownDay);
  }

  int index_;
  SourceColumn column_;
};

bool wants_points(Role role) {
  return role == Role::establishments || role == Role::institutions;
}

bool accepts(Role role, ShapeKind kind) {
  if (kind == ShapeKind::none || role == Role::infrastructure || role == Role::result) return true;
  if (role == Role::zones) return kind != ShapeKind::line;
  if (role == Role::regions) return kind == ShapeKind::polygon;
  if (role == Role::network) return kind == ShapeKind::line;
  return kind == ShapeKind::point;
}

std::string percent(double share) {
  char text[32];
  const int hundredths = static_cast<int>(std::lround(share * 1e4));
  std::snprintf(text, sizeof text, "%d.%02d %%", hundredths / 100, hundredths % 100);
  return text;
}

double area_of(const OGRGeometry& geometry) {
  const OGRwkbGeometryType type = wkbFlatten(geometry.getGeometryType());
  if (OGR_GT_IsSubClassOf(type, wkbGeometryCollection)) return geometry.toGeometryCollection()->get_Area();
  return OGR_GT_IsSurface(type) ? geometry.toSurface()->get_Area() : 0;
}

/// Puts the centroid of `geometry` into `point`; the pieces of an area that was cut count together.
bool find_centroid(const OGRGeometry& geometry, bool is_cut, OGRPoint& point) {
  if (!is_cut) return geometry.Centroid(&point) == OGRERR_NONE;
  if (joined_at_antimeridian(geometry)->Centroid(&point) != OGRERR_NONE) return false;
  if (point.getX() > 180) point.setX(point.getX() - 360);
  return true;
}

}  // namespace

bool holds_degrees(const SourceRequest& request, const OGRSpatialReference* crs) {
  const std::string& wanted = request.options.crs.empty() ? request.profile.crs : request.options.crs;
  if (wanted == "planar") return false;
  if (!wanted.empty()) return spatial_reference(wanted)->IsGeographic() != 0;
  return crs == nullptr || crs->IsGeographic() != 0;
}

/// The area cut at the antimeridian, before anything mends the edges that seem to cross all of the map.
const OGRGeometry* RoleShapes::cut(const OGRGeometry& geometry, std::uint64_t row) {
  cut_.reset();
  if (!in_degrees_ || !crosses_antimeridian(geometry)) return &geometry;
  cut_ = split_at_antimeridian(geometry);
  if (!cut_ || cut_->IsEmpty()) {
    cut_.reset();
    return &geometry;
  }
  flags_.add("antimeridian", row, "geometry", geometry.getGeometryName());
  return cut_.get();
}

const OGRGeometry* RoleShapes::mended(const OGRGeometry& geometry, std::uint64_t row) {
  if (geometry.getDimension() < 2 || geometry.IsValid()) return &geometry;
  // "Structure" keeps areas that overlap themselves whole; the default would cut the overlap out as a hole.
  const char* const options[] = {"METHOD=STRUCTURE", nullptr};
  holder_.reset(geometry.MakeValid(options));
  if (!holder_) return &geometry;
  const double before = area_of(geometry), after = area_of(*holder_);
  const double change = before > 0 ? std::abs(after - before) / before : 0;
  largest_area_change_ = std::max(largest_area_change_, change);
  flags_.add("invalid_geometry", row, "geometry", "area changed by " + percent(change));
  return holder_.get();
}

void RoleShapes::add(const OGRGeometry* geometry, std::uint64_t row) {
  if (geometry == nullptr) {
    flags_.add("no_coordinates", row, "geometry", "");
    shapes_.add_none();
    return;
  }
  if (geometry->IsEmpty()) {
    flags_.add("empty_geometry", row, "geometry", geometry->getGeometryName());
    shapes_.add_none();
    return;
  }
  geometry = mended(*cut(*geometry, row), row);
  OGRPoint centroid;
  const OGRwkbGeometryType type = wkbFlatten(geometry->getGeometryType());
  if (wants_points(role_) && type != wkbPoint && find_centroid(*geometry, cut_ != nullptr, centroid)) {
    const bool is_one_point = type == wkbMultiPoint && geometry->toMultiPoint()->getNumGeometries() == 1;
    if (!is_one_point) flags_.add("area_as_point", row, "geometry", geometry->getGeometryName());
    geometry = &centroid;
  }
  const OgrShapeNotes notes = shapes_from_ogr(geometry, shapes_);
  // What mending leaves over (a line where an area collapsed) is no news after invalid_geometry.
  if (notes.is_mixed && geometry != holder_.get())
    flags_.add("mixed_geometry", row, "geometry", geometry->getGeometryName());
  if (notes.is_empty) {
    flags_.add("empty_geometry", row, "geometry", geometry->getGeometryName());
  } else if (!accepts(role_, shapes_.kind.back())) {
    flags_.add("wrong_geometry", row, "geometry", geometry->getGeometryName());
    make_last_row_none(shapes_);
  }
}

Shapes RoleShapes::finish() {
  if (flags_.rows("invalid_geometry") > 0)
    flags_.add_detail("invalid_geometry", "largest change of area " + percent(largest_area_change_));
  return std::move(shapes_);
}

GdalDatasetHandle open_vector(const SourceRequest& request, const char* const* open_options) {
  const GdalErrorCollector errors;
  GdalDatasetHandle dataset(GDALDataset::Open(request.gdal_path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY,
                                              nullptr, open_options, nullptr));
  if (!dataset) {
    const std::string reason = errors.message();
    if (is_database(request.file))
      throw failure(quoted(request) + " cannot be opened: " + reason,
                    "check host, dbname and user; the password is taken from PGPASSWORD or ~/.pgpass");
    const bool is_unknown = reason.empty() || reason.find("not recognized") != std::string::npos;
    if (is_unknown)
      throw failure(quoted(request) + " is not in a format that can be read",
                    "use CSV, XLSX, GeoPackage, GeoJSON, Shapefile, FlatGeobuf or OSM PBF");
    throw failure(quoted(request) + " cannot be opened: " + reason,
                  "the file is damaged or cut off, or misnamed");
  }
  return dataset;
}

SourceTable read_ogr_source(SourceRequest& request) {
  if (request.extension == "pbf" || request.extension == "osm") return read_osm_source(request);
  const GdalErrorCollector errors;
  // The first row of a register's sheet names its columns; GDAL's guess fails where every cell is text.
  // Sheets are read when first asked for, so the options hold until then.
  const GdalThreadOption xlsx_headers("OGR_XLSX_HEADERS", "FORCE");
  const GdalThreadOption xls_headers("OGR_XLS_HEADERS", "FORCE");
  const GdalThreadOption ods_headers("OGR_ODS_HEADERS", "FORCE");
  const GdalDatasetHandle dataset = open_vector(request, nullptr);
  // Else a large table is read from wherever another reader has got to.
  if (is_database(request.file))
    dataset->ReleaseResultSet(dataset->ExecuteSQL("SET synchronize_seqscans = off", nullptr, nullptr));
  for (OGRLayer* candidate : candidate_layers(*dataset)) request.layers.emplace_back(candidate->GetName());
  OGRLayer& layer = chosen_layer(*dataset, request);
  request.report.driver = dataset->GetDriverName();
  request.report.layer = layer.GetName();
  SourceTable table;
  table.has_geometry = has_geometry(layer);
  if (const OGRSpatialReference* crs = table.has_geometry ? layer.GetSpatialRef() : nullptr) {
    table.crs.reset(crs->Clone());
    table.crs->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
  }
  const OGRFeatureDefn& definition = *layer.GetLayerDefn();
  std::vector<FieldReader> fields;
  for (int i = 0; i < definition.GetFieldCount(); ++i) fields.emplace_back(*definition.GetFieldDefn(i), i);
  RoleShapes shapes(request.options.role, holds_degrees(request, table.crs.get()), request.flags);
  request.run.begin("read " + source_name(request.file),
                    static_cast<std::uint64_t>(std::max<GIntBig>(0, layer.GetFeatureCount(FALSE))));
  layer.ResetReading();
  while (const OGRFeatureUniquePtr feature{layer.GetNextFeature()}) {
    for (FieldReader& field : fields) field.add(*feature);
    if (table.has_geometry) shapes.add(feature->GetGeometryRef(), table.row_count);
    if (++table.row_count % 1024 == 0) request.run.advance(1024);
    if (table.row_count == request.most_rows) break;
  }
  if (errors.has_error())
    throw failure(quoted(request) + " cannot be read after row " + std::to_string(table.row_count) + ": " +
                      errors.last_error(),
                  "the file is damaged or cut off; fetch or write it again");
  if (table.row_count == 0)
    throw failure(quoted(request) + " has no rows in layer \"" + request.report.layer + "\"");
  for (FieldReader& field : fields) table.columns.push_back(field.take());
  if (table.has_geometry) table.shapes = shapes.finish();
  return table;
}

}  // namespace agglo
