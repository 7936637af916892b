#include "agglo/project_trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "agglo/accessibility.hpp"
#include "agglo/error.hpp"
#include "app/operations/service_roads.hpp"
#include "app/operations/site_selection.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

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
  if (!options.also.empty())
    append_sites(made.sites, institutions_from(*site_layer(data, options.also, "--also").table, data.frame));
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

std::vector<std::uint32_t> sites_of_kinds(const Institutions& sites, const std::string& kinds) {
  const std::vector<std::string> wanted = list_items(kinds);
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < sites.size(); ++row)
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), sites.kind[row]) != wanted.end())
      rows.push_back(row);
  return rows;
}

std::string usual_services(const Table& sites, const std::string& kind) {
  const Column* kinds = sites.find("kind");
  const Column* services = sites.find("services");
  std::map<std::string, std::size_t> offered;
  std::size_t of_kind = 0;
  for (std::size_t row = 0; kinds && services && row < sites.row_count; ++row) {
    if (kinds->text(row) != kind) continue;
    ++of_kind;
    for (const std::string& service : list_items(services->text(row))) ++offered[service];
  }
  std::string usual;
  for (const auto& [service, count] : offered)
    if (2 * count >= of_kind) usual += (usual.empty() ? "" : ";") + service;
  return usual;
}

RoadCost trial_limit(double minutes) {
  return cost_from(minutes, RoadMeasure::time);
}

Layer layer_with_planned(const Layer* before, const PlannedSite& site) {
  if (before && !before->provenance.step.empty())
    throw usage_error(fmt::format("the project has a layer \"{}\" of its own", before->name),
                      "remove it, or import it under another name");
  Layer layer;
  layer.name = kPlannedSites;
  layer.title = "Planned sites";
  if (before) layer = *before;
  layer.role = Role::infrastructure;
  const Table old = before && before->table ? *before->table : Table{};
  const auto with_text = [&](const char* column, const std::string& value) {
    StringColumn values = old.row_count > 0 ? text_column(old, column) : StringColumn{};
    values.push_back(value);
    return values;
  };
  std::vector<double> capacity;
  for (std::size_t row = 0; row < old.row_count; ++row) capacity.push_back(old.at("capacity").number(row));
  capacity.push_back(site.capacity);
  auto table = std::make_shared<Table>();
  table->row_count = old.row_count + 1;
  table->add("id", with_text("id", free_id(old)));
  table->add("name", with_text("name", site.name));
  table->add("kind", with_text("kind", site.kind));
  table->add("services", with_text("services", site.services));
  table->add("capacity", std::move(capacity));
  table->shapes = old.shapes;
  table->shapes.add_point(site.x, site.y);
  table->validate();
  layer.table = std::move(table);
  return layer;
}

}  // namespace agglo
