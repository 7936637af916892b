#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "agglo/error.hpp"
#include "agglo/import.hpp"
#include "agglo/project.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/option_visitors.hpp"
#include "app/step_memory.hpp"
#include "app/table_edits.hpp"

namespace agglo {
namespace {

enum class ImportRole { establishments, institutions, zones, infrastructure, regions };

struct ImportStepOptions {
  ImportRole as = ImportRole::establishments;
  std::string profile, map, crs, layer;
  bool append = false, replace = false;
};

template <class Visitor>
void visit(Visitor& v, ImportStepOptions& o) {
  v("as", o.as,
    {.choices = {"establishments", "institutions", "zones", "infrastructure", "regions"},
     .help = "What the rows are: firms, places that serve them, EPZs and parks, roads and the like, or the "
             "study area"});
  v("profile", o.profile,
    {.help = "Import profile: a TOML file, or the name of one that comes with agglo", .is_file = true});
  v("map", o.map, {.help = "Which column holds what, for example sector=NAICS,jobs=EMP,lon=X,lat=Y"});
  v("crs", o.crs,
    {.help = "Coordinate system of the file, for example EPSG:4326, or planar for metres on a plane"});
  v("layer", o.layer, {.help = "Layer of the file, when it has several"});
  v("append", o.append, {.help = "Add the rows to the layer that is there"});
  v("replace", o.replace, {.help = "Replace the layer that is there"});
}

Outcome run_import(const StepInput& input, RunControl& run) {
  const auto options = options_from<ImportStepOptions>(input.step.options);
  const auto role = static_cast<Role>(options.as);
  if (options.append && options.replace)
    throw usage_error("--append and --replace were both given", "give one of them");
  const Layer* existing = input.data.find(input.step.name);
  if (existing && !options.append && !options.replace)
    throw usage_error(fmt::format("the project already has a layer \"{}\" from \"{}\"", existing->name,
                                  existing->provenance.source),
                      "add --append, --replace, or --name for another layer");
  if (existing && options.append && existing->role != role)
    throw usage_error(fmt::format("layer \"{}\" holds {}, not {}", existing->name, to_string(existing->role),
                                  to_string(role)),
                      "append rows of the same kind, or give --name for another layer");

  require_reading_memory(input.step.file, run);
  Imported imported = import_file(input.step.file,
                                  {.role = role,
                                   .layer = options.layer,
                                   .profile = profile_file(options.profile),
                                   .fields = parse_field_map(options.map),
                                   .crs = options.crs},
                                  run);
  Outcome outcome;
  outcome.planar = imported.is_planar;
  outcome.report_text = imported.report.text();
  outcome.report_json = imported.report.json();
  outcome.counts = {{"rows", static_cast<double>(imported.report.rows_read)},
                    {"rows_with_place", static_cast<double>(imported.report.rows_located)}};
  for (const ImportFlag& flag : imported.report.flags)
    if (flag.rows > 0) outcome.counts.emplace_back("flag_" + flag.code, static_cast<double>(flag.rows));
  Layer layer;
  layer.name = input.step.name;
  layer.title = input.step.name;
  layer.title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(layer.title[0])));
  layer.role = role;
  layer.provenance = {
      std::filesystem::path(input.step.file).filename().string(), imported.report.sha256, {}, {}};
  if (existing && options.append) {
    imported.table = stacked(*existing->table, imported.table);
    layer.provenance.source = existing->provenance.source + "; " + layer.provenance.source;
    layer.provenance.sha256 = existing->provenance.sha256 + ";" + layer.provenance.sha256;
  }
  layer.table = std::make_shared<Table>(std::move(imported.table));
  outcome.layers.push_back(std::move(layer));
  return outcome;
}

}  // namespace

Operation import_operation() {
  return {.name = "import",
          .kind = OperationKind::import,
          .title = "Import a file",
          .summary = "Reads a register, places, zones, roads or a study area into a project",
          .description =
              "Reads CSV, Excel, GeoPackage, GeoJSON, Shapefile, FlatGeobuf, OpenStreetMap (.osm.pbf) and "
              "every other "
              "format GDAL knows, plain or in .gz and .zip. Columns are found by --map, by a profile, or by "
              "their "
              "headers, and the choice is printed. No row is dropped: rows with dirt are counted and shown.",
          .example = "agglo import firms.csv --as establishments -o region.gpkg --map sector=NAICS,jobs=EMP",
          .methods_anchor = "import",
          .needs = {},
          .uses = {},
          .uses_results = {},
          .options = describe_options<ImportStepOptions>(),
          .run = run_import};
}

}  // namespace agglo
