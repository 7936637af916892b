#include "agglo/catchments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "agglo/projection.hpp"
#include "app/cluster_shapes.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/service_cover.hpp"
#include "app/operations/site_selection.hpp"
#include "app/option_visitors.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

enum class CatchmentMethod { rings, voronoi };

struct CatchmentStepOptions {
  std::string sites = "institutions";
  CatchmentMethod method = CatchmentMethod::rings;
  std::vector<double> radius_km{2, 5, 10};
  bool merge = false;
  std::string kind;
  FirmFilter filter;
};

template <class Visitor>
void visit(Visitor& v, CatchmentStepOptions& o) {
  v("sites", o.sites,
    {.help = "Layer of the places that serve firms", .role = "institutions", .is_layer = true});
  v("method", o.method,
    {.choices = {"rings", "voronoi"},
     .help = "rings: all within a distance; voronoi: each place on the map belongs to its nearest site"});
  v("radius_km", o.radius_km,
    {.unit = "km", .min = 0, .max = 5000, .min_excluded = true, .help = "Radius of each ring, ascending"});
  v("merge", o.merge, {.help = "Join the rings of all sites of one radius into one area"});
  v("kind", o.kind, {.help = "Only sites of these kinds, separated by ';' (default: all)"});
  v("sectors", o.filter.sectors,
    {.help = "Count only firms of these sectors, separated by ';' (default: all)"});
  v("active_on", o.filter.active_on,
    {.help = "Count only firms born by this day and not closed by then, yyyy-mm-dd (default: all)"});
}

/// For each site and radius: clusters of the last cluster result with at least half of their firms inside.
std::vector<std::int64_t> clusters_served(const Dataset& data, const Groups& firms_of) {
  std::vector<std::int64_t> served(firms_of.size(), kMissingInteger);
  const Layer* layer = data.last_result("cluster_firms");
  const Column* column = layer && layer->table ? layer->table->find("cluster") : nullptr;
  if (!column) return served;
  std::vector<std::uint32_t> size;
  std::vector<std::int64_t> cluster(layer->table->row_count);
  for (std::size_t row = 0; row < cluster.size(); ++row) {
    cluster[row] = static_cast<std::int64_t>(column->number(row));
    if (cluster[row] < 0) continue;
    const auto c = static_cast<std::size_t>(cluster[row]);
    if (c >= size.size()) size.resize(c + 1, 0);
    ++size[c];
  }
  std::vector<std::uint32_t> inside(size.size(), 0);
  for (std::size_t g = 0; g < firms_of.size(); ++g) {
    std::fill(inside.begin(), inside.end(), 0);
    for (const std::uint32_t row : firms_of[g])
      if (row < cluster.size() && cluster[row] >= 0) ++inside[static_cast<std::size_t>(cluster[row])];
    served[g] = 0;
    for (std::size_t c = 0; c < size.size(); ++c)
      served[g] += 2 * inside[c] >= size[c] && inside[c] > 0 ? 1 : 0;
  }
  return served;
}

struct Jobs {
  double lo = 0, hi = 0;
};
Jobs jobs_of(const Establishments& firms, std::span<const std::uint32_t> rows) {
  Jobs jobs;
  bool known = false;
  for (const std::uint32_t row : rows) {
    if (std::isnan(firms.jobs_lo[row])) continue;
    known = true;
    jobs.lo += firms.jobs_lo[row];
    jobs.hi += firms.jobs_hi[row];
  }
  // No firm with known jobs is not the same as no jobs.
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  return known ? jobs : Jobs{kMissing, kMissing};
}

/// One row per site and radius (radius 0: Voronoi).
Table catchment_table(const Institutions& sites, const Establishments& firms,
                      const std::vector<double>& radius_km, const Groups& firms_of,
                      const std::vector<std::int64_t>& served, const Shapes& shapes) {
  Table table;
  StringColumn name, kind;
  std::vector<std::int64_t> site, firm_count;
  std::vector<double> radius, jobs_lo, jobs_hi, area_km2;
  for (std::size_t g = 0; g < firms_of.size(); ++g) {
    const std::size_t s = g / radius_km.size();
    site.push_back(static_cast<std::int64_t>(s));
    name.push_back(sites.name[s]);
    kind.push_back(sites.kind[s]);
    radius.push_back(radius_km[g % radius_km.size()]);
    firm_count.push_back(static_cast<std::int64_t>(firms_of[g].size()));
    const Jobs jobs = jobs_of(firms, firms_of[g]);
    jobs_lo.push_back(jobs.lo);
    jobs_hi.push_back(std::isinf(jobs.hi) ? std::numeric_limits<double>::quiet_NaN() : jobs.hi);
  }
  for (const double area : areas_m2(shapes, firms.frame)) area_km2.push_back(area / 1e6);
  table.row_count = firms_of.size();
  table.add("site", std::move(site), "", "Row of the site, from 0");
  table.add("site_name", std::move(name));
  table.add("site_kind", std::move(kind));
  table.add("radius_km", std::move(radius), "km", "Radius; missing for nearest-site catchments");
  table.add("firms", std::move(firm_count), "", "Firms inside, edge included");
  table.add("jobs_lo", std::move(jobs_lo), "", "Their jobs, lower ends of bands added up");
  table.add("jobs_hi", std::move(jobs_hi), "", "Upper ends; missing when a band is open-ended");
  table.add("clusters", served, "", "Clusters with at least half of their firms inside");
  table.add("area_km2", std::move(area_km2), "km2", "Area on the ellipsoid");
  table.shapes = shapes;
  table.validate();
  return table;
}

Shapes ring_shapes(const Institutions& sites, const std::vector<double>& radius_km) {
  std::vector<Shapes> by_radius;
  for (const double radius : radius_km) by_radius.push_back(geodesic_rings(sites, radius));
  Shapes shapes;
  for (std::size_t s = 0; s < sites.size(); ++s)
    for (const Shapes& rings : by_radius) shapes.add_row_of(rings, s);
  return shapes;
}

/// One row per radius: the union of all rings, the firms inside any of them.
Table merged_table(const Institutions& sites, const Establishments& firms,
                   const std::vector<double>& radius_km, const Groups& firms_of) {
  Shapes shapes;
  Groups any;
  for (std::size_t r = 0; r < radius_km.size(); ++r) {
    shapes.add_row_of(merged_geographic(geodesic_rings(sites, radius_km[r]), firms.frame), 0);
    std::vector<std::uint32_t> rows;
    for (std::size_t s = 0; s < sites.size(); ++s) {
      const auto group = firms_of[s * radius_km.size() + r];
      rows.insert(rows.end(), group.begin(), group.end());
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    any.items.insert(any.items.end(), rows.begin(), rows.end());
    any.start.push_back(any.items.size());
  }
  Table table;
  table.row_count = radius_km.size();
  std::vector<std::int64_t> firm_count;
  std::vector<double> area_km2;
  for (std::size_t r = 0; r < any.size(); ++r) firm_count.push_back(static_cast<std::int64_t>(any[r].size()));
  for (const double area : areas_m2(shapes, firms.frame)) area_km2.push_back(area / 1e6);
  table.add("radius_km", radius_km, "km", "Radius of the rings joined");
  table.add("firms", std::move(firm_count), "", "Firms within the radius of at least one site");
  table.add("area_km2", std::move(area_km2), "km2", "Area on the ellipsoid");
  table.shapes = std::move(shapes);
  return table;
}

void add_voronoi(const StepInput& input, const Institutions& sites, const Establishments& firms,
                 Outcome& outcome, RunControl& run) {
  if (firms.frame.kind == FrameKind::geocentric)
    throw usage_error("the data are too wide for one projection in metres, which nearest-site areas need",
                      "use --method rings, or import one region at a time");
  Shapes study_area;
  if (const Layer* regions = input.data.last(Role::regions); regions && !regions->table->shapes.empty())
    study_area = merged(shapes_in_metres(regions->table->shapes, firms.frame));
  Shapes cells = voronoi_catchments(sites, study_area);
  if (firms.frame.kind == FrameKind::projected)
    cells = Projector(firms.frame).lonlat_from_metres(std::move(cells));
  const NearestSite nearest = nearest_site(firms, sites, run);
  const Groups firms_of = groups_from_labels(nearest.site, sites.size());
  auto table = catchment_table(sites, firms, {std::numeric_limits<double>::quiet_NaN()}, firms_of,
                               clusters_served(input.data, firms_of), cells);
  outcome.layers.push_back({input.step.name,
                            "Nearest-site catchments",
                            Role::result,
                            "catchments",
                            std::make_shared<Table>(std::move(table)),
                            {}});
  outcome.counts = {{"sites", static_cast<double>(sites.size())},
                    {"firms", static_cast<double>(firms_of.items.size())}};
  if (study_area.empty())
    outcome.notes.push_back("No study area (regions) is imported; areas are cut at a box around the sites.");
}

Outcome run_catchments(const StepInput& input, RunControl& run) {
  auto options = options_from<CatchmentStepOptions>(input.step.options);
  std::sort(options.radius_km.begin(), options.radius_km.end());
  options.radius_km.erase(std::unique(options.radius_km.begin(), options.radius_km.end()),
                          options.radius_km.end());
  const Frame& frame = input.data.frame;
  Establishments firms = establishments_from(*input.data.last(Role::establishments)->table, frame);
  apply_filter(firms, options.filter);
  const FirmDisc disc = disc_of(firms);
  const bool rings_wanted = options.method == CatchmentMethod::rings;
  const Table& site_table = *site_layer(input.data, options.sites).table;
  std::size_t left_out = 0;
  // Nearest-site areas: beyond two radii more than the nearest site, a site is nearest to no place among the
  // firms.
  const double reach_m = rings_wanted ? options.radius_km.back() * 1000
                                      : disc.radius_m + distance_to_nearest_m(site_table, disc, frame);
  const Institutions sites = selected_sites(site_table, disc, frame, options.kind, reach_m, left_out);
  Outcome outcome;
  if (left_out > 0)
    outcome.notes.push_back(
        fmt::format("{} sites lie so far from all firms that they serve none; they are left out.", left_out));
  if (!rings_wanted) {
    add_voronoi(input, sites, firms, outcome, run);
    return outcome;
  }

  const Groups firms_of = firms_within(firms, sites, options.radius_km, run);
  const Shapes rings = ring_shapes(sites, options.radius_km);
  Table table = options.merge ? merged_table(sites, firms, options.radius_km, firms_of)
                              : catchment_table(sites, firms, options.radius_km, firms_of,
                                                clusters_served(input.data, firms_of), rings);
  outcome.layers.push_back({input.step.name,
                            fmt::format("{} ({} km)", options.merge ? "Joined catchments" : "Catchments",
                                        fmt::join(options.radius_km, ", ")),
                            Role::result,
                            "catchments",
                            std::make_shared<Table>(std::move(table)),
                            {}});
  outcome.counts = {{"sites", static_cast<double>(sites.size())}};
  add_service_cover({input.data, firms, sites, options.radius_km, firms_of, rings, input.step.name}, outcome,
                    run);
  return outcome;
}

}  // namespace

Operation catchments_operation() {
  return {
      .name = "catchments",
      .kind = OperationKind::analysis,
      .title = "Catchments of the places that serve firms",
      .summary = "Counts the firms, jobs and clusters that each incubator, university or centre can serve",
      .description =
          "Draws the area within a distance of each site, or the area for which it is the nearest, and "
          "counts the "
          "firms, jobs and clusters inside. For each service (or kind of site) it shows where none, one, two "
          "or "
          "more sites serve, and how much each pair overlaps. Distances are geodesics, as the crow flies.",
      .example = "agglo catchments region.gpkg --sites institutions --radius-km 2,5,10",
      .methods_anchor = "catchments",
      .needs = {Role::establishments, Role::institutions},
      .uses = {Role::regions, Role::zones, Role::infrastructure},
      .uses_results = {"cluster_firms"},
      .options = describe_options<CatchmentStepOptions>(),
      .run = run_catchments};
}

}  // namespace agglo
