// Layers written to files that other programs read.
#include <gdal_priv.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "agglo/error.hpp"
#include "agglo/store.hpp"
#include "io/store_file.hpp"
#include "io/store_table.hpp"
#include "io/write_csv.hpp"

namespace agglo {
namespace fs = std::filesystem;
namespace {

struct Format {
  const char* extension;
  const char* driver;  ///< of GDAL; null: written by agglo itself
  bool all_layers;
  bool keeps_geometry;
  NameRules names;
};

constexpr std::array<Format, 6> kFormats{{
    {".gpkg", "GPKG", true, true, {0, false}},
    {".geojson", "GeoJSON", false, true, {0, true}},
    {".fgb", "FlatGeobuf", false, true, {0, true}},
    {".shp", "ESRI Shapefile", false, true, {10, false}},
    {".csv", nullptr, false, false, {}},
    {".xlsx", "XLSX", false, false, {0, true}},
}};

const Format& format_of(const fs::path& file) {
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  std::string known;
  for (const Format& format : kFormats) {
    if (extension == format.extension) return format;
    known += (known.empty() ? "" : ", ") + std::string(format.extension);
  }
  throw usage_error(
      "cannot tell the format of \"" + file.string() + "\" from its extension \"" + extension + "\"",
      "use one of " + known);
}

std::vector<std::string> layer_options(const Format& format, const Table& table, const Layer& layer) {
  const std::string driver = format.driver;
  if (driver == "GeoJSON") return {"RFC7946=NO", "COORDINATE_PRECISION=15", "WRITE_NAME=NO"};
  if (driver == "ESRI Shapefile") return {"ENCODING=UTF-8"};
  // An indexed FlatGeobuf holds no rows without geometry (GDAL 3.10 refuses them), and its rows are
  // reordered.
  const auto& kinds = table.shapes.kind;
  if (driver == "FlatGeobuf" && std::find(kinds.begin(), kinds.end(), ShapeKind::none) != kinds.end())
    return {"SPATIAL_INDEX=NO"};
  if (driver != "GPKG") return {};
  std::set<std::string> reserved;
  for (const Column& column : table.columns) unused_name(column.name, format.names, reserved);
  std::vector<std::string> options{"FID=" + unused_name("fid", format.names, reserved)};
  if (!table.shapes.empty())
    options.push_back("GEOMETRY_NAME=" + unused_name("geom", format.names, reserved));
  if (!layer.provenance.source.empty()) options.push_back("DESCRIPTION=" + layer.provenance.source);
  return options;
}

/// In the metadata of a GeoPackage, the names of the layers that were written, one a line.
constexpr const char* kWrittenLayers = "AGGLO_LAYERS";

/// A sheet has no geometry, so places become columns.
Table with_place_columns(const Table& table, bool planar) {
  Table result = table;
  for (const PlaceColumn& place : place_columns(table, planar)) {
    if (place.as_wkt) {
      StringColumn texts;
      for (std::size_t row = 0; row < table.row_count; ++row) texts.push_back(wkt_of(table.shapes, row));
      result.add(place.name, std::move(texts));
    } else {
      std::vector<double> values;
      for (std::size_t row = 0; row < table.row_count; ++row)
        values.push_back(place.is_y ? table.shapes.first_y(row) : table.shapes.first_x(row));
      result.add(place.name, std::move(values));
    }
  }
  result.shapes = {};
  return result;
}

void write_with_gdal(const fs::path& file, const Format& format, const std::vector<Layer>& layers,
                     bool planar, RunControl& run) {
  register_gdal();
  const GdalErrorCollector errors;
  const WriteSettings settings;
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(format.driver);
  if (driver == nullptr)
    throw failure(std::string("this GDAL has no driver for ") + format.extension,
                  "write .gpkg or .csv instead");
  GdalDatasetHandle dataset(driver->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  if (!dataset) throw failure(errors.message());
  const bool in_transaction =
      dataset->TestCapability(ODsCTransactions) && dataset->StartTransaction(FALSE) == 0;
  std::set<std::string> names;
  std::string written;
  for (const Layer& layer : layers) {
    const Table placed = format.keeps_geometry ? Table() : with_place_columns(*layer.table, planar);
    const Table& table = format.keeps_geometry ? *layer.table : placed;
    LayerTarget target;
    target.name = unused_name(layer.name.empty() ? "layer" : layer.name, {0, false}, names);
    // A Shapefile's layer is named after its file.
    if (!format.all_layers) target.name = file.stem().string();
    target.options = layer_options(format, table, layer);
    std::set<std::string> reserved;
    for (const std::string& option : target.options)
      if (option.rfind("FID=", 0) == 0 || option.rfind("GEOMETRY_NAME=", 0) == 0)
        reserved.insert(option.substr(option.find('=') + 1));
    target.fields = field_names(table, format.names, reserved);
    target.planar = planar;
    target.multi = format.all_layers;
    target.row_number_ids = format.all_layers;
    write_ogr_layer(*dataset, table, target, run);
    written += (written.empty() ? "" : "\n") + target.name;
  }
  if (format.all_layers) dataset->SetMetadataItem(kWrittenLayers, written.c_str());
  if (in_transaction && dataset->CommitTransaction() != OGRERR_NONE) throw failure(errors.message());
  dataset.reset();
  if (errors.has_error()) throw failure(errors.message());
}

}  // namespace

std::vector<std::string> layers_of_others(const fs::path& file) {
  if (!starts_as_sqlite(file)) return {};
  const GdalDatasetHandle dataset = open_geopackage(file, false);
  const char* const written = dataset->GetMetadataItem(kWrittenLayers);
  std::set<std::string> own;
  std::istringstream lines(written == nullptr ? "" : written);
  for (std::string name; std::getline(lines, name);) own.insert(name);
  std::vector<std::string> others;
  for (auto& row : query_sql(*dataset, file, "SELECT table_name FROM gpkg_contents ORDER BY rowid"))
    if (own.count(row[0]) == 0) others.push_back(row[0]);
  return others;
}

void write_layers(const fs::path& file, const std::vector<Layer>& layers, bool planar, RunControl& run) {
  const Format& format = format_of(file);
  if (layers.empty() ||
      std::any_of(layers.begin(), layers.end(), [](const Layer& layer) { return !layer.table; }))
    throw usage_error("there is no layer to write to \"" + file.string() + "\"");
  const std::vector<Layer> chosen =
      format.all_layers ? layers : std::vector<Layer>(layers.begin(), layers.begin() + 1);
  std::uint64_t rows = 0;
  for (const Layer& layer : chosen) rows += layer.table->row_count;
  run.begin("writing " + file.filename().string(), rows);
  PartialFolder folder(file);
  try {
    if (format.driver == nullptr)
      write_csv(folder.file(), *chosen[0].table, planar, run);
    else
      write_with_gdal(folder.file(), format, chosen, planar, run);
  } catch (const Error& error) {
    if (error.kind != ErrorKind::failure) throw;
    throw failure(
        "cannot write \"" + file.string() + "\": " + error.message,
        error.hint.empty() ? "check that the disk is not full and the data suit the format" : error.hint);
  }
  folder.move_into_place(true);
}

}  // namespace agglo
