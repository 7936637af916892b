#include "agglo/project_trial.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

#include "agglo/accessibility.hpp"
#include "agglo/error.hpp"
#include "app/operations/service_roads.hpp"
#include "app/operations/site_selection.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

/// One more value, missing unless it is text.
ColumnValues with_value(ColumnValues values, const std::string& text) {
  if (auto* texts = std::get_if<StringColumn>(&values))
    texts->push_back(text);
  else if (auto* days = std::get_if<Days>(&values))
    days->values.push_back(kUnknownDay);
  else if (auto* whole = std::get_if<std::vector<std::int64_t>>(&values))
    whole->push_back(kMissingInteger);
  else
    std::get<std::vector<double>>(values).push_back(std::nan(""));
  return values;
}

/// "planned-1" or the first such id that is not taken.
std::string free_id(const Table& sites) {
  const Column* ids = sites.find("id");
  std::set<std::string> taken;
  for (std::size_t row = 0; ids && row < sites.row_count; ++row) taken.insert(ids->text(row));
  std::size_t number = 1;
  while (taken.contains(fmt::format("planned-{}", number))) ++number;
  return fmt::format("planned-{}", number);
}

}  // namespace

ProjectTrial make_project_trial(const Dataset& data, const ProjectTrialOptions& options, RunControl& run) {
  const Layer* firm_layer = data.last(Role::establishments);
  if (!firm_layer || !firm_layer->table)
    throw usage_error("catchments count firms, and there are none",
                      "import a register of firms first: agglo import FIRMS -o PROJECT");
  const Layer& network = network_layer(data, options.network);
  run.begin("joining firms and sites to the roads");
  const Establishments firms = establishments_from(*firm_layer->table, data.frame);
  ProjectTrial made;
  made.options = options;
  made.is_plane = data.frame.kind == FrameKind::plane;
  made.sites = institutions_from(*site_layer(data, options.sites).table, data.frame);
  std::vector<double> jobs(firms.size());
  for (std::size_t row = 0; row < firms.size(); ++row) jobs[row] = firms.jobs_mid(row);
  const auto places = [&](const auto& of) {
    return made.is_plane ? TrialPlaces{of.x_m, of.y_m} : TrialPlaces{of.lon_deg, of.lat_deg};
  };
  made.trial = std::make_unique<const SiteTrial>(
      network_from(*network.table), made.is_plane, places(firms), jobs, places(made.sites),
      TrialOptions{.largest_access_m = options.access_m,
                   .access_kmh = options.access_kmh,
                   .largest = trial_limit(options.largest_minutes)},
      run);
  if (made.trial->firms_near_roads() == 0)
    throw failure(fmt::format("no firm lies within {} m of a road of \"{}\"", options.access_m, network.name),
                  "check that firms and roads are of the same region");
  return made;
}

std::vector<std::string> kinds_of_sites(const Table& sites) {
  const Column* kinds = sites.find("kind");
  std::set<std::string> known;
  for (std::size_t row = 0; kinds && row < sites.row_count; ++row)
    if (std::string kind = kinds->text(row); !kind.empty()) known.insert(std::move(kind));
  return {known.begin(), known.end()};
}

std::vector<std::uint32_t> sites_of_kind(const Institutions& sites, const std::string& kind) {
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < sites.size(); ++row)
    if (kind.empty() || sites.kind[row] == kind) rows.push_back(row);
  return rows;
}

RoadCost trial_limit(double minutes) {
  return cost_from(minutes, RoadMeasure::time);
}

Layer layer_with_site(const Layer& sites, double x, double y, const std::string& name,
                      const std::string& kind) {
  const Table& before = *sites.table;
  if (before.shapes.empty())
    throw usage_error("the layer \"" + sites.name + "\" has no places to which a site could be added");
  auto table = std::make_shared<Table>();
  table->row_count = before.row_count + 1;
  const std::string id = free_id(before);
  for (const Column& column : before.columns) {
    const std::string text = column.name == "id"     ? id
                             : column.name == "name" ? name
                             : column.name == "kind" ? kind
                                                     : "";
    table->columns.push_back({column.name, with_value(column.values, text), column.unit, column.description});
  }
  table->shapes = before.shapes;
  table->shapes.add_point(x, y);
  table->validate();
  Layer layer = sites;
  layer.name = "planned_sites";
  layer.title = "Sites with " + name;
  layer.role = Role::institutions;
  layer.kind.clear();
  layer.table = std::move(table);
  layer.provenance.step.clear();
  layer.provenance.sha256.clear();
  return layer;
}

}  // namespace agglo
