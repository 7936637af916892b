#include "app/operations/road_reach.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "agglo/error.hpp"
#include "agglo/memory.hpp"
#include "agglo/road_catchments.hpp"
#include "app/operations/catchment_tables.hpp"
#include "app/operations/service_cover.hpp"
#include "app/operations/step_checks.hpp"

namespace agglo {
namespace {

/// Firms and sites on the network.
struct OnRoads {
  std::vector<RoadPoint> firms, sites;
};

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? std::numeric_limits<double>::quiet_NaN()
                    : static_cast<double>(part) / static_cast<double>(whole);
}

/// What the areas are worth at the middles of roads, and whether the network ends inside.
void add_checks(Table& table, const std::vector<CatchmentCheck>& checks) {
  std::vector<std::int64_t> cut;
  std::vector<double> falsely, missed;
  for (const CatchmentCheck& check : checks) {
    cut.push_back(static_cast<std::int64_t>(check.cut_roads));
    falsely.push_back(share(check.falsely_inside, check.inside));
    missed.push_back(share(check.missed, check.reached));
  }
  table.add("cut_roads", std::move(cut), "",
            "Roads that leave the network inside; above 0 the true area may be larger");
  table.add("falsely_inside", std::move(falsely), "",
            "Share of the road middles inside that are not reached");
  table.add("missed", std::move(missed), "", "Share of the road middles reached that are outside");
}

/// Metres between each site and its road, for each of its areas.
void add_access(Table& table, const std::vector<RoadPoint>& sites, std::size_t limits) {
  std::vector<double> access_m;
  for (std::size_t g = 0; g < table.row_count; ++g) access_m.push_back(sites[g / limits].access_m);
  table.add("access_m", std::move(access_m), "m",
            "From the site to its road; missing when there is none near");
}

/// What each site begins with, in minutes or kilometres; empty when nobody asked.
std::vector<double> start_amounts(const RoadCatchmentRequest& r, const RoadLimits& limits, Outcome& outcome) {
  if (r.start_column.empty()) return {};
  std::vector<double> start =
      site_numbers(r.input.data, r.places, r.chosen, r.start_column, "--start-column");
  std::size_t too_late = 0;
  for (std::size_t s = 0; s < start.size(); ++s) {
    if (!(start[s] >= 0) || std::isinf(start[s]))
      throw usage_error(fmt::format("{} has the start \"{}\" in column \"{}\"",
                                    site_row(r.input.data, r.places, r.chosen, s),
                                    std::isnan(start[s]) ? "" : fmt::format("{}", start[s]), r.start_column),
                        fmt::format("give each site its {} of at least 0; 0 begins at once",
                                    limits.measure == RoadMeasure::time ? "minutes" : "kilometres"));
    too_late += start[s] > limits.shown.amount.back();
  }
  if (too_late > 0)
    outcome.notes.push_back(fmt::format("{} of {} sites start with more than {} {}; they reach nobody.",
                                        too_late, start.size(), limits.shown.amount.back(),
                                        limits.shown.unit));
  return start;
}

/// The sites as they begin.
std::vector<RoadPoint> with_starts(const std::vector<RoadPoint>& sites, const std::vector<double>& start,
                                   RoadMeasure measure) {
  std::vector<RoadCost> offset;
  for (const double amount : start) offset.push_back(cost_from(amount, measure));
  return started_later(sites, offset);
}

/// Of sites at one place of a road the one that begins first is nearest to all, of equals the lowest row; the
/// others are taken off the roads, so that no area is drawn twice.
std::vector<RoadPoint> first_at_each_place(std::vector<RoadPoint> sites, const StringColumn& names,
                                           Outcome& outcome) {
  std::map<std::pair<std::uint32_t, double>, std::size_t> first;
  for (std::size_t s = 0; s < sites.size(); ++s) {
    const auto [at, is_new] = first.try_emplace({sites[s].edge, sites[s].along}, s);
    if (!is_new && sites[s].access < sites[at->second].access) at->second = s;
  }
  std::size_t behind = 0;
  std::string named;
  for (std::size_t s = 0; s < sites.size(); ++s) {
    if (sites[s].edge == kNoEdge || first.at({sites[s].edge, sites[s].along}) == s) continue;
    constexpr std::size_t kNamed = 3;
    if (++behind <= kNamed) named += fmt::format("{}{}", named.empty() ? "" : ", ", names[s]);
    sites[s].edge = kNoEdge;
    if (behind == kNamed + 1) named += ", ...";
  }
  if (behind > 0)
    outcome.notes.push_back(fmt::format(
        "{} of {} sites join the road where another does, no nearer than that one: places go to the "
        "other, and of equals to the one that comes first ({}).",
        behind, sites.size(), named));
  return sites;
}

void note_checks(const std::vector<CatchmentCheck>& checks, Outcome& outcome) {
  CatchmentCheck all;
  std::size_t cut = 0;
  for (const CatchmentCheck& check : checks) {
    all.reached += check.reached;
    all.missed += check.missed;
    all.inside += check.inside;
    all.falsely_inside += check.falsely_inside;
    cut += check.cut_roads > 0;
  }
  if (all.reached > 0)
    outcome.notes.push_back(fmt::format(
        "Areas against the roads themselves: {:.2f} % of the road middles inside are not reached, "
        "{:.2f} % of those reached are outside.",
        100 * share(all.falsely_inside, std::max<std::uint64_t>(1, all.inside)),
        100 * share(all.missed, all.reached)));
  if (cut > 0)
    outcome.notes.push_back(fmt::format(
        "{} of {} catchments reach the edge of the road network; beyond it nothing is known, so they may be "
        "larger and hold more (column cut_roads).",
        cut, checks.size()));
}

RoadSurface surface_of(const RoadCatchmentRequest& r, const ServiceRoads& roads, const RoadLimits& limits) {
  // No place is farther from its road than the whole limit allows: a surface beyond would be work for
  // nothing.
  SurfaceOptions options{.access_kmh = r.options.access.access_kmh};
  const double most_m = limits.measure == RoadMeasure::time
                            ? limits.shown.amount.back() * r.options.access.access_kmh * 1000 / 60
                            : limits.shown.amount.back() * 1000;
  options.largest_access_m =
      std::min(r.options.access.access_m, options.frontage_m + options.cell_m + most_m);
  return RoadSurface(roads.edges(), r.firms.frame.kind == FrameKind::plane, limits.measure, options);
}

/// The areas as the request wants them; rows site * limits + limit, or limits when joined.
RoadCatchments areas_of(const RoadCatchmentRequest& r, const ServiceRoads& roads, const RoadSurface& surface,
                        const OnRoads& on, const RoadLimits& limits, RunControl& run) {
  const TravelDirection direction = r.options.access.direction;
  if (r.nearest)
    return nearest_road_catchments(roads.graph(), surface, on.sites, limits.cost.back(), direction, run);
  if (r.joined) return joined_road_catchments(roads.graph(), surface, on.sites, limits.cost, direction, run);
  return road_catchments(roads.graph(), surface, on.sites, limits.cost, direction, run);
}

std::uint64_t most_bytes(const RunControl& run) {
  const std::uint64_t left = memory_left_bytes(run);  // 0: not known
  return left > 0 ? left : ~std::uint64_t{0};
}

CoverMap cover_by_road(const RoadCatchmentRequest& r, const ServiceRoads& roads, const RoadSurface& surface,
                       const std::vector<RoadPoint>& sites, RoadCost limit, RunControl& run) {
  const CountedCatchments counted = surface.by_number_of_sites(
      roads.graph(), sites, limit, r.options.access.direction, run, most_bytes(run));
  CoverMap map;
  for (std::size_t row = 0; row < counted.shapes.size(); ++row) {
    if (counted.shapes.kind[row] == ShapeKind::none) continue;
    map.shapes.add_row_of(counted.shapes, row);
    map.cover.push_back(counted.count[row]);
  }
  return map;
}

}  // namespace

RoadLimits road_limits(const Step& step, const RoadReachOptions& options) {
  const bool by_time = options.road_km.empty();
  if (!by_time) refuse_unused(step, "--road-km, which limits the distance instead,", {"minutes"});
  RoadLimits limits{
      by_time ? RoadMeasure::time : RoadMeasure::distance,
      {by_time ? "minutes" : "road_km", by_time ? "min" : "km", by_time ? options.minutes : options.road_km},
      {}};
  limits.cost = ascending_costs(limits.shown.amount, limits.measure, by_time ? "--minutes" : "--road-km");
  return limits;
}

void add_road_catchments(const RoadCatchmentRequest& r, Outcome& outcome, RunControl& run) {
  RoadLimits limits = road_limits(r.input.step, r.options);
  if (r.nearest) {  // one area a site
    if (limits.cost.size() > 1 && limits.shown.amount != RoadReachOptions().minutes)
      throw usage_error(fmt::format("--method roads_nearest takes one limit, and \"{}\" {} are given",
                                    fmt::join(limits.shown.amount, ","), limits.shown.unit),
                        "give one limit, or use --method roads for an area of each");
    limits.cost = {limits.cost.back()};
    limits.shown.amount = {limits.shown.amount.back()};
  }
  const ServiceRoads roads(r.input.data, r.options.access, limits.measure);
  const std::vector<double> start = start_amounts(r, limits, outcome);
  OnRoads on{roads.join(r.firms, {}, outcome, run), roads.join(r.chosen.sites, kSiteWords, outcome, run)};
  roads.note_islands(on.firms, on.sites, {}, outcome);
  on.sites = with_starts(on.sites, start, limits.measure);
  Groups firms_of;
  if (r.nearest) {
    on.sites = first_at_each_place(std::move(on.sites), site_labels(r.chosen), outcome);
    const NearestByRoad nearest = nearest_by_road(roads.graph(), on.sites, on.firms, {}, limits.cost.back(),
                                                  r.options.access.direction, run);
    firms_of = groups_from_labels(nearest.site, on.sites.size());
  } else {
    firms_of = firms_within_cost(roads.graph(), on.sites, on.firms, limits.cost, r.options.access.direction,
                                 run, most_bytes(run));
  }
  const RoadSurface surface = surface_of(r, roads, limits);
  const RoadCatchments areas = areas_of(r, roads, surface, on, limits, run);
  const CatchmentAreas rows{r.input.data, r.firms, r.chosen, limits.shown, firms_of};
  const bool joined = r.joined && !r.nearest;
  Table table = joined ? joined_table(rows, areas.shapes) : catchment_table(rows, areas.shapes);
  add_checks(table, areas.checks);
  if (!joined) add_access(table, on.sites, limits.shown.amount.size());
  if (!start.empty()) table.add("start", start, limits.shown.unit, "What its ways begin with");
  note_checks(areas.checks, outcome);
  outcome.layers.push_back(
      catchment_layer(r.input,
                      fmt::format("{} along roads ({} {})",
                                  r.nearest  ? "Nearest-site catchments"
                                  : r.joined ? "Joined catchments"
                                             : "Catchments",
                                  fmt::join(limits.shown.amount, ", "), limits.shown.unit),
                      std::move(table)));
  outcome.counts = {{"sites", static_cast<double>(on.sites.size())}};
  if (r.nearest || r.joined) {
    const std::set<std::uint32_t> reached(firms_of.items.begin(), firms_of.items.end());
    outcome.counts.emplace_back("firms", static_cast<double>(reached.size()));
    return;
  }
  const auto cover = [&](const std::vector<std::uint32_t>& chosen, std::size_t limit) {
    std::vector<RoadPoint> sites;
    for (const std::uint32_t row : chosen) sites.push_back(on.sites[row]);
    return cover_by_road(r, roads, surface, sites, limits.cost[limit], run);
  };
  add_service_cover(
      {r.input.data, r.firms, r.chosen.sites, limits.shown, firms_of, areas.shapes, r.input.step.name, cover},
      outcome, run);
}

}  // namespace agglo
