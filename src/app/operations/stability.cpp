// DBSCAN clusters, and how they survive other parameters, other samples and other positions.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <span>

#include "agglo/cluster_quality.hpp"
#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"
#include "app/cluster_tables.hpp"
#include "app/operations/cluster_options.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/option_visitors.hpp"

namespace agglo {
namespace {

struct StabilityStepOptions {
  DbscanOptions dbscan;
  std::vector<double> eps_factors{0.8, 0.9, 1.1, 1.25};
  std::vector<double> min_points_factors{0.8, 1, 1.25};
  std::int64_t resamples = 0;
  std::int64_t shifts = 0;
  std::vector<double> shift_radius_m{10000, 2000, 500, 100, 25, 5};
  ClusterCommonOptions common;
};

template <class Visitor>
void visit(Visitor& v, StabilityStepOptions& o) {
  v("eps_m", o.dbscan.eps_m,
    {.unit = "m", .min = 0, .min_excluded = true, .help = "Radius of the clusters that are judged"});
  v("min_points", o.dbscan.min_points,
    {.min = 0,
     .min_excluded = true,
     .help = "Least weight within the radius of the clusters that are judged"});
  v("eps_factors", o.eps_factors,
    {.min = 0, .min_excluded = true, .help = "Radii to compare with, as multiples of eps-m"});
  v("min_points_factors", o.min_points_factors,
    {.min = 0, .min_excluded = true, .help = "Least weights to compare with, as multiples of min-points"});
  v("resamples", o.resamples,
    {.min = 0,
     .max = 100000,
     .help = "Runs on firms drawn with replacement (bootstrap), as many as there are; see --seed"});
  v("shifts", o.shifts,
    {.min = 0,
     .max = 100000,
     .help = "Runs on firms shifted at random as far as their geo_quality leaves open; see --seed"});
  v("shift_radius_m", o.shift_radius_m,
    {.unit = "m",
     .min = 0,
     .help = "Farthest shift for geo_quality 1 to 6: region, locality, postcode, street, address, surveyed"});
  visit(v, o.common);
}

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kCoreShare = 0.8;  // domain: a core stays together in at least 80 % of the runs

/// The firms and what clusters them.
struct Material {
  const ChosenFirms& chosen;
  bool each_sector;
  RunControl& run;

  SectorClusters cluster(const PointView& points, const DbscanOptions& options) const {
    DbscanOptions scaled = options;
    if (!points.z_m.empty()) scaled.eps_m = chord_from_distance_m(scaled.eps_m);
    if (each_sector)
      return dbscan_each_sector(points, chosen.firms.sector, scaled, run, chosen.firms.sector_names);
    return {dbscan(points, scaled, run), {}};
  }
  /// With one radius and several least weights, which share the sorting of the points.
  void cluster_each(double eps_m, std::span<const double> min_points,
                    const std::function<void(double, const Clusters&)>& found) const {
    if (each_sector) {
      for (const double least : min_points) found(least, cluster(chosen.points(), {eps_m, least}).clusters);
      return;
    }
    const double scaled = chosen.firms.z_m.empty() ? eps_m : chord_from_distance_m(eps_m);
    dbscan_grid(
        chosen.points(), std::span(&scaled, 1), min_points, run,
        [&](const DbscanOptions& options, const Clusters& clusters) { found(options.min_points, clusters); });
  }
};

/// One line of the table of runs.
struct RunRows {
  StringColumn kind;
  std::vector<double> eps_m, min_points, agreement;
  std::vector<std::int64_t> clusters;

  void add(const char* what, const DbscanOptions& options, const Clusters& found,
           const std::vector<std::int32_t>& reference, std::size_t placed) {
    kind.push_back(what);
    eps_m.push_back(options.eps_m);
    min_points.push_back(options.min_points);
    clusters.push_back(found.count);
    agreement.push_back(adjusted_rand_index(reference, found.label, placed));
  }
};

/// All runs together, and each kind by itself.
struct Tallies {
  StabilityTally all, parameters, resamples, shifts;
};

void vary_parameters(const Material& material, const StabilityStepOptions& options,
                     const std::vector<std::int32_t>& reference, std::size_t placed, Tallies& tallies,
                     RunRows& rows) {
  for (const double factor : options.eps_factors) {
    const double eps_m = options.dbscan.eps_m * factor;
    std::vector<double> min_points;
    for (const double least : options.min_points_factors)
      if (factor != 1 || least != 1)  // the clusters themselves
        min_points.push_back(options.dbscan.min_points * least);
    material.cluster_each(eps_m, min_points, [&](double least, const Clusters& found) {
      tallies.all.add(found.label, found.count);
      tallies.parameters.add(found.label, found.count);
      rows.add("parameters", {eps_m, least}, found, reference, placed);
    });
  }
}

void resample(const Material& material, const StabilityStepOptions& options,
              const std::vector<std::int32_t>& reference, std::size_t placed, Tallies& tallies,
              RunRows& rows) {
  const Establishments& firms = material.chosen.firms;
  std::vector<bool> counts(firms.size());
  for (std::size_t row = 0; row < counts.size(); ++row) counts[row] = firms.located(row);
  for (std::int64_t i = 0; i < options.resamples; ++i) {
    const auto drawn = bootstrap_draws(counts, material.run.seed, static_cast<std::uint64_t>(i));
    std::vector<double> weight(drawn.begin(), drawn.end());
    for (std::size_t row = 0; row < weight.size() && !material.chosen.weight.empty(); ++row)
      weight[row] *= material.chosen.weight[row];
    const PointView points{firms.x_m, firms.y_m, firms.z_m, weight};
    const Clusters found = material.cluster(points, options.dbscan).clusters;
    tallies.all.add(found.label, found.count, drawn);
    tallies.resamples.add(found.label, found.count, drawn);
    rows.add("resample", options.dbscan, found, reference, placed);
  }
}

/// How far each firm may lie from where it is said to be; missing without a quality.
std::vector<double> shift_radii(const Table& table, const std::vector<double>& of_quality) {
  std::vector<double> radius(table.row_count, kMissing);
  bool any = false;
  if (const Column* quality = table.find("geo_quality"))
    for (std::size_t row = 0; row < radius.size(); ++row)
      if (const double q = quality->number(row); q >= 1 && q <= 6) {
        radius[row] = of_quality[static_cast<std::size_t>(q) - 1];
        any = true;
      }
  if (!any)
    throw usage_error("--shifts needs geo_quality, and no firm has one",
                      "import it (agglo import --map geo_quality=COLUMN), or leave out --shifts");
  return radius;
}

/// The firms' places, each shifted along the ground.
struct Shifted {
  std::vector<double> x_m, y_m, z_m;
};
Shifted shifted_places(const Establishments& firms, const Shifts& shifts) {
  Shifted places{firms.x_m, firms.y_m, firms.z_m};
  for (std::size_t row = 0; row < places.x_m.size(); ++row) {
    const double east = shifts.east_m[row], north = shifts.north_m[row];
    if (firms.z_m.empty()) {
      places.x_m[row] += east;
      places.y_m[row] += north;
      continue;
    }
    const double x = firms.x_m[row], y = firms.y_m[row], z = firms.z_m[row];
    const double across = std::hypot(x, y), length = std::hypot(across, z);
    if (!(across > 0)) continue;  // at a pole, or nowhere
    const double cosine = x / across, sine = y / across, up = z / length, out = across / length;
    places.x_m[row] += -sine * east - up * cosine * north;
    places.y_m[row] += cosine * east - up * sine * north;
    places.z_m[row] += out * north;
  }
  return places;
}

void shift(const Material& material, const StabilityStepOptions& options,
           const std::vector<std::int32_t>& reference, std::size_t placed, Tallies& tallies, RunRows& rows) {
  if (options.shifts == 0) return;
  const std::vector<double> radius = shift_radii(material.chosen.table, options.shift_radius_m);
  for (std::int64_t i = 0; i < options.shifts; ++i) {
    // Another stream than that of the samples with the same number.
    const auto stream = static_cast<std::uint64_t>(i) + (std::uint64_t{1} << 32);
    const Shifted places = shifted_places(material.chosen.firms, jittered(radius, material.run.seed, stream));
    const PointView points{places.x_m, places.y_m, places.z_m, material.chosen.weight};
    const Clusters found = material.cluster(points, options.dbscan).clusters;
    tallies.all.add(found.label, found.count);
    tallies.shifts.add(found.label, found.count);
    rows.add("shift", options.dbscan, found, reference, placed);
  }
}

/// Per cluster the share of the members that stay in at least 80 % of the runs.
std::vector<double> core_shares(const Clusters& clusters, const std::vector<double>& stays) {
  std::vector<double> core(static_cast<std::size_t>(clusters.count), 0), members(core);
  for (std::size_t row = 0; row < stays.size(); ++row)
    if (clusters.label[row] >= 0 && !std::isnan(stays[row])) {
      const auto cluster = static_cast<std::size_t>(clusters.label[row]);
      members[cluster] += 1;
      core[cluster] += stays[row] >= kCoreShare ? 1 : 0;
    }
  for (std::size_t c = 0; c < core.size(); ++c) core[c] = members[c] > 0 ? core[c] / members[c] : kMissing;
  return core;
}

void add_cluster_columns(const StabilityStepOptions& options, const Tallies& tallies,
                         const std::vector<double>& core_share, Layer& layer) {
  auto table = std::make_shared<Table>(*layer.table);
  table->add("stability", tallies.all.cluster_stability(), "",
             "Mean over all runs of the largest overlap (Jaccard index) with a cluster of the run, 0 to 1");
  if (options.resamples > 0 || options.shifts > 0) {
    table->add("stability_parameters", tallies.parameters.cluster_stability(), "",
               "The same over the runs with other parameters");
    if (options.resamples > 0)
      table->add("stability_resamples", tallies.resamples.cluster_stability(), "",
                 "The same over the runs on samples of the firms");
    if (options.shifts > 0)
      table->add("stability_shifts", tallies.shifts.cluster_stability(), "",
                 "The same over the runs on shifted firms");
  }
  table->add("core_share", core_share, "", "Share of the members that stay in at least 80 % of the runs");
  table->validate();
  layer.table = std::move(table);
}

void add_firm_columns(const std::vector<double>& stays, Layer& layer) {
  auto table = std::make_shared<Table>(*layer.table);
  StringColumn part;
  for (const double share : stays)
    part.push_back(std::isnan(share) ? "" : share >= kCoreShare ? "core" : "fringe");
  table->add("stays", stays, "", "Share of the runs in which the firm stays with most of its cluster");
  table->add("stability_part", std::move(part), "", "core where that is at least 0.8, else fringe");
  table->validate();
  layer.table = std::move(table);
}

Layer run_layer(const Step& step, const std::string& title, RunRows&& rows) {
  auto table = std::make_shared<Table>();
  table->row_count = rows.clusters.size();
  table->add("kind", std::move(rows.kind), "", "parameters, resample or shift");
  table->add("eps_m", std::move(rows.eps_m), "m", "Radius");
  table->add("min_points", std::move(rows.min_points), "", "Least weight");
  table->add("clusters", std::move(rows.clusters), "", "Clusters of the run");
  table->add("agreement", std::move(rows.agreement), "",
             "Adjusted Rand index with the clusters that are judged");
  table->validate();
  return {step.name + "_runs", title + ": runs", Role::result, "stability_runs", table, {}};
}

Outcome run_stability(const StepInput& input, RunControl& run) {
  const auto options = options_from<StabilityStepOptions>(input.step.options);
  if (options.shift_radius_m.size() != 6)
    throw usage_error(fmt::format("--shift-radius-m has {} values", options.shift_radius_m.size()),
                      "give six, for geo_quality 1 to 6");
  Outcome outcome;
  const ChosenFirms chosen = chosen_firms(input, options.common.choice, outcome, run);
  const bool each_sector = options.common.choice.each == Each::sector;
  const Material material{chosen, each_sector, run};
  const SectorClusters found = material.cluster(chosen.points(), options.dbscan);
  const Clusters& clusters = found.clusters;
  std::size_t placed = 0;
  for (std::size_t row = 0; row < chosen.firms.size(); ++row) placed += chosen.firms.located(row) ? 1 : 0;
  const StabilityTally fresh(clusters.label, clusters.count, chosen.weight);
  Tallies tallies{fresh, fresh, fresh, fresh};
  RunRows rows;
  vary_parameters(material, options, clusters.label, placed, tallies, rows);
  resample(material, options, clusters.label, placed, tallies, rows);
  shift(material, options, clusters.label, placed, tallies, rows);
  const std::size_t runs = rows.clusters.size();
  if (runs == 0)
    throw usage_error("there is nothing to compare the clusters with",
                      "give --eps-factors other than 1, --resamples or --shifts");
  const std::vector<double> stays = tallies.all.stays();
  const std::vector<double> core_share = core_shares(clusters, stays);
  const std::string title =
      fmt::format("Stability of clusters (DBSCAN, {} m, {} {}{})", options.dbscan.eps_m,
                  options.dbscan.min_points, options.common.choice.weight, chosen.qualifier);
  add_cluster_layers({input.data, chosen.firms, chosen.reference, clusters, found.sector_of_cluster,
                      each_sector, chosen.table, options.common.boundary, chosen.active_on, input.step.name,
                      title, "try a larger --eps-m or a smaller --min-points"},
                     outcome, run);
  add_cluster_columns(options, tallies, core_share, outcome.layers[0]);
  add_firm_columns(stays, outcome.layers[1]);
  outcome.layers.push_back(run_layer(input.step, title, std::move(rows)));
  const std::vector<double> stability = tallies.all.cluster_stability();
  outcome.counts.emplace_back("runs", static_cast<double>(runs));
  outcome.counts.emplace_back("stable_clusters",
                              static_cast<double>(std::count_if(stability.begin(), stability.end(),
                                                                [](double s) { return s >= 0.75; })));
  return outcome;
}

}  // namespace

Operation stability_operation() {
  return {
      .name = "stability",
      .kind = OperationKind::analysis,
      .title = "Stability of clusters",
      .summary = "Finds DBSCAN clusters and tells which survive other parameters, samples and positions",
      .description =
          "Runs DBSCAN with your parameters, then again with distances and least numbers around them, and if "
          "asked on samples of the firms and on firms shifted within the precision of their position. Each "
          "cluster is told how much of it comes back on average, each firm in what share of the runs it "
          "stays with most of its cluster: the core at least 80 %, the fringe less.",
      .example = "agglo stability region.gpkg --eps-m 1500 --min-points 25 --each sector --resamples 50",
      .methods_anchor = "stability",
      .needs = {Role::establishments},
      .uses = {Role::institutions, Role::zones},
      .uses_results = {},
      .options = describe_options<StabilityStepOptions>(),
      .run = run_stability};
}

}  // namespace agglo
