#include "app/cluster_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/catchments.hpp"
#include "agglo/indicators.hpp"
#include "agglo/projection.hpp"
#include "agglo/zones.hpp"
#include "app/cluster_cores.hpp"
#include "app/roles.hpp"
#include "app/scene_classes.hpp"
#include "app/step_memory.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr Day kYoung_days = 5 * 365;  // five years: see day_of_view()

struct ClusterColumns {
  std::vector<std::int64_t> cluster, firms, core_firms, firms_with_jobs, top_firms, second_firms, young,
      closed;
  std::vector<double> jobs_lo, jobs_hi, area_km2, firms_per_km2, top_share, lq, lq_lo, lq_hi, entropy,
      young_share;
  StringColumn label, sector, top_sector, second_sector;
};

std::string sector_name(const Establishments& firms, SectorId sector) {
  return sector < 0 ? std::string() : firms.sector_names[static_cast<std::size_t>(sector)];
}

/// A sector in few letters: its title without the code in front, at most 16 characters.
std::string brief(std::string_view sector) {
  const std::size_t blank = sector.find(' ');
  if (blank != std::string_view::npos && sector.front() >= '0' && sector.front() <= '9')
    sector.remove_prefix(blank + 1);
  return shortened(sector, 16);
}

/// A sector that holds few of the members would be a misleading name by itself: then the two largest are
/// named, and that it is a mix.
std::string cluster_name(const Establishments& firms, const GroupProfile& p, SectorId own, bool each_sector,
                         std::size_t number) {
  if (own < 0) return fmt::format("Cluster #{}", number);
  if (each_sector || 5 * p.top_firms[0] >= 2 * p.firms)
    return fmt::format("{} #{}", sector_name(firms, own), number);
  std::string name = "Mixed: " + brief(sector_name(firms, own));
  if (p.top_sector[1] >= 0) name += ", " + brief(sector_name(firms, p.top_sector[1]));
  return fmt::format("{} #{}", name, number);
}

void add_profile(ClusterColumns& c, const Establishments& firms, const GroupProfile& p) {
  c.firms.push_back(static_cast<std::int64_t>(p.firms));
  c.firms_with_jobs.push_back(static_cast<std::int64_t>(p.jobs_known));
  c.jobs_lo.push_back(p.jobs_lo);
  c.jobs_hi.push_back(std::isinf(p.jobs_hi) ? kMissing : p.jobs_hi);
  c.top_sector.push_back(sector_name(firms, p.top_sector[0]));
  c.top_firms.push_back(static_cast<std::int64_t>(p.top_firms[0]));
  c.top_share.push_back(
      p.top_firms[0] == 0 ? kMissing : static_cast<double>(p.top_firms[0]) / static_cast<double>(p.firms));
  c.second_sector.push_back(sector_name(firms, p.top_sector[1]));
  c.second_firms.push_back(static_cast<std::int64_t>(p.top_firms[1]));
  c.entropy.push_back(p.sector_entropy);
}

/// The day that "young" and "closed" are told on: that of --active-on, else the last birth among the firms
/// that were clustered but for one in a thousand: registers hold some births planned, or typed wrong, years
/// ahead, after which no firm would be young.
Day day_of_view(const ClusterLayersInput& input) {
  if (input.active_on != kUnknownDay) return input.active_on;
  std::vector<Day> births;
  for (std::size_t row = 0; row < input.firms.size(); ++row)
    if (input.firms.located(row) && input.firms.born[row] != kUnknownDay)
      births.push_back(input.firms.born[row]);
  if (births.empty()) return kUnknownDay;
  const auto last = births.end() - 1 - static_cast<std::ptrdiff_t>(births.size() / 1000);
  std::nth_element(births.begin(), last, births.end());
  return *last;
}

/// Births and closings of the members. Closings after --active-on have not happened yet.
void add_dynamics(ClusterColumns& c, const ClusterLayersInput& input, std::span<const std::uint32_t> members,
                  Day today) {
  const std::vector<Day>&born = input.reference.born, &closings = input.reference.closed;
  std::int64_t young = 0, closed = 0, dated = 0;
  for (const std::uint32_t row : members) {
    dated += born[row] != kUnknownDay ? 1 : 0;
    young += born[row] != kUnknownDay && born[row] > today - kYoung_days ? 1 : 0;
    closed += closings[row] != kUnknownDay && (input.active_on == kUnknownDay || closings[row] <= today);
  }
  c.young.push_back(dated == 0 ? kMissingInteger : young);
  c.young_share.push_back(dated == 0 ? kMissing : static_cast<double>(young) / static_cast<double>(dated));
  c.closed.push_back(dated == 0 ? kMissingInteger : closed);
}

/// Firms with a known sector in the study area: by sector, and in all.
struct SectorTotals {
  std::vector<std::uint64_t> firms;
  std::uint64_t all = 0;
};
SectorTotals sector_totals(const Establishments& firms) {
  SectorTotals totals{std::vector<std::uint64_t>(firms.sector_names.size(), 0), 0};
  for (const SectorId sector : firms.sector) {
    if (sector < 0) continue;
    ++totals.firms[static_cast<std::size_t>(sector)];
    ++totals.all;
  }
  return totals;
}

/// Quotient of one sector among the firms inside a boundary, against the study area.
Interval own_sector_quotient(const Establishments& reference, const SectorTotals& totals,
                             std::span<const std::uint32_t> inside, SectorId sector) {
  std::uint64_t k = 0, n = 0;
  for (const std::uint32_t row : inside) {
    n += reference.sector[row] >= 0 ? 1U : 0U;
    k += reference.sector[row] == sector ? 1U : 0U;
  }
  return location_quotient(k, n, totals.firms[static_cast<std::size_t>(sector)], totals.all);
}

void add_nearest_institution(const ClusterLayersInput& input, const Centres& centres, Table& table,
                             RunControl& run) {
  const Layer* layer = input.data.last(Role::institutions);
  if (!layer || !layer->table) return;
  const Frame& frame = input.firms.frame;
  const Institutions sites = institutions_from(*layer->table, frame);
  Establishments middle;
  middle.frame = frame;
  place_in_frame(frame, centres.x, centres.y, middle.x_m, middle.y_m, middle.z_m);
  if (frame.kind != FrameKind::plane) {
    middle.lon_deg = centres.x;
    middle.lat_deg = centres.y;
  }
  const NearestSite nearest = nearest_site(middle, sites, run);
  StringColumn names;
  std::vector<double> distance_km;
  for (std::size_t g = 0; g < nearest.site.size(); ++g) {
    const std::int32_t site = nearest.site[g];
    names.push_back(site < 0 ? std::string_view() : sites.name[static_cast<std::size_t>(site)]);
    distance_km.push_back(nearest.distance_m[g] / 1000);
  }
  table.add("nearest_institution", std::move(names), "",
            "Institution nearest to the mean place of the members");
  table.add("nearest_institution_km", std::move(distance_km), "km", "Distance to it, as the crow flies");
}

void add_zones_touched(const ClusterLayersInput& input, const Shapes& shapes_m, Table& table,
                       RunControl& run) {
  const Layer* layer = input.data.last(Role::zones);
  const Frame& frame = input.firms.frame;
  if (!layer || !layer->table || frame.kind == FrameKind::geocentric) return;
  const Zones zones = zones_from(*layer->table, frame);
  std::vector<std::string> names(shapes_m.size());
  std::vector<std::int64_t> count(shapes_m.size(), 0);
  for (const ZoneCluster& pair : zones_and_clusters(zones, shapes_m, 0, 0, run)) {
    ++count[pair.cluster];
    std::string& text = names[pair.cluster];
    text += (text.empty() ? "" : "; ") + std::string(zones.name[pair.zone]);
  }
  StringColumn texts;
  for (const std::string& text : names) texts.push_back(text);
  table.add("zones", std::move(count), "", "Number of zones that the boundary touches");
  table.add("zone_names", std::move(texts), "", "Their names");
}

Table columns_to_table(ClusterColumns&& c, bool each_sector, Day today) {
  Table table;
  table.row_count = c.cluster.size();
  table.add("cluster", std::move(c.cluster), "", "Number of the cluster, from 0");
  table.add(
      "label", std::move(c.label), "",
      "Name for maps: the main sector, or the two largest when it has under 40 % of the members, and the "
      "number");
  if (each_sector) table.add("sector", std::move(c.sector), "", "Sector whose firms were clustered");
  table.add("firms", std::move(c.firms), "", "Members");
  table.add("core_firms", std::move(c.core_firms), "", "Members with enough firms around them (role core)");
  table.add("firms_with_jobs", std::move(c.firms_with_jobs), "", "Members whose jobs are known");
  table.add("jobs_lo", std::move(c.jobs_lo), "", "Jobs of members, lower end of bands added up");
  table.add("jobs_hi", std::move(c.jobs_hi), "",
            "Jobs of members, upper end; missing when a band is open-ended");
  table.add("area_km2", std::move(c.area_km2), "km2", "Area of the boundary on the ellipsoid");
  table.add("firms_per_km2", std::move(c.firms_per_km2), "1/km2", "Members by area");
  table.add("top_sector", std::move(c.top_sector), "", "Sector with most members");
  table.add("top_sector_firms", std::move(c.top_firms), "", "Members in it");
  table.add("top_sector_share", std::move(c.top_share), "", "Share of all members");
  table.add("second_sector", std::move(c.second_sector), "", "Sector with the second most members");
  table.add("second_sector_firms", std::move(c.second_firms), "", "Members in it");
  table.add("lq", std::move(c.lq), "",
            each_sector ? "Location quotient of the sector among all firms inside the boundary"
                        : "Location quotient of top_sector among the members");
  table.add("lq_lo", std::move(c.lq_lo), "", "Lower end of its exact 95 % binomial interval");
  table.add("lq_hi", std::move(c.lq_hi), "", "Upper end");
  table.add("sector_entropy", std::move(c.entropy), "",
            "Mix of sectors of the members (Shannon, natural logarithm)");
  table.add("young_firms", std::move(c.young), "",
            today == kUnknownDay ? std::string("Members born lately; no birth is known")
                                 : "Members born in the five years up to " + to_iso_date(today));
  table.add("young_share", std::move(c.young_share), "", "Their share of the members with a known birth");
  table.add("closed_firms", std::move(c.closed), "",
            "Members with a closing date (by --active-on, when given)");
  return table;
}

Table cluster_table(const ClusterLayersInput& input, const Groups& members,
                    const ClusterBoundaries& boundaries, RunControl& run) {
  const Establishments& all = input.reference;
  const SectorTotals totals = sector_totals(all);
  const std::vector<GroupProfile> profiles = group_profiles(all, members);
  const std::vector<double> areas = areas_m2(boundaries.stored, input.firms.frame);
  const bool each_sector = input.each_sector;
  const Groups inside = each_sector ? firms_inside(all, boundaries, members, run) : Groups{};
  const Day today = day_of_view(input);
  ClusterColumns c;
  for (std::size_t g = 0; g < members.size(); ++g) {
    const SectorId own = each_sector ? input.cluster_sector[g] : profiles[g].top_sector[0];
    c.cluster.push_back(static_cast<std::int64_t>(g));
    c.label.push_back(cluster_name(all, profiles[g], own, each_sector, g));
    c.sector.push_back(sector_name(all, own));
    add_profile(c, all, profiles[g]);
    c.core_firms.push_back(std::count_if(members[g].begin(), members[g].end(), [&](std::uint32_t row) {
      return input.clusters.role[row] == PointRole::core;
    }));
    const double area_km2 = areas[g] / 1e6;
    c.area_km2.push_back(area_km2);
    c.firms_per_km2.push_back(area_km2 > 0 ? static_cast<double>(members[g].size()) / area_km2 : kMissing);
    const Interval lq = each_sector ? own_sector_quotient(all, totals, inside[g], own) : profiles[g].top_lq;
    c.lq.push_back(lq.value);
    c.lq_lo.push_back(lq.lo);
    c.lq_hi.push_back(lq.hi);
    add_dynamics(c, input, members[g], today);
  }
  Table table = columns_to_table(std::move(c), each_sector, today);
  if (!input.clusters.stability.empty())
    table.add(
        "stability", input.clusters.stability, "1/m",
        "How long the cluster lives in the hierarchy: over its members, weight times the gain in 1/distance");
  return table;
}

Table firm_labels(const ClusterLayersInput& input) {
  Table table;
  table.row_count = input.firms.size();
  for (const char* name : {"id", "name", "sector"}) table.add(name, text_column(input.firm_table, name));
  std::vector<std::int64_t> cluster(input.clusters.label.begin(), input.clusters.label.end());
  StringColumn role;
  for (std::size_t row = 0; row < table.row_count; ++row) {
    const bool left_out = input.clusters.role[row] == PointRole::unlocated &&
                          input.firm_table.shapes.kind[row] != ShapeKind::none;
    role.push_back(left_out ? "left_out" : to_string(input.clusters.role[row]));
  }
  table.add("cluster", std::move(cluster), "", "Number of the cluster, -1 for none");
  table.add("role", std::move(role), "",
            "core, border, noise, unlocated (no place), or left_out (by a filter, or for want of a date)");
  if (!input.clusters.probability.empty())
    table.add("strength",
              std::vector<double>(input.clusters.probability.begin(), input.clusters.probability.end()), "",
              "Membership strength, 0 to 1");
  if (!input.clusters.outlier_score.empty())
    table.add("outlier_score",
              std::vector<double>(input.clusters.outlier_score.begin(), input.clusters.outlier_score.end()),
              "", "GLOSH: 0 in the densest part around, towards 1 far outside of it");
  table.shapes = input.firm_table.shapes;
  return table;
}

}  // namespace

void add_cluster_layers(const ClusterLayersInput& input, Outcome& outcome, RunControl& run) {
  const Groups members =
      groups_from_labels(input.clusters.label, static_cast<std::size_t>(input.clusters.count));
  require_boundary_memory(input.clusters, run);
  ClusterBoundaries boundaries = cluster_boundaries(input.firms, members, input.boundary.shape, run);
  clip_as_asked(input, boundaries, outcome, run);
  run.begin("describing clusters");
  auto table = std::make_shared<Table>(cluster_table(input, members, boundaries, run));
  add_nearest_institution(input, mean_places(input.firms, members), *table, run);
  add_zones_touched(input, boundaries.metres, *table, run);
  table->shapes = boundaries.stored;
  table->validate();
  auto firms = std::make_shared<Table>(firm_labels(input));
  firms->validate();
  outcome.layers.push_back({input.name, input.title, Role::result, "clusters", table, {}});
  outcome.layers.push_back(
      {input.name + "_firms", input.title + ": firms", Role::result, "cluster_firms", firms, {}});
  if (input.boundary.core != CoreKind::none)
    outcome.layers.push_back(core_layer(input, members, *table, outcome, run));

  std::size_t located = 0, clustered = 0, noise = 0, unplaced = 0, closed = 0;
  for (std::size_t row = 0; row < input.firms.size(); ++row) {
    located += input.firms.located(row) ? 1 : 0;
    clustered += input.clusters.label[row] >= 0 ? 1 : 0;
    noise += input.clusters.role[row] == PointRole::noise ? 1 : 0;
    unplaced += input.firm_table.shapes.kind[row] == ShapeKind::none ? 1 : 0;
    closed += input.firms.located(row) && input.firms.closed[row] != kUnknownDay ? 1 : 0;
  }
  outcome.counts.insert(outcome.counts.end(), {{"clusters", static_cast<double>(input.clusters.count)},
                                               {"firms", static_cast<double>(input.firms.size())},
                                               {"firms_used", static_cast<double>(located)},
                                               {"firms_in_clusters", static_cast<double>(clustered)},
                                               {"noise", static_cast<double>(noise)}});
  if (unplaced > 0)
    outcome.notes.push_back(fmt::format("{} of {} firms have no place.", unplaced, input.firms.size()));
  if (const std::size_t left_out = input.firms.size() - unplaced - located; left_out > 0)
    outcome.notes.push_back(fmt::format("{} of {} firms were left out by --sectors, --active-on or --where.",
                                        left_out, input.firms.size()));
  if (input.active_on == kUnknownDay && closed > 0)
    outcome.notes.push_back(
        fmt::format("{} of the firms have a closing date and count all the same; --active-on looks at "
                    "those that were open on a day.",
                    closed));
  if (input.clusters.count == 0) outcome.notes.push_back("No cluster was found: " + input.if_none + ".");
}

}  // namespace agglo
