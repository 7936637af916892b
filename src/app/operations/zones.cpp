#include "agglo/zones.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "agglo/indicators.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/option_visitors.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

struct ZoneStepOptions {
  std::vector<double> ring_km{1, 2, 5};
  double near_km = 2;
  double point_radius_m = 100;
  bool exclude_other_zones = true;
  FirmFilter filter;
};

template <class Visitor>
void visit(Visitor& v, ZoneStepOptions& o) {
  v("ring_km", o.ring_km,
    {.unit = "km",
     .min = 0,
     .max = 1000,
     .min_excluded = true,
     .help = "Outer edges of the rings around each zone"});
  v("near_km", o.near_km,
    {.unit = "km", .min = 0, .max = 1000, .help = "A cluster within this distance of a zone is near it"});
  v("point_radius_m", o.point_radius_m,
    {.unit = "m", .min = 0, .help = "Zones given as points: firms within this distance count as inside"});
  v("exclude_other_zones", o.exclude_other_zones,
    {.help = "Leave firms inside another zone out of the rings"});
  v("sectors", o.filter.sectors, {.help = "Only firms of these sectors, separated by ';' (default: all)"});
  v("active_on", o.filter.active_on,
    {.help = "Only firms born by this day and not closed by then, yyyy-mm-dd (default: all)"});
  v("where", o.filter.where,
    {.help = "Only firms for which this condition about their columns is true, such as jobs_lo >= 10"});
}

/// Columns for one band of all zones: firms and jobs.
void add_band(Table& table, const std::string& suffix, const std::string& where, std::size_t band,
              std::size_t bands, const std::vector<GroupProfile>& profiles) {
  std::vector<std::int64_t> firms;
  std::vector<double> lo, hi;
  for (std::size_t zone = 0; zone < table.row_count; ++zone) {
    const GroupProfile& p = profiles[zone * bands + band];
    firms.push_back(static_cast<std::int64_t>(p.firms));
    lo.push_back(p.jobs_lo);
    hi.push_back(std::isinf(p.jobs_hi) ? std::numeric_limits<double>::quiet_NaN() : p.jobs_hi);
  }
  table.add("firms_" + suffix, std::move(firms), "", "Firms " + where);
  table.add("jobs_lo_" + suffix, std::move(lo), "", "Jobs " + where + ", lower ends of bands added up");
  table.add("jobs_hi_" + suffix, std::move(hi), "", "Upper ends; missing when a band is open-ended");
}

std::string ring_suffix(double from_km, double to_km) {
  std::string text = fmt::format("{}_{}_km", from_km, to_km);
  std::replace(text.begin(), text.end(), '.', 'p');
  return text;
}

/// How alike the sectors inside a zone are to those in its rings together.
std::vector<double> sector_overlaps(const Establishments& firms, const Groups& groups, std::size_t bands) {
  std::vector<double> values;
  for (std::size_t zone = 0; zone * bands < groups.size(); ++zone) {
    std::vector<std::uint32_t> around;
    for (std::size_t band = 1; band < bands; ++band)
      around.insert(around.end(), groups[zone * bands + band].begin(), groups[zone * bands + band].end());
    std::sort(around.begin(), around.end());
    values.push_back(sector_overlap(firms, groups[zone * bands], around));
  }
  return values;
}

/// Adds the counts per relation to the zone table, and the table of pairs.
void add_clusters(const StepInput& input, const Zones& zones, const Layer& clusters,
                  const ZoneStepOptions& options, Table& zone_table, Outcome& outcome, RunControl& run) {
  const Shapes shapes_m = shapes_in_metres(clusters.table->shapes, input.data.frame);
  const auto pairs = zones_and_clusters(zones, shapes_m, options.near_km * 1000, options.point_radius_m, run);
  std::vector<std::int64_t> counts[3];
  for (auto& column : counts) column.assign(zones.size(), 0);
  auto table = std::make_shared<Table>();
  const StringColumn labels = text_column(*clusters.table, "label");
  StringColumn zone_name, cluster_label, relation;
  std::vector<std::int64_t> zone, cluster;
  std::vector<double> distance_km, share;
  for (const ZoneCluster& pair : pairs) {
    ++counts[static_cast<std::size_t>(pair.relation)][pair.zone];
    zone.push_back(pair.zone);
    zone_name.push_back(zones.name[pair.zone]);
    cluster.push_back(pair.cluster);
    cluster_label.push_back(labels[pair.cluster]);
    relation.push_back(to_string(pair.relation));
    distance_km.push_back(pair.distance_m / 1000);
    share.push_back(pair.share_of_cluster);
  }
  zone_table.add("clusters_inside", std::move(counts[0]), "", "Clusters whose boundary lies in the zone");
  zone_table.add("clusters_crossing", std::move(counts[1]), "", "Clusters that share area with the zone");
  zone_table.add("clusters_near", std::move(counts[2]), "", "Clusters apart from the zone but near it");
  table->row_count = pairs.size();
  table->add("zone", std::move(zone), "", "Row of the zone, from 0");
  table->add("zone_name", std::move(zone_name));
  table->add("cluster", std::move(cluster), "", "Number of the cluster");
  table->add("cluster_label", std::move(cluster_label));
  table->add("relation", std::move(relation), "", "inside, crossing or near");
  table->add("distance_km", std::move(distance_km), "km", "0 unless near");
  table->add("share_of_cluster", std::move(share), "", "Share of the cluster's area inside the zone");
  outcome.counts.emplace_back("zone_cluster_pairs", static_cast<double>(pairs.size()));
  outcome.layers.push_back(
      {input.step.name + "_clusters", "Zones and clusters", Role::result, "zone_clusters", table, {}});
}

Outcome run_zones(const StepInput& input, RunControl& run) {
  const auto options = options_from<ZoneStepOptions>(input.step.options);
  ZoneRingOptions rings{options.ring_km, options.point_radius_m, options.exclude_other_zones};
  std::sort(rings.ring_km.begin(), rings.ring_km.end());
  rings.ring_km.erase(std::unique(rings.ring_km.begin(), rings.ring_km.end()), rings.ring_km.end());
  const Table& stored = *input.data.last(Role::zones)->table;
  const Table& firm_table = *input.data.last(Role::establishments)->table;
  Establishments firms = establishments_from(firm_table, input.data.frame);
  if (apply_filter(firms, options.filter, firm_table, run) == 0)
    throw failure("no firm is left to count",
                  "all rows lack a place or were left out by --sectors, --active-on or --where");
  const Zones zones = zones_from(stored, input.data.frame);
  run.begin("measuring zones", zones.size());
  const Groups groups = firms_by_zone_ring(firms, zones, rings, run);
  const std::vector<GroupProfile> profiles = group_profiles(firms, groups);
  const std::size_t bands = rings.ring_km.size() + 1;

  auto table = std::make_shared<Table>();
  table->row_count = zones.size();
  table->add("id", zones.id);
  table->add("name", zones.name);
  table->add("kind", zones.kind);
  table->add("opened", Days{zones.opened});
  add_band(*table, "inside", "inside", 0, bands, profiles);
  for (std::size_t ring = 0; ring < rings.ring_km.size(); ++ring) {
    const double from = ring == 0 ? 0 : rings.ring_km[ring - 1], to = rings.ring_km[ring];
    add_band(*table, ring_suffix(from, to), fmt::format("{} to {} km from the edge", from, to), ring + 1,
             bands, profiles);
  }
  StringColumn top;
  for (std::size_t zone = 0; zone < zones.size(); ++zone) {
    const SectorId sector = profiles[zone * bands].top_sector[0];
    top.push_back(sector < 0 ? std::string() : firms.sector_names[static_cast<std::size_t>(sector)]);
  }
  table->add("top_sector_inside", std::move(top), "", "Sector with most firms inside");
  table->add("sector_overlap", sector_overlaps(firms, groups, bands), "",
             "1 = the firms inside and in the rings have the same mix of sectors, 0 = no sector in common");
  table->shapes = stored.shapes;

  Outcome outcome;
  double inside = 0;
  for (std::size_t zone = 0; zone < zones.size(); ++zone)
    inside += static_cast<double>(profiles[zone * bands].firms);
  outcome.counts = {{"zones", static_cast<double>(zones.size())}, {"firms_inside", inside}};
  std::size_t reached = 0;
  for (std::size_t zone = 0; zone < zones.size(); ++zone)
    for (std::size_t band = 0; band < bands; ++band)
      if (profiles[zone * bands + band].firms > 0) {
        ++reached;
        break;
      }
  if (reached < zones.size())
    outcome.notes.push_back(fmt::format("{} of {} zones have no firm inside or in their rings.",
                                        zones.size() - reached, zones.size()));
  const Layer* clusters = input.data.last_result("clusters");
  if (clusters)
    add_clusters(input, zones, *clusters, options, *table, outcome, run);
  else
    outcome.notes.push_back(
        "There are no clusters yet, so only firms were counted: run agglo dbscan or hdbscan first.");
  table->validate();
  outcome.layers.insert(
      outcome.layers.begin(),
      {input.step.name, "Zones and their surroundings", Role::result, "zone_profile", table, {}});
  return outcome;
}

}  // namespace

Operation zones_operation() {
  return {.name = "zones",
          .kind = OperationKind::analysis,
          .title = "EPZs, parks and incubators with the firms around them",
          .summary = "Counts firms, jobs and clusters inside, across and near each zone",
          .description =
              "For each export processing zone, park, estate or incubator: the firms and jobs inside and in "
              "rings "
              "around it, how alike the sectors inside and outside are, and which clusters lie inside, cross "
              "its edge "
              "or lie near. A firm on the edge is inside.",
          .example = "agglo zones region.gpkg --ring-km 1,2,5",
          .methods_anchor = "zones",
          .needs = {Role::establishments, Role::zones},
          .uses = {},
          .uses_results = {"clusters"},
          .options = describe_options<ZoneStepOptions>(),
          .run = run_zones};
}

}  // namespace agglo
