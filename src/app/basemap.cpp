// Reads the base map that agglo ships.
#include "app/basemap.hpp"

#include <cmath>
#include <memory>
#include <utility>

#include "agglo/error.hpp"
#include "agglo/import.hpp"
#include "agglo/project.hpp"

namespace agglo {

namespace {

/// The places that the two papers behind agglo name, each with its paragraph; a layer that says its source.
Layer read_cases(RunControl& run) {
  ImportOptions options;
  options.role = Role::infrastructure;
  options.canonical_columns = false;
  Layer layer;
  layer.name = "cases";
  layer.title = "Places named in two UN papers";
  layer.kind = "cases";
  layer.provenance.source = "cases.csv";
  layer.provenance.licence = "after UNCTAD, 1998";
  layer.table =
      std::make_shared<const Table>(import_file(data_directory() / "cases.csv", options, run).table);
  return layer;
}

std::filesystem::path basemap_file() {
  const std::filesystem::path file = data_directory() / "basemap.gpkg";
  if (!std::filesystem::exists(file))
    throw failure("the base map \"" + file.string() + "\" is missing",
                  "install agglo again, or make it with data/make_basemap.sh");
  return file;
}

Layer read_part(const std::filesystem::path& file, const char* name, const char* title, RunControl& run) {
  run.check();
  ImportOptions options;
  options.role = Role::infrastructure;  // the only role that takes points, lines and areas
  options.layer = name;
  options.canonical_columns = false;
  Layer layer;
  layer.name = std::string("basemap/") + name;
  layer.title = title;
  layer.role = Role::regions;
  layer.kind = "basemap";
  layer.provenance.source = file.filename().string();
  layer.provenance.licence = "Natural Earth, public domain";
  auto table = std::make_shared<Table>(import_file(file, options, run).table);
  close_antimeridian_gap(table->shapes);
  layer.table = std::move(table);
  return layer;
}

}  // namespace

void close_antimeridian_gap(Shapes& lonlat) {
  for (double& lon : lonlat.x)
    if (std::abs(std::abs(lon) - 179.9) < 2e-4) lon = std::copysign(180.0, lon);
}

std::vector<Layer> read_basemap(RunControl& run) {
  const std::filesystem::path file = basemap_file();
  static constexpr std::pair<const char*, const char*> kParts[] = {{"countries", "Countries"},
                                                                   {"admin1", "Provinces"},
                                                                   {"rivers", "Rivers"},
                                                                   {"lakes", "Lakes"},
                                                                   {"places", "Towns"}};
  std::vector<Layer> layers;
  for (const auto& [name, title] : kParts) layers.push_back(read_part(file, name, title, run));
  layers.push_back(read_cases(run));
  return layers;
}

Shapes basemap_land(RunControl& run) {
  return read_part(basemap_file(), "countries", "Countries", run).table->shapes;
}

}  // namespace agglo
