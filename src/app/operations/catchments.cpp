#include "agglo/catchments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "agglo/indicators.hpp"
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
  v("where", o.filter.where,
    {.help = "Count only firms for which this condition about their columns is true, such as jobs_lo >= 10"});
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

/// Columns firms, jobs_lo, jobs_hi and clusters of groups of firms.
void add_served(Table& table, const Establishments& firms, const Groups& firms_of, const Dataset& data) {
  std::vector<std::int64_t> firm_count;
  std::vector<double> jobs_lo, jobs_hi;
  for (std::size_t g = 0; g < firms_of.size(); ++g) {
    const JobsSum jobs = sum_jobs(firms, firms_of[g]);
    firm_count.push_back(static_cast<std::int64_t>(firms_of[g].size()));
    jobs_lo.push_back(jobs.lo);
    jobs_hi.push_back(std::isinf(jobs.hi) ? std::numeric_limits<double>::quiet_NaN() : jobs.hi);
  }
  table.add("firms", std::move(firm_count), "", "Firms inside, edge included");
  table.add("jobs_lo", std::move(jobs_lo), "", "Their jobs, lower ends of bands added up");
  table.add("jobs_hi", std::move(jobs_hi), "", "Upper ends; missing when a band is open-ended");
  table.add("clusters", clusters_served(data, firms_of), "",
            "Clusters with at least half of their firms inside");
}

void add_areas(Table& table, Shapes shapes, const Frame& frame) {
  std::vector<double> area_km2;
  for (const double area : areas_m2(shapes, frame)) area_km2.push_back(area / 1e6);
  table.add("area_km2", std::move(area_km2), "km2", "Area on the ellipsoid");
  table.shapes = std::move(shapes);
  table.validate();
}

/// What the tables are made of.
struct Catchments {
  const Dataset& data;
  const Establishments& firms;
  const SiteSelection& chosen;
  const std::vector<double>& radius_km;  ///< one NaN for nearest-site areas
  const Groups& firms_of;                ///< group = site * radii + radius
};

/// One row per site and radius.
Table catchment_table(const Catchments& c, const Shapes& shapes) {
  Table table;
  table.row_count = c.firms_of.size();
  StringColumn id, name, kind;
  std::vector<std::int64_t> row;
  std::vector<double> radius;
  for (std::size_t g = 0; g < c.firms_of.size(); ++g) {
    const std::size_t s = g / c.radius_km.size();
    row.push_back(c.chosen.row[s]);
    id.push_back(c.chosen.sites.id[s]);
    name.push_back(c.chosen.sites.name[s]);
    kind.push_back(c.chosen.sites.kind[s]);
    radius.push_back(c.radius_km[g % c.radius_km.size()]);
  }
  table.add("site", std::move(row), "", "Row of the site in its layer, from 0");
  table.add("site_id", std::move(id), "", "Its identifier there");
  table.add("site_name", std::move(name));
  table.add("site_kind", std::move(kind));
  table.add("radius_km", std::move(radius), "km", "Radius; missing for nearest-site catchments");
  add_served(table, c.firms, c.firms_of, c.data);
  add_areas(table, shapes, c.firms.frame);
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
Table merged_table(const Catchments& c) {
  Shapes shapes;
  Groups any;
  for (std::size_t r = 0; r < c.radius_km.size(); ++r) {
    shapes.add_row_of(merged_geographic(geodesic_rings(c.chosen.sites, c.radius_km[r]), c.firms.frame), 0);
    std::vector<std::uint32_t> rows;
    for (std::size_t s = 0; s < c.chosen.sites.size(); ++s) {
      const auto group = c.firms_of[s * c.radius_km.size() + r];
      rows.insert(rows.end(), group.begin(), group.end());
    }
    std::sort(rows.begin(), rows.end());
    rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
    any.items.insert(any.items.end(), rows.begin(), rows.end());
    any.start.push_back(any.items.size());
  }
  Table table;
  table.row_count = c.radius_km.size();
  table.add("radius_km", c.radius_km, "km", "Radius of the rings joined");
  add_served(table, c.firms, any, c.data);
  add_areas(table, std::move(shapes), c.firms.frame);
  return table;
}

void add_voronoi(const StepInput& input, const SiteSelection& chosen, const Establishments& firms,
                 Outcome& outcome, RunControl& run) {
  if (firms.frame.kind == FrameKind::geocentric)
    throw usage_error("the data are too wide for one projection in metres, which nearest-site areas need",
                      "use --method rings, or import one region at a time");
  const Institutions& sites = chosen.sites;
  Shapes study_area;
  if (const Layer* regions = input.data.last(Role::regions); regions && !regions->table->shapes.empty())
    study_area = merged(shapes_in_metres(regions->table->shapes, firms.frame));
  const Shapes cells = stored_from_metres(voronoi_catchments(sites, study_area, run), firms.frame);
  const NearestSite nearest = nearest_site(firms, sites, run);
  const Groups firms_of = groups_from_labels(nearest.site, sites.size());
  const std::vector<double> no_radius{std::numeric_limits<double>::quiet_NaN()};
  Table table = catchment_table({input.data, firms, chosen, no_radius, firms_of}, cells);
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

Outcome catchment_layers(const StepInput& input, CatchmentStepOptions options, RunControl& run) {
  std::sort(options.radius_km.begin(), options.radius_km.end());
  options.radius_km.erase(std::unique(options.radius_km.begin(), options.radius_km.end()),
                          options.radius_km.end());
  const Frame& frame = input.data.frame;
  const Table& firm_table = *input.data.last(Role::establishments)->table;
  Establishments firms = establishments_from(firm_table, frame);
  apply_filter(firms, options.filter, firm_table, run);
  const bool rings_wanted = options.method == CatchmentMethod::rings;
  const Table& site_table = *site_layer(input.data, options.sites).table;
  std::vector<Disc> discs{disc_of(firms)};
  if (const auto area = study_area_disc(input.data)) discs.push_back(*area);
  const SiteSelection chosen =
      selected_sites(site_table, frame, options.kind, discs,
                     rings_wanted ? std::optional(options.radius_km.back() * 1000) : std::nullopt);
  const Institutions& sites = chosen.sites;
  Outcome outcome;
  outcome.notes = left_out_notes(chosen, options.kind, rings_wanted, discs.size() > 1);
  if (!rings_wanted) {
    add_voronoi(input, chosen, firms, outcome, run);
    return outcome;
  }

  const Groups firms_of = firms_within(firms, sites, options.radius_km, run);
  const Shapes rings = ring_shapes(sites, options.radius_km);
  const Catchments catchments{input.data, firms, chosen, options.radius_km, firms_of};
  Table table = options.merge ? merged_table(catchments) : catchment_table(catchments, rings);
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

Outcome run_catchments(const StepInput& input, RunControl& run) {
  const auto options = options_from<CatchmentStepOptions>(input.step.options);
  Outcome outcome = catchment_layers(input, options, run);
  for (Layer& layer : outcome.layers)
    layer.provenance.source = site_layer(input.data, options.sites).provenance.source;
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
      .needs = {Role::establishments},
      .uses = {Role::institutions, Role::regions, Role::zones, Role::infrastructure},
      .uses_results = {"cluster_firms"},
      .options = describe_options<CatchmentStepOptions>(),
      .run = run_catchments};
}

}  // namespace agglo
