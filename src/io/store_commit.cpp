// Saving changes: one SQLite transaction from the first lock to the last row.
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <charconv>

#include "agglo/error.hpp"
#include "agglo/store.hpp"
#include "io/store_file.hpp"
#include "io/store_metadata.hpp"
#include "io/store_table.hpp"

namespace agglo {
namespace fs = std::filesystem;
namespace {

constexpr const char* kTables[] = {
    "CREATE TABLE agglo_project (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE agglo_layers (name TEXT NOT NULL PRIMARY KEY, table_name TEXT NOT NULL, geometry_column "
    "TEXT NOT "
    "NULL, title TEXT NOT NULL, role TEXT NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL, sha256 TEXT "
    "NOT NULL, "
    "step TEXT NOT NULL, licence TEXT NOT NULL, ordering INTEGER NOT NULL)",
    "CREATE TABLE agglo_columns (layer TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, field "
    "TEXT NOT "
    "NULL, kind TEXT NOT NULL, unit TEXT NOT NULL, description TEXT NOT NULL, PRIMARY KEY (layer, "
    "position))"};

/// As QGIS makes it, so that QGIS finds the default styles.
void create_style_table(GDALDataset& dataset, const fs::path& file) {
  const GdalErrorCollector errors;
  const char* const options[] = {"FID=id", nullptr};
  OGRLayer* layer = dataset.CreateLayer("layer_styles", nullptr, wkbNone, const_cast<char**>(options));
  struct Field {
    const char* name;
    OGRFieldType type;
    int width;
  };
  constexpr Field fields[] = {{"f_table_catalog", OFTString, 256},
                              {"f_table_schema", OFTString, 256},
                              {"f_table_name", OFTString, 256},
                              {"f_geometry_column", OFTString, 256},
                              {"styleName", OFTString, 30},
                              {"styleQML", OFTString, 0},
                              {"styleSLD", OFTString, 0},
                              {"useAsDefault", OFTInteger, 0},
                              {"description", OFTString, 0},
                              {"owner", OFTString, 30},
                              {"ui", OFTString, 30},
                              {"update_time", OFTDateTime, 0}};
  for (const Field& field : fields) {
    OGRFieldDefn definition(field.name, field.type);
    definition.SetWidth(field.width);
    if (field.type == OFTInteger) definition.SetSubType(OFSTBoolean);
    if (layer == nullptr || layer->CreateField(&definition) != OGRERR_NONE)
      throw store_error(file, errors.message());
  }
  if (layer->SyncToDisk() != OGRERR_NONE) throw store_error(file, errors.message());
}

void put_value(GDALDataset& dataset, const fs::path& file, const std::string& key, std::string_view value) {
  run_sql(dataset, file,
          "INSERT OR REPLACE INTO agglo_project (key, value) VALUES (" + sql_text(key) + ", " +
              sql_text(value) + ")");
}

/// Building SQLite's R-tree takes four times as long as writing the rows themselves: two seconds for this
/// many rows, eleven for a million, at every step that saves a layer. Larger layers go without; agglo does
/// not use it, and QGIS adds one on request. Exported files always have it.
constexpr std::size_t kMostRowsIndexed = 250'000;

const char* to_text(FrameKind kind) {
  switch (kind) {
    case FrameKind::projected:
      return "projected";
    case FrameKind::geocentric:
      return "geocentric";
    default:
      return "plane";
  }
}

void put_frame(GDALDataset& dataset, const fs::path& file, const Frame& frame) {
  char number[32];
  const auto end = std::to_chars(number, number + sizeof number, frame.largest_scale_error).ptr;
  put_value(dataset, file, "frame_kind", to_text(frame.kind));
  put_value(dataset, file, "frame_definition", frame.definition);
  put_value(dataset, file, "frame_name", frame.name);
  put_value(dataset, file, "frame_largest_scale_error", {number, static_cast<std::size_t>(end - number)});
}

const char* kind_of(const ColumnValues& values) {
  if (std::holds_alternative<std::vector<double>>(values)) return "real";
  if (std::holds_alternative<std::vector<std::int64_t>>(values)) return "integer";
  if (std::holds_alternative<Days>(values)) return "date";
  return "text";
}

/// One transaction on an open project. Whatever happens after its end, the connection writes nothing more.
class Transaction {
 public:
  Transaction(GDALDataset& dataset, const fs::path& file) : dataset_(dataset), file_(file) {
    const GdalErrorCollector errors;
    if (dataset_.StartTransaction(FALSE) != OGRERR_NONE) throw store_error(file_, errors.message());
    open_ = true;
    try {
      // SQLite takes its write lock at the first change: do one now rather than after minutes of work.
      run_sql(dataset_, file_, "UPDATE agglo_project SET value = value WHERE key = 'format_version'");
    } catch (...) {
      end(false);
      throw;
    }
  }
  ~Transaction() {
    if (open_) end(false);
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit() {
    const GdalErrorCollector errors;
    dataset_.FlushCache(false);
    if (errors.has_error()) throw store_error(file_, errors.message());
    const bool saved = dataset_.CommitTransaction() == OGRERR_NONE && !errors.has_error();
    const std::string reason = errors.message();
    if (!saved) throw store_error(file_, reason);
    end(true);
  }

 private:
  void end(bool saved) {
    const GdalErrorCollector ignored;
    open_ = false;
    if (!saved) dataset_.RollbackTransaction();
    // GDAL finishes layers when it closes them, also those that were just undone.
    if (OGRLayer* result = dataset_.ExecuteSQL("PRAGMA query_only = 1", nullptr, nullptr))
      dataset_.ReleaseResultSet(result);
  }

  GDALDataset& dataset_;
  const fs::path& file_;
  bool open_ = false;
};

std::string safe_table_name(const std::string& name) {
  std::string safe;
  for (const char c : name) safe += c == '"' || c == '\'' || static_cast<unsigned char>(c) < 32 ? '_' : c;
  for (const char* reserved : {"gpkg", "agglo_", "rtree_", "sqlite_", "ogr_", "layer_styles"})
    if (safe.empty() || safe.compare(0, std::string_view(reserved).size(), reserved) == 0)
      return "layer " + safe;
  return safe;
}

class Saver {
 public:
  Saver(GDALDataset& dataset, const fs::path& file, bool planar, RunControl& run)
      : dataset_(dataset), file_(file), planar_(planar), run_(run) {}

  void remove(const std::string& name) {
    const std::string where = " WHERE name = " + sql_text(name);
    for (const auto& row : query_sql(dataset_, file_, "SELECT table_name FROM agglo_layers" + where)) {
      const GdalErrorCollector errors;
      for (int i = 0; i < dataset_.GetLayerCount(); ++i)
        if (row[0] == dataset_.GetLayer(i)->GetName()) {
          if (dataset_.DeleteLayer(i) != OGRERR_NONE) throw store_error(file_, errors.message());
          break;
        }
      run_sql(dataset_, file_, "DELETE FROM layer_styles WHERE f_table_name = " + sql_text(row[0]));
    }
    run_sql(dataset_, file_, "DELETE FROM agglo_layers" + where);
    run_sql(dataset_, file_, "DELETE FROM agglo_columns WHERE layer = " + sql_text(name));
  }

  void put(const Layer& layer) {
    remove(layer.name);
    const Table& table = *layer.table;
    std::set<std::string> tables, identifiers, reserved;
    const NameRules rules{0, false};
    for (const auto& row :
         query_sql(dataset_, file_, "SELECT name, lower(name) FROM sqlite_master WHERE type='table'"))
      tables.insert(row[1]);
    for (const auto& row : query_sql(dataset_, file_, "SELECT lower(identifier) FROM gpkg_contents"))
      identifiers.insert(row[0]);
    for (const Column& column : table.columns) unused_name(column.name, rules, reserved);
    LayerTarget target;
    target.name = unused_name(safe_table_name(layer.name), rules, tables);
    const std::string id = unused_name("fid", rules, reserved);
    const std::string geometry = table.shapes.empty() ? "" : unused_name("geom", rules, reserved);
    target.fields = field_names(table, rules, {id, geometry});
    target.planar = planar_;
    const std::string title = layer.title.empty() ? layer.name : layer.title;
    target.options = {"FID=" + id, "IDENTIFIER=" + unused_name(title, rules, identifiers)};
    if (!geometry.empty()) target.options.push_back("GEOMETRY_NAME=" + geometry);
    if (table.row_count > kMostRowsIndexed) target.options.push_back("SPATIAL_INDEX=NO");
    write_ogr_layer(dataset_, table, target, run_);
    describe(layer, target, geometry);
  }

  void put_title(const std::string& name, const std::string& title) {
    const std::string where = " WHERE name = " + sql_text(name);
    const auto rows = query_sql(dataset_, file_, "SELECT table_name FROM agglo_layers" + where);
    if (rows.empty())
      throw failure("there is no layer \"" + name + "\" to rename in \"" + file_.string() + "\"");
    run_sql(dataset_, file_, "UPDATE agglo_layers SET title = " + sql_text(title) + where);
    std::set<std::string> identifiers;
    const std::string table = sql_text(rows[0][0]);
    for (const auto& row : query_sql(
             dataset_, file_, "SELECT lower(identifier) FROM gpkg_contents WHERE table_name <> " + table))
      identifiers.insert(row[0]);
    run_sql(dataset_, file_,
            "UPDATE gpkg_contents SET identifier = " +
                sql_text(unused_name(title, NameRules{0, false}, identifiers)) +
                " WHERE table_name = " + table);
  }

  void put_order(const std::vector<std::string>& names) {
    for (std::size_t k = 0; k < names.size(); ++k)
      run_sql(dataset_, file_,
              "UPDATE agglo_layers SET ordering = " + std::to_string(k + 1) +
                  " WHERE name = " + sql_text(names[k]));
  }

  void put_style(const std::string& layer, const std::string& qml) {
    const auto rows =
        query_sql(dataset_, file_,
                  "SELECT table_name, geometry_column FROM agglo_layers WHERE name = " + sql_text(layer));
    if (rows.empty())
      throw failure("there is no layer \"" + layer + "\" to style in \"" + file_.string() + "\"");
    const std::string table = sql_text(rows[0][0]);
    run_sql(dataset_, file_, "DELETE FROM layer_styles WHERE f_table_name = " + table);
    if (qml.empty()) return;
    run_sql(dataset_, file_,
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
            "styleName, "
            "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) VALUES ('', '', " +
                table + ", " + sql_text(rows[0][1]) + ", 'agglo', " + sql_text(qml) +
                ", '', 1, 'as agglo draws it', 'agglo', NULL, '" + kFixedDate + "')");
  }

 private:
  void describe(const Layer& layer, const LayerTarget& target, const std::string& geometry) {
    std::string values;
    for (const std::string& text :
         {layer.name, target.name, geometry, layer.title, std::string(to_string(layer.role)), layer.kind,
          layer.provenance.source, layer.provenance.sha256, layer.provenance.step, layer.provenance.licence})
      values += sql_text(text) + ", ";
    run_sql(dataset_, file_,
            "INSERT INTO agglo_layers (name, table_name, geometry_column, title, role, kind, source, sha256, "
            "step, "
            "licence, ordering) VALUES (" +
                values + "(SELECT coalesce(max(ordering), 0) + 1 FROM agglo_layers))");
    const auto& columns = layer.table->columns;
    for (std::size_t i = 0; i < columns.size(); ++i)
      run_sql(dataset_, file_,
              "INSERT INTO agglo_columns (layer, position, name, field, kind, unit, description) VALUES (" +
                  sql_text(layer.name) + ", " + std::to_string(i) + ", " + sql_text(columns[i].name) + ", " +
                  sql_text(target.fields[i]) + ", '" + kind_of(columns[i].values) + "', " +
                  sql_text(columns[i].unit) + ", " + sql_text(columns[i].description) + ")");
  }

  GDALDataset& dataset_;
  const fs::path& file_;
  bool planar_;
  RunControl& run_;
};

}  // namespace

void write_empty_project(const fs::path& file) {
  register_gdal();
  const GdalErrorCollector errors;
  const WriteSettings settings;
  GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
  if (driver == nullptr)
    throw failure("this GDAL cannot write GeoPackages", "install GDAL with SQLite support");
  const GdalDatasetHandle dataset(driver->Create(file.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
  if (!dataset) throw store_error(file, errors.message());
  create_style_table(*dataset, file);
  for (const char* statement : kTables) run_sql(*dataset, file, statement);
  put_value(*dataset, file, "format_version", std::to_string(kFormatVersion));
  put_value(*dataset, file, "agglo_version", AGGLO_VERSION);
  put_value(*dataset, file, "commits", "0");
  put_frame(*dataset, file, Frame{});
}

void ProjectStore::commit(const ProjectChange& change, RunControl& run) {
  std::uint64_t rows = 0;
  for (const Layer& layer : change.put_layers) {
    if (layer.name.empty() || !layer.table) throw usage_error("a layer to save needs a name and a table");
    rows += layer.table->row_count;
  }
  run.begin("saving", rows);
  const WriteSettings settings;
  const GdalDatasetHandle dataset = open_geopackage(file_, true);
  ProjectState state;
  try {
    Transaction transaction(*dataset, file_);
    if (read_state(*dataset, file_).commits != commits_)
      throw failure("\"" + file_.string() + "\" was changed by another program since it was opened",
                    "open it again, then repeat this step; nothing was changed");
    const Frame& frame = change.frame ? *change.frame : info_.frame;
    Saver saver(*dataset, file_, frame.kind == FrameKind::plane, run);
    if (change.frame) put_frame(*dataset, file_, *change.frame);
    for (const std::string& name : change.remove_layers) saver.remove(name);
    for (const Layer& layer : change.put_layers) saver.put(layer);
    for (const auto& [name, title] : change.titles) saver.put_title(name, title);
    saver.put_order(change.layer_order);
    for (const std::string& name : change.remove_texts)
      run_sql(*dataset, file_, "DELETE FROM agglo_project WHERE key = " + sql_text("text:" + name));
    for (const auto& text : change.put_texts) put_value(*dataset, file_, "text:" + text.first, text.second);
    for (const auto& style : change.qgis_styles) saver.put_style(style.first, style.second);
    put_value(*dataset, file_, "agglo_version", AGGLO_VERSION);
    put_value(*dataset, file_, "commits", std::to_string(commits_ + 1));
    state = read_state(*dataset, file_);
    run.check();
    transaction.commit();
  } catch (Error& error) {
    if (error.kind != ErrorKind::failure || !error.hint.empty()) throw;
    throw store_error(file_, error.message);
  }
  info_ = std::move(state.info);
  layers_ = std::move(state.layers);
  commits_ = state.commits;
}

}  // namespace agglo
