#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <map>

#include "agglo/error.hpp"
#include "agglo/import.hpp"
#include "agglo/project.hpp"
#include "app/operations/import_network.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/option_visitors.hpp"
#include "app/step_memory.hpp"
#include "app/table_edits.hpp"

namespace agglo {
namespace {

enum class ImportRole { establishments, institutions, zones, infrastructure, regions, network };

struct ImportStepOptions {
  ImportRole as = ImportRole::establishments;
  std::string profile, map, crs, layer;
  bool append = false, replace = false;
  TravelMode mode = TravelMode::car;
  std::string speeds;
  double join_m = 0, stub_m = 0;
  std::uint32_t smallest_component = 1;
  bool split_crossings = false;
};

template <class Visitor>
void visit(Visitor& v, ImportStepOptions& o) {
  v("as", o.as,
    {.choices = {"establishments", "institutions", "zones", "infrastructure", "regions", "network"},
     .help = "What the rows are: firms, places that serve them, EPZs and parks, roads and the like to look "
             "at, the study area, or roads to travel on"});
  v("profile", o.profile,
    {.help = "Import profile: a TOML file, or the name of one that comes with agglo", .is_file = true});
  v("map", o.map, {.help = "Which column holds what, for example sector=NAICS,jobs=EMP,lon=X,lat=Y"});
  v("crs", o.crs,
    {.help = "Coordinate system of the file, for example EPSG:4326, or planar for metres on a plane"});
  v("layer", o.layer, {.help = "Layer of the file, when it has several"});
  v("append", o.append, {.help = "Add the rows to the layer that is there"});
  v("replace", o.replace, {.help = "Replace the layer that is there"});
  v("mode", o.mode,
    {.choices = {"car", "truck", "walk", "bicycle"}, .help = "Of a network: who travels on it"});
  v("speeds", o.speeds,
    {.help = "Of a network: a speed profile (TOML) of your own instead of the one of the mode",
     .is_file = true});
  v("join_m", o.join_m,
    {.unit = "m", .min = 0, .max = 20, .help = "Of a network: ends of roads this near each other meet"});
  v("stub_m", o.stub_m,
    {.unit = "m", .min = 0, .max = 10000, .help = "Of a network: dead ends shorter than this are left out"});
  v("smallest_component", o.smallest_component,
    {.unit = "nodes",
     .min = 1,
     .max = 1e9,
     .help = "Of a network: roads without connection to others are left out below this many nodes"});
  v("split_crossings", o.split_crossings,
    {.help = "Of a network: lines that cross without a common vertex meet there; not for OpenStreetMap"});
}

constexpr std::array kNetworkKeys{"mode",           "speeds", "join_m", "stub_m", "smallest_component",
                                  "split_crossings"};

/// Options of other roles are refused: nothing is left undone silently.
void check_role_options(const ImportStepOptions& options, const Step& step) {
  if (options.append && options.replace)
    throw usage_error("--append and --replace were both given", "give one of them");
  if (options.as == ImportRole::network && options.append)
    throw usage_error("--append was given, but roads cannot be added to a network: it is made as a whole",
                      "put the roads into one file, give --replace, or --name for a second network");
  if (options.as == ImportRole::network) return;
  for (const char* key : kNetworkKeys)
    if (step.options.find(key) != step.options.end())
      throw usage_error(fmt::format("{} was given, which is for --as network alone",
                                    OptionField{key, OptionType::text, {}, {}}.flag()),
                        "leave it out, or import the roads with --as network");
}

Imported import_of_role(const ImportStepOptions& options, const Step& step, Outcome& outcome,
                        RunControl& run) {
  const ImportOptions import{.role = static_cast<Role>(options.as),
                             .layer = options.layer,
                             .profile = profile_file(options.profile),
                             .fields = parse_field_map(options.map),
                             .crs = options.crs};
  if (import.role == Role::network)
    return import_network(step.file, import,
                          {.mode = options.mode,
                           .speeds = options.speeds,
                           .network = {.join_m = options.join_m,
                                       .stub_m = options.stub_m,
                                       .smallest_component = options.smallest_component,
                                       .split_crossings = options.split_crossings}},
                          outcome, run);
  require_reading_memory(step.file, run);
  Imported imported = import_file(step.file, import, run);
  outcome.report_text = imported.report.text();
  outcome.report_json = imported.report.json();
  outcome.counts = {{"rows", static_cast<double>(imported.report.rows_read)},
                    {"rows_with_place", static_cast<double>(imported.report.rows_located)}};
  return imported;
}

Outcome run_import(const StepInput& input, RunControl& run) {
  const auto options = options_from<ImportStepOptions>(input.step.options);
  const auto role = static_cast<Role>(options.as);
  check_role_options(options, input.step);
  const Layer* existing = input.data.find(input.step.name);
  if (existing && !options.append && !options.replace)
    throw usage_error(fmt::format("the project already has a layer \"{}\" from \"{}\"", existing->name,
                                  existing->provenance.source),
                      existing->role != role  ? "give --name for another layer"
                      : role == Role::network ? "add --replace, or --name for a second network"
                                              : "add --append, --replace, or --name for another layer");
  if (existing && options.append && existing->role != role)
    throw usage_error(fmt::format("layer \"{}\" holds {}, not {}", existing->name, to_string(existing->role),
                                  to_string(role)),
                      "append rows of the same kind, or give --name for another layer");

  Outcome outcome;
  Imported imported = import_of_role(options, input.step, outcome, run);
  outcome.planar = imported.is_planar;
  for (const ImportFlag& flag : imported.report.flags)
    if (flag.rows > 0) outcome.counts.emplace_back("flag_" + flag.code, static_cast<double>(flag.rows));
  Layer layer;
  layer.name = input.step.name;
  layer.title = input.step.name;
  layer.title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(layer.title[0])));
  layer.role = role;
  layer.provenance = {source_name(input.step.file), imported.report.sha256, {}, {}};
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
              "headers, and the choice is printed. No row is dropped: rows with dirt are counted and shown. "
              "With --as network, roads (OpenStreetMap, or lines with speeds, times, one-ways) become a "
              "network to travel on.",
          .example = "agglo import firms.csv --as establishments -o region.gpkg --map sector=NAICS,jobs=EMP",
          .methods_anchor = "import",
          .needs = {},
          .uses = {},
          .uses_results = {},
          .options = describe_options<ImportStepOptions>(),
          .run = run_import};
}

}  // namespace agglo
