#include "agglo/store.hpp"

#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <charconv>
#include <map>

#include "agglo/error.hpp"
#include "io/store_file.hpp"
#include "io/store_metadata.hpp"
#include "io/store_read.hpp"
#include "io/store_table.hpp"

namespace agglo {
namespace fs = std::filesystem;

namespace {

using Values = std::map<std::string, std::string>;

Values project_values(GDALDataset& dataset, const fs::path& file) {
  Values values;
  for (auto& row :
       query_sql(dataset, file, "SELECT key, value FROM agglo_project WHERE key NOT LIKE 'text:%'"))
    values[row[0]] = row[1];
  return values;
}

template <class Number>
Number number_in(const Values& values, const std::string& key) {
  Number number{};
  const auto found = values.find(key);
  if (found != values.end())
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), number);
  return number;
}

bool has_project_table(GDALDataset& dataset, const fs::path& file) {
  return !query_sql(dataset, file, "SELECT name FROM sqlite_master WHERE name = 'agglo_project'").empty();
}

Frame frame_in(const Values& values) {
  const auto text = [&](const char* key) {
    const auto found = values.find(key);
    return found == values.end() ? std::string() : found->second;
  };
  Frame frame;
  frame.kind = text("frame_kind") == "projected"    ? FrameKind::projected
               : text("frame_kind") == "geocentric" ? FrameKind::geocentric
                                                    : FrameKind::plane;
  frame.definition = text("frame_definition");
  frame.name = text("frame_name");
  frame.largest_scale_error = number_in<double>(values, "frame_largest_scale_error");
  return frame;
}

ColumnValues empty_values(const std::string& kind) {
  if (kind == "real") return std::vector<double>();
  if (kind == "integer") return std::vector<std::int64_t>();
  if (kind == "date") return Days{};
  return StringColumn();
}

}  // namespace

ProjectState read_state(GDALDataset& dataset, const fs::path& file) {
  if (!has_project_table(dataset, file))
    throw failure("\"" + file.string() + "\" is a GeoPackage but not an agglo project",
                  "import its layers: agglo import FILE -o PROJECT.gpkg");
  ProjectState state;
  const Values values = project_values(dataset, file);
  state.info.format_version = number_in<int>(values, "format_version");
  const auto writer = values.find("agglo_version");
  if (writer != values.end()) state.info.agglo_version = writer->second;
  if (state.info.format_version > kFormatVersion)
    throw failure("\"" + file.string() + "\" was written by agglo " + state.info.agglo_version +
                      " (project format " + std::to_string(state.info.format_version) + "); this is agglo " +
                      AGGLO_VERSION + ", which reads formats up to " + std::to_string(kFormatVersion),
                  "install a newer agglo");
  if (state.info.format_version < 1)
    throw failure("\"" + file.string() + "\" is damaged: it has no project format version",
                  "restore it from a copy");
  state.info.frame = frame_in(values);
  state.commits = number_in<long long>(values, "commits");
  for (auto& row :
       query_sql(dataset, file,
                 "SELECT name, title, role, kind, source, sha256, step, licence FROM agglo_layers "
                 "ORDER BY ordering")) {
    Layer layer;
    layer.name = row[0];
    layer.title = row[1];
    layer.role = role_from_string(row[2]).value_or(Role::result);
    layer.kind = row[3];
    layer.provenance = {row[4], row[5], row[6], row[7]};
    state.layers.push_back(std::move(layer));
  }
  return state;
}

bool is_project(const fs::path& file) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored) || !starts_as_sqlite(file)) return false;
  try {
    const GdalDatasetHandle dataset = open_geopackage(file, false);
    return has_project_table(*dataset, file);
  } catch (const Error&) {
    return false;
  }
}

ProjectStore ProjectStore::open(const fs::path& file) {
  const GdalDatasetHandle dataset = open_geopackage(file, false);
  ProjectState state = read_state(*dataset, file);
  ProjectStore store;
  store.file_ = file;
  store.info_ = std::move(state.info);
  store.layers_ = std::move(state.layers);
  store.commits_ = state.commits;
  return store;
}

ProjectStore ProjectStore::create(const fs::path& file) {
  if (file.extension() != ".gpkg")
    throw usage_error(
        "a project is a GeoPackage, so its name ends in .gpkg, unlike \"" + file.string() + "\"",
        "name it " + file.stem().string() + ".gpkg");
  if (fs::exists(file))
    throw failure("\"" + file.string() + "\" already exists", "open it, or choose another name");
  PartialFolder folder(file);
  write_empty_project(folder.file());
  folder.move_into_place(false);
  return open(file);
}

namespace {

OGRLayer& table_of(GDALDataset& dataset, const fs::path& file, const std::vector<Layer>& layers,
                   const std::string& layer) {
  const bool known =
      std::any_of(layers.begin(), layers.end(), [&](const Layer& l) { return l.name == layer; });
  if (!known) {
    std::string names;
    for (const Layer& other : layers) names += (names.empty() ? "" : ", ") + other.name;
    throw usage_error("there is no layer \"" + layer + "\" in \"" + file.string() + "\"",
                      names.empty() ? "the project is empty: import data first" : "its layers are: " + names);
  }
  const auto table_names =
      query_sql(dataset, file, "SELECT table_name FROM agglo_layers WHERE name = " + sql_text(layer));
  OGRLayer* table = table_names.empty() ? nullptr : dataset.GetLayerByName(table_names[0][0].c_str());
  if (table == nullptr)
    throw failure("layer \"" + layer + "\" is no longer in \"" + file.string() + "\"",
                  "another program has removed it; open the project again");
  return *table;
}

/// `columns`: null = all.
Table read_layer(GDALDataset& dataset, const fs::path& file, const std::vector<Layer>& layers,
                 const std::string& layer, const std::vector<std::string>* columns, RunControl& run) {
  OGRLayer& source = table_of(dataset, file, layers, layer);
  Table table;
  std::vector<std::string> fields;
  for (auto& row : query_sql(dataset, file,
                             "SELECT name, field, kind, unit, description FROM agglo_columns WHERE layer = " +
                                 sql_text(layer) + " ORDER BY position")) {
    if (columns && std::find(columns->begin(), columns->end(), row[0]) == columns->end()) continue;
    fields.push_back(row[1]);
    table.add(row[0], empty_values(row[2]), row[3], row[4]);
  }
  read_project_table(file, source, fields, table, run);
  return table;
}

}  // namespace

Table ProjectStore::read_table(std::string_view layer, RunControl& run) const {
  return std::move(read_tables({std::string(layer)}, run).front());
}

std::vector<Table> ProjectStore::read_tables(const std::vector<std::string>& layers, RunControl& run) const {
  if (layers.empty()) return {};
  const GdalDatasetHandle dataset = open_geopackage(file_, false);
  std::vector<Table> tables;
  for (const std::string& layer : layers)
    tables.push_back(read_layer(*dataset, file_, layers_, layer, nullptr, run));
  return tables;
}

Table ProjectStore::read_columns(std::string_view layer, const std::vector<std::string>& columns,
                                 RunControl& run) const {
  const GdalDatasetHandle dataset = open_geopackage(file_, false);
  return read_layer(*dataset, file_, layers_, std::string(layer), &columns, run);
}

std::uint64_t ProjectStore::row_count(std::string_view layer) const {
  const GdalDatasetHandle dataset = open_geopackage(file_, false);
  OGRLayer& table = table_of(*dataset, file_, layers_, std::string(layer));
  return static_cast<std::uint64_t>(std::max<GIntBig>(0, table.GetFeatureCount()));
}

std::optional<std::string> ProjectStore::text(std::string_view name) const {
  const GdalDatasetHandle dataset = open_geopackage(file_, false);
  const auto rows =
      query_sql(*dataset, file_,
                "SELECT value FROM agglo_project WHERE key = " + sql_text("text:" + std::string(name)));
  if (rows.empty()) return std::nullopt;
  return rows[0][0];
}

std::vector<std::pair<std::string, std::string>> ProjectStore::texts(std::string_view beginning) const {
  const GdalDatasetHandle dataset = open_geopackage(file_, false);
  const std::string start = "text:" + std::string(beginning);
  std::vector<std::pair<std::string, std::string>> found;
  for (auto& row : query_sql(*dataset, file_,
                             "SELECT key, value FROM agglo_project WHERE substr(key, 1, " +
                                 std::to_string(start.size()) + ") = " + sql_text(start) + " ORDER BY key"))
    found.emplace_back(row[0].substr(5), std::move(row[1]));
  return found;
}

}  // namespace agglo
