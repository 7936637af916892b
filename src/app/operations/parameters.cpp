// DBSCAN over a grid of parameters, compared.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/cluster_quality.hpp"
#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"
#include "app/operations/cluster_options.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/sector_parts.hpp"
#include "app/option_visitors.hpp"

namespace agglo {
namespace {

struct ParametersStepOptions {
  std::vector<double> eps_m{250, 350, 500, 700, 1000};
  std::vector<double> min_points{5, 10, 20};
  std::int64_t most_places = 5000;
  FirmChoice choice;
};

template <class Visitor>
void visit(Visitor& v, ParametersStepOptions& o) {
  v("eps_m", o.eps_m,
    {.unit = "m", .min = 0, .min_excluded = true, .help = "Radii to try, separated by commas"});
  v("min_points", o.min_points,
    {.min = 0, .min_excluded = true, .help = "Least weights to try, separated by commas"});
  v("most_places", o.most_places,
    {.min = 0,
     .help =
         "Tell the validity DBCV where no cluster has more distinct places than this (its cost grows with "
         "their square); 0 = nowhere"});
  visit(v, o.choice);
}

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

std::vector<double> ascending(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

PointView once_each(PointView points) {
  points.weight = {};
  return points;
}

/// DBCV of one result, firms once each as in the operation validity, and whether a cluster was too large for
/// it. With each sector the mean of the sectors' own, by their firms, over those where it is defined.
struct Validity {
  double dbcv = kMissing;
  bool too_large = false;
};
Validity validity_of(const ChosenFirms& chosen, const SectorClusters& found, bool each_sector,
                     std::size_t most_places, RunControl& run) {
  if (!each_sector) {
    const Clusters& all = found.clusters;
    const ClusterValidity one =
        density_validity(once_each(chosen.points()), all.label, all.count, most_places, run);
    return {one.overall, one.too_large};
  }
  const std::vector<SectorId>& of_cluster = found.sector_of_cluster;  // ascending
  const Groups sectors = groups_from_labels(chosen.firms.sector, chosen.firms.sector_names.size());
  Validity mean;
  double sum = 0, firms_judged = 0;
  for (std::size_t s = 0; s < sectors.size(); ++s) {
    const auto own = std::equal_range(of_cluster.begin(), of_cluster.end(), static_cast<SectorId>(s));
    if (own.second - own.first < 2) continue;
    const auto first = static_cast<std::int32_t>(own.first - of_cluster.begin());
    const FirmColumns firms = columns_of(chosen, sectors[s]);
    std::vector<std::int32_t> label;
    double total = 0;
    for (const std::uint32_t row : sectors[s]) {
      const std::int32_t cluster = found.clusters.label[row];
      label.push_back(cluster < 0 ? kNoCluster : cluster - first);
      if (chosen.firms.located(row)) ++total;
    }
    const ClusterValidity one =
        density_validity(once_each(firms.points()), label, static_cast<std::int32_t>(own.second - own.first),
                         most_places, run);
    mean.too_large = mean.too_large || one.too_large;
    if (std::isnan(one.overall)) continue;
    sum += total * one.overall;
    firms_judged += total;
  }
  if (firms_judged > 0 && !mean.too_large) mean.dbcv = sum / firms_judged;
  return mean;
}

/// What is told of each pair, pairs by eps, then min_points.
class ParameterRows {
 public:
  ParameterRows(std::vector<double> eps_m, std::vector<double> min_points, std::size_t points)
      : eps_m_(std::move(eps_m)),
        min_points_(std::move(min_points)),
        points_(points),
        labels_(min_points_.size()),
        agreement_sum_(eps_m_.size() * min_points_.size(), 0),
        neighbours_(agreement_sum_.size(), 0) {}

  /// The next pair. Its labels are compared with those of the pair before it on either axis.
  void add(const Clusters& found, double dbcv) {
    const std::size_t pair = clusters_.size(), k = pair % min_points_.size();
    std::vector<std::int64_t> size(static_cast<std::size_t>(found.count), 0);
    std::int64_t clustered = 0;
    for (const std::int32_t label : found.label)
      if (label >= 0) {
        ++size[static_cast<std::size_t>(label)];
        ++clustered;
      }
    clusters_.push_back(found.count);
    clustered_percent_.push_back(100 * static_cast<double>(clustered) / static_cast<double>(points_));
    largest_.push_back(size.empty() ? 0 : *std::max_element(size.begin(), size.end()));
    dbcv_.push_back(dbcv);
    if (k > 0) agree(pair, pair - 1, labels_[k - 1], found.label);
    if (pair >= min_points_.size()) agree(pair, pair - min_points_.size(), labels_[k], found.label);
    labels_[k] = found.label;
  }

  std::shared_ptr<Table> table() {
    auto table = std::make_shared<Table>();
    table->row_count = clusters_.size();
    std::vector<double> eps_m, min_points, agreement;
    for (std::size_t pair = 0; pair < clusters_.size(); ++pair) {
      eps_m.push_back(eps_m_[pair / min_points_.size()]);
      min_points.push_back(min_points_[pair % min_points_.size()]);
      agreement.push_back(neighbours_[pair] == 0 ? kMissing : agreement_sum_[pair] / neighbours_[pair]);
    }
    table->add("eps_m", std::move(eps_m), "m", "Radius of the neighbourhood");
    table->add("min_points", std::move(min_points), "", "Least weight within it");
    table->add("clusters", std::move(clusters_), "", "Clusters");
    table->add("clustered_percent", std::move(clustered_percent_), "%", "Share of the firms in clusters");
    table->add("largest_firms", std::move(largest_), "", "Firms in the largest cluster");
    table->add("dbcv", std::move(dbcv_), "", "Validity by density (DBCV), -1 to 1");
    table->add("agreement", std::move(agreement), "",
               "Agreement with the neighbouring pairs of this table (mean adjusted Rand index)");
    table->validate();
    return table;
  }

 private:
  void agree(std::size_t a, std::size_t b, std::span<const std::int32_t> label_a,
             std::span<const std::int32_t> label_b) {
    const double index = adjusted_rand_index(label_a, label_b, points_);
    for (const std::size_t pair : {a, b}) {
      agreement_sum_[pair] += index;
      ++neighbours_[pair];
    }
  }

  std::vector<double> eps_m_, min_points_;
  std::size_t points_;
  std::vector<std::vector<std::int32_t>> labels_;  ///< of the last pair with each min_points
  std::vector<double> agreement_sum_;
  std::vector<int> neighbours_;
  std::vector<std::int64_t> clusters_, largest_;
  std::vector<double> clustered_percent_, dbcv_;
};

Outcome run_parameters(const StepInput& input, RunControl& run) {
  const auto options = options_from<ParametersStepOptions>(input.step.options);
  Outcome outcome;
  const ChosenFirms chosen = chosen_firms(input, options.choice, outcome, run);
  const PointView points = chosen.points();
  const bool solid = !chosen.firms.z_m.empty(), each_sector = options.choice.each == Each::sector;
  std::size_t placed = 0;
  for (std::size_t row = 0; row < chosen.firms.size(); ++row) placed += chosen.firms.located(row) ? 1 : 0;
  const std::vector<double> eps_m = ascending(options.eps_m), min_points = ascending(options.min_points);
  std::vector<double> chord_m = eps_m;
  if (solid) std::transform(chord_m.begin(), chord_m.end(), chord_m.begin(), chord_from_distance_m);
  ParameterRows rows(eps_m, min_points, placed);
  std::size_t too_large = 0;
  const auto add = [&](const SectorClusters& found) {
    Validity validity;
    if (options.most_places > 0)
      validity = validity_of(chosen, found, each_sector, static_cast<std::size_t>(options.most_places), run);
    too_large += validity.too_large ? 1 : 0;
    rows.add(found.clusters, validity.dbcv);
  };
  if (each_sector)
    for (const double eps : chord_m)
      for (const double least : min_points)
        add(dbscan_each_sector(points, chosen.firms.sector, {eps, least}, run, chosen.firms.sector_names));
  else
    dbscan_grid(points, chord_m, min_points, run, [&](const DbscanOptions&, const Clusters& found) {
      add({found, {}});
    });
  if (too_large > 0)
    outcome.notes.push_back(fmt::format(
        "DBCV is missing for {} of {} pairs: a cluster has more than {} places; --most-places raises that.",
        too_large, eps_m.size() * min_points.size(), options.most_places));
  outcome.counts = {{"runs", static_cast<double>(eps_m.size() * min_points.size())},
                    {"firms_used", static_cast<double>(placed)}};
  outcome.layers.push_back(
      {input.step.name,
       "DBSCAN with several parameters (" + options.choice.weight + chosen.qualifier + ")",
       Role::result,
       "parameters",
       rows.table(),
       {}});
  return outcome;
}

}  // namespace

Operation parameters_operation() {
  return {
      .name = "parameters",
      .kind = OperationKind::analysis,
      .title = "DBSCAN with several parameters",
      .summary = "Runs DBSCAN with every pair of some distances and least numbers, and compares the results",
      .description =
          "For each pair of eps-m and min-points: how many clusters there are, the share of firms in them, "
          "the largest one, how valid they are by density (DBCV), and how far the result agrees with those "
          "of the neighbouring pairs. Where numbers change little from cell to cell, the choice matters "
          "little. Draw the table with agglo chart.",
      .example = "agglo parameters region.gpkg --eps-m 300,500,800 --min-points 5,10,20",
      .methods_anchor = "parameters",
      .needs = {Role::establishments},
      .uses = {},
      .uses_results = {},
      .options = describe_options<ParametersStepOptions>(),
      .run = run_parameters};
}

}  // namespace agglo
