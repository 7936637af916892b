#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <set>

#include "agglo/error.hpp"
#include "agglo/project.hpp"
#include "agglo/projection.hpp"
#include "app/operations/import_network.hpp"
#include "app/step_memory.hpp"

namespace agglo {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// Adds columns under the names they should have; a name that is taken (in any case, as GeoPackage compares)
/// gets _2, _3 ...
class ColumnsByName {
 public:
  explicit ColumnsByName(Table& table) : table_(table) {}

  void add(Column column, const std::string& name) {
    std::string free = name;
    for (int i = 2; !taken_.insert(lower_case(free)).second; ++i) free = fmt::format("{}_{}", name, i);
    column.name = std::move(free);
    table_.columns.push_back(std::move(column));
  }

 private:
  Table& table_;
  std::set<std::string> taken_;
};

/// What stays of an import when its table has become a layer.
struct SourceColumns {
  std::size_t canonical_columns;
  std::vector<std::string> names;
};

/// The file's own columns under their own names, and behind them those that the analysis found for each row.
Layer labelled_firms(const Table& imported, const SourceColumns& source, const Layer& labels) {
  auto table = std::make_shared<Table>();
  table->row_count = imported.row_count;
  table->shapes = imported.shapes;
  ColumnsByName columns(*table);
  for (std::size_t i = 0; i < source.names.size(); ++i)
    columns.add(imported.columns[source.canonical_columns + i], source.names[i]);
  for (const char* name : {"cluster", "role", "strength", "outlier_score"})
    if (const Column* column = labels.table->find(name)) columns.add(*column, name);
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
              {source_name(file), imported.report.sha256, {}, {}}};
  layer.table = std::make_shared<Table>(std::move(imported.table));
  return layer;
}

/// Import reports of all files: the establishments' own, with the others below it (key "others" in JSON).
class Reports {
 public:
  explicit Reports(const ImportReport& firms)
      : text_(firms.text()), json_(nlohmann::ordered_json::parse(firms.json())) {}

  void add(Role role, const ImportReport& report) {
    text_ += fmt::format("{}\n{}", to_string(role), report.text());
    nlohmann::ordered_json other{{"role", to_string(role)}};
    other.update(nlohmann::ordered_json::parse(report.json()));
    json_["others"].push_back(std::move(other));
  }

  void move_to(Outcome& outcome) {
    outcome.report_text = std::move(text_);
    outcome.report_json = json_.dump(2);
  }

 private:
  std::string text_;
  nlohmann::ordered_json json_;
};

}  // namespace

Outcome run_on_file(const FileInput& input, const Step& step, RunControl& run, Timings& timings) {
  auto start = std::chrono::steady_clock::now();
  run.begin("reading " + source_name(input.file));
  ImportOptions reading = input.import;
  reading.profile = profile_file(reading.profile);
  require_reading_memory(input.file, run);
  Imported firms = import_file(input.file, reading, run);
  Dataset data;
  const bool planar = firms.is_planar;
  Reports reports(firms.report);
  const SourceColumns source{firms.canonical_columns, std::move(firms.source_names)};
  data.frame = planar ? Frame{FrameKind::plane, "", "plane in metres", 0}
                      : choose_frame(firms.table.shapes.x, firms.table.shapes.y);
  data.layers.push_back(imported_layer(input.file, std::move(firms), Role::establishments));
  Outcome network;  // what the roads say, when there are some
  for (const auto& [role, file] : input.others) {
    ImportOptions other_import;
    other_import.role = role;
    if (planar) other_import.crs = "planar";
    Imported other = role == Role::network
                         ? import_network(file.string(), other_import, NetworkImport(), network, run)
                         : import_file(file, other_import, run);
    reports.add(role, other.report);
    data.layers.push_back(imported_layer(file, std::move(other), role));
  }
  timings.read_s += seconds_since(start);
  start = std::chrono::steady_clock::now();
  Outcome outcome = run_step(data, step, run);
  timings.compute_s += seconds_since(start);
  outcome.notes.insert(outcome.notes.begin(), network.notes.begin(), network.notes.end());
  reports.move_to(outcome);
  outcome.planar = planar;
  for (Layer& layer : outcome.layers)
    if (layer.kind == "cluster_firms")
      layer = labelled_firms(*data.layers[0].table, source, layer);
    else if (layer.kind == "clusters")
      layer.name = "clusters";
    else if (layer.kind == "cluster_cores")
      layer.name = "cores";
  // Firms first: it is what a .csv output holds.
  for (std::size_t i = 1; i < outcome.layers.size(); ++i)
    if (outcome.layers[i].name == "firms") std::swap(outcome.layers[0], outcome.layers[i]);
  return outcome;
}

}  // namespace agglo
