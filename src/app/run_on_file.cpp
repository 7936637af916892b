#include <chrono>

#include "agglo/error.hpp"
#include "agglo/project.hpp"
#include "agglo/projection.hpp"
#include "app/table_edits.hpp"

namespace agglo {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The file's own columns: those that import added in front are taken off again, and "src_" prefixes with
/// them.
Table source_columns(const Table& imported, std::size_t added_columns) {
  Table table;
  table.row_count = imported.row_count;
  table.shapes = imported.shapes;
  for (std::size_t i = added_columns; i < imported.columns.size(); ++i) {
    Column column = imported.columns[i];
    for (std::size_t j = 0; j < added_columns; ++j)
      if (column.name == "src_" + imported.columns[j].name) column.name = imported.columns[j].name;
    table.columns.push_back(std::move(column));
  }
  return table;
}

/// The file's rows with the columns that the analysis found for each.
Layer labelled_firms(const Table& source, const Layer& labels) {
  auto table = std::make_shared<Table>(source);
  for (const char* name : {"cluster", "role", "strength"})
    if (const Column* column = labels.table->find(name))
      table->add(free_column_name(*table, name), column->values, column->unit, column->description);
  Layer layer = labels;
  layer.name = "firms";
  layer.table = std::move(table);
  return layer;
}

Layer imported_layer(const std::filesystem::path& file, Imported&& imported, Role role) {
  Layer layer{to_string(role),
              to_string(role),
              role,
              "",
              nullptr,
              {file.filename().string(), imported.report.sha256, {}, {}}};
  layer.table = std::make_shared<Table>(std::move(imported.table));
  return layer;
}

}  // namespace

Outcome run_on_file(const FileInput& input, const Step& step, RunControl& run, Timings& timings) {
  constexpr std::size_t kEstablishmentColumns = 8;  // see import.hpp
  auto start = std::chrono::steady_clock::now();
  run.begin("reading " + input.file.filename().string());
  ImportOptions reading = input.import;
  reading.profile = profile_file(reading.profile);
  Imported firms = import_file(input.file, reading, run);
  Dataset data;
  const bool planar = firms.is_planar;
  const std::string report_text = firms.report.text(), report_json = firms.report.json();
  data.frame = planar ? Frame{FrameKind::plane, "", "plane in metres", 0}
                      : choose_frame(firms.table.shapes.x, firms.table.shapes.y);
  data.layers.push_back(imported_layer(input.file, std::move(firms), Role::establishments));
  for (const auto& [role, file] : input.others) {
    ImportOptions other_import;
    other_import.role = role;
    if (planar) other_import.crs = "planar";
    Imported other = import_file(file, other_import, run);
    data.layers.push_back(imported_layer(file, std::move(other), role));
  }
  timings.read_s += seconds_since(start);
  start = std::chrono::steady_clock::now();
  Outcome outcome = run_step(data, step, run);
  timings.compute_s += seconds_since(start);
  outcome.report_text = report_text;
  outcome.report_json = report_json;
  outcome.planar = planar;
  for (Layer& layer : outcome.layers)
    if (layer.kind == "cluster_firms")
      layer = labelled_firms(source_columns(*data.layers[0].table, kEstablishmentColumns), layer);
    else if (layer.kind == "clusters")
      layer.name = "clusters";
  // Firms first: it is what a .csv output holds.
  for (std::size_t i = 1; i < outcome.layers.size(); ++i)
    if (outcome.layers[i].name == "firms") std::swap(outcome.layers[0], outcome.layers[i]);
  return outcome;
}

}  // namespace agglo
