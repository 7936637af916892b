#include "agglo/import.hpp"

#include <algorithm>
#include <set>

#include "core/parallel.hpp"
#include "csv_values.hpp"
#include "import_fields.hpp"
#include "import_places.hpp"
#include "import_source.hpp"
#include "import_values.hpp"

namespace agglo {
namespace {

void find_column_types(SourceTable& table, char decimal, RunControl& run) {
  run.begin("find column types", table.columns.size());
  parallel_blocks(table.columns.size(), 1, run, [&](std::size_t begin, std::size_t, std::size_t) {
    SourceColumn& column = table.columns[begin];
    if (column.is_untyped)
      column.values = typed_values(std::get<StringColumn>(std::move(column.values)), decimal);
    column.is_untyped = false;
  });
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// Moves the source's own columns behind those already there; names that differ only in case clash, as they
/// do in a GeoPackage.
void append_source_columns(SourceTable& source, Imported& result) {
  Table& table = result.table;
  result.canonical_columns = table.columns.size();
  std::set<std::string> taken;
  for (const Column& column : table.columns) taken.insert(lower_case(column.name));
  for (SourceColumn& column : source.columns) {
    std::string name = column.name;
    while (!taken.insert(lower_case(name)).second) name = "src_" + name;
    table.add(std::move(name), std::move(column.values));
    result.source_names.push_back(std::move(column.name));
  }
}

void report_fields(const FieldSources& sources, ImportReport& report) {
  for (const auto& [field, source] : sources) {
    report.fields[field] =
        source.column != nullptr ? source.column->name : "\"" + source.constant + "\" (constant)";
    report.how[field] = source.how;
  }
}

std::vector<bool> located_rows(const Shapes& shapes) {
  std::vector<bool> located(shapes.size());
  for (std::size_t row = 0; row < shapes.size(); ++row) located[row] = shapes.kind[row] != ShapeKind::none;
  return located;
}

constexpr std::size_t kPreviewCell = 80;

std::string cut_cell(std::string_view cell) {
  if (cell.size() <= kPreviewCell) return std::string(cell);
  std::size_t end = kPreviewCell;
  while (end > 0 && (static_cast<unsigned char>(cell[end]) & 0xC0u) == 0x80) --end;
  return std::string(cell.substr(0, end)) + "...";
}

bool prefers_xy(const ImportOptions& options, const Profile& profile) {
  try {
    return wanted_crs(options, profile).wants_xy();
  } catch (const Error&) {  // half typed
    return false;
  }
}

}  // namespace

Profile profile_for(const ImportOptions& options) {
  if (options.profile.empty()) return {};
  Profile profile = read_profile(options.profile);
  if (profile.role && *profile.role != options.role)
    throw usage_error("profile " + options.profile + " is for " + to_string(*profile.role) + ", not for " +
                          to_string(options.role),
                      std::string("use --as ") + to_string(*profile.role));
  return profile;
}

char decimal_of_file(const SourceTable& table, const Profile& profile, RunControl& run) {
  if (profile.decimal != 0) return profile.decimal;
  std::vector<DecimalEvidence> evidence(table.columns.size());
  run.begin("find decimal signs", table.columns.size());
  parallel_blocks(table.columns.size(), 1, run, [&](std::size_t begin, std::size_t, std::size_t) {
    const SourceColumn& column = table.columns[begin];
    if (column.is_untyped) evidence[begin] = decimal_evidence(std::get<StringColumn>(column.values));
  });
  DecimalEvidence all;
  for (const DecimalEvidence& column : evidence) all.add(column);
  const bool commas_are_decimal = table.delimiter != ',' && all.open_commas > all.open_points;
  return all.decide(commas_are_decimal ? ',' : '.');
}

FilePreview preview_file(const std::filesystem::path& file, const ImportOptions& options,
                         std::size_t most_rows, RunControl& run) {
  register_gdal();
  ImportReport report;
  FlagCounter flags;
  ImportOptions without_fields = options;
  without_fields.fields.clear();
  const Profile profile = profile_for(options);
  const PackedPath packed = packed_path(file);
  SourceRequest request{file, packed, {}, {}, without_fields, profile, flags, report, run, most_rows};
  locate_source(request);
  FilePreview preview;
  preview.is_osm = preview.has_geometry = request.extension == "pbf" || request.extension == "osm";
  if (preview.is_osm) return preview;
  SourceTable source;
  try {
    source = read_source(request);
  } catch (const Error&) {
    preview.layers = request.layers;
    if (request.layers.size() > 1 && options.layer.empty()) return preview;
    throw;
  }
  preview.driver = report.driver;
  preview.layer = report.layer;
  preview.layers = request.layers;
  preview.has_geometry = source.has_geometry;
  preview.rows.resize(std::min<std::size_t>(source.row_count, most_rows));
  for (const SourceColumn& column : source.columns) {
    preview.columns.push_back(column.name);
    CellText cell(column);
    for (std::size_t row = 0; row < preview.rows.size(); ++row)
      preview.rows[row].push_back(cut_cell(cell(row)));
  }
  for (const auto& [field, from] :
       resolve_fields(source, without_fields, profile, prefers_xy(options, profile)))
    preview.fields[field] = from.column != nullptr ? from.column->name : "\"" + from.constant + "\"";
  return preview;
}

Imported import_file(const std::filesystem::path& file, const ImportOptions& options, RunControl& run) {
  if (options.role == Role::network)
    throw usage_error("a road network is not a table of rows", "roads are read by read_roads");
  register_gdal();
  Imported result;
  ImportReport& report = result.report;
  report.source = source_name(file);
  FlagCounter flags;
  const Profile profile = profile_for(options);
  WantedCrs wanted = wanted_crs(options, profile);
  const PackedPath packed = packed_path(file);
  SourceRequest request{file, packed, {}, {}, options, profile, flags, report, run};
  locate_source(request);
  if (std::filesystem::is_regular_file(packed.file)) report.sha256 = sha256_of_file(file);

  SourceTable source = read_source(request);
  const char decimal = decimal_of_file(source, profile, run);
  if (source.delimiter != 0) report.decimal = std::string(1, decimal);
  const FieldSources fields = resolve_fields(source, options, profile, wanted.wants_xy());
  report_fields(fields, report);

  Places places = place_rows(source, fields, std::move(wanted), decimal, request);
  report.crs = places.crs;
  result.is_planar = places.is_planar;
  const std::vector<bool> located = located_rows(places.shapes);
  Table& table = result.table;
  table.row_count = source.row_count;
  table.shapes = std::move(places.shapes);
  if (options.canonical_columns)
    table.columns = canonical_columns(fields, source, options.role, profile, decimal, located, flags, run);
  find_column_types(source, decimal, run);
  append_source_columns(source, result);
  table.validate();

  report.rows_read = report.rows_kept = source.row_count;
  report.rows_located = static_cast<std::uint64_t>(std::count(located.begin(), located.end(), true));
  report.flags = flags.flags();
  return result;
}

}  // namespace agglo
