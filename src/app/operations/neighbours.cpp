// How far the neighbours of firms are: the curve from which eps of DBSCAN is chosen.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "agglo/cluster_quality.hpp"
#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"
#include "agglo/groups.hpp"
#include "app/chart_axes.hpp"
#include "app/operations/cluster_options.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/option_visitors.hpp"

namespace agglo {
namespace {

struct NeighboursStepOptions {
  std::vector<double> min_points{10};
  FirmChoice choice;
};

template <class Visitor>
void visit(Visitor& v, NeighboursStepOptions& o) {
  v("min_points", o.min_points,
    {.min = 0,
     .min_excluded = true,
     .help = "Weight to be held around a firm, itself included; several values, separated by commas, give "
             "several curves"});
  visit(v, o.choice);
}

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// A curve is kept at this many steps of equal weight: finer than any page shows, whatever the data.
constexpr double kSteps = 2000;

struct CurveRows {
  StringColumn curve, mark;
  std::vector<double> core_percent, distance_m;
  std::vector<std::int64_t> within;
};
struct ElbowRows {
  StringColumn sector;
  std::vector<double> min_points, median_m, suggested_eps_m, core_percent;
  std::vector<std::int64_t> firms;
};

void add_curve(const DistanceCurve& curve, const std::string& name, const std::optional<Elbow>& bend,
               CurveRows& rows) {
  const double total = curve.weight.back();
  double step = -1;
  for (std::size_t i = 0; i < curve.distance_m.size(); ++i) {
    const bool bends = bend && curve.distance_m[i] == bend->distance_m;
    const double reached = std::floor(curve.weight[i] / total * kSteps);
    if (reached == step && !bends && i + 1 < curve.distance_m.size()) continue;
    step = reached;
    rows.curve.push_back(name);
    rows.core_percent.push_back(100 * curve.weight[i] / total);
    rows.distance_m.push_back(curve.distance_m[i]);
    rows.within.push_back(std::llround(curve.weight[i]));
    rows.mark.push_back(bends ? "bend: " + figure(curve.distance_m[i]) + " m" : std::string());
  }
}

/// The mean of the two middle distances where half of the weight ends between two.
double median_of(const DistanceCurve& curve) {
  const double half = curve.weight.back() / 2;
  const auto at = std::lower_bound(curve.weight.begin(), curve.weight.end(), half);
  const auto middle = static_cast<std::size_t>(at - curve.weight.begin());
  if (*at > half || middle + 1 == curve.distance_m.size()) return curve.distance_m[middle];
  return curve.distance_m[middle] + (curve.distance_m[middle + 1] - curve.distance_m[middle]) / 2;
}

/// The placed firms of one sector, or of all.
struct Part {
  std::string name;
  std::vector<double> x_m, y_m, z_m, weight;
};
Part part_of(const ChosenFirms& chosen, const std::string& name, std::span<const std::uint32_t> rows) {
  const Establishments& firms = chosen.firms;
  Part part{name, {}, {}, {}, {}};
  for (const std::uint32_t row : rows) {
    if (!firms.located(row)) continue;
    part.x_m.push_back(firms.x_m[row]);
    part.y_m.push_back(firms.y_m[row]);
    if (!firms.z_m.empty()) part.z_m.push_back(firms.z_m[row]);
    if (!chosen.weight.empty()) part.weight.push_back(chosen.weight[row]);
  }
  return part;
}

/// Rows by sector, or all in one group.
Groups groups_of(const Establishments& firms, Each each) {
  return each == Each::sector
             ? groups_from_labels(firms.sector, firms.sector_names.size())
             : groups_from_labels(std::vector<std::int32_t>(firms.size(), 0), std::size_t{1});
}

std::shared_ptr<Table> table_of(CurveRows&& rows, const std::string& noun) {
  auto table = std::make_shared<Table>();
  table->row_count = rows.distance_m.size();
  table->add("curve", std::move(rows.curve), "", "Which curve the row belongs to");
  table->add("core_percent", std::move(rows.core_percent), "%",
             "Share of the " + noun + " that are core of DBSCAN with this distance as eps-m");
  table->add("distance_m", std::move(rows.distance_m), "m",
             "Distance within which " + noun + " have min-points neighbours, themselves included");
  table->add("within", std::move(rows.within), "", "The same in " + noun + ", rounded");
  table->add("mark", std::move(rows.mark), "", "The bend of the curve");
  table->validate();
  return table;
}

std::shared_ptr<Table> table_of(ElbowRows&& rows, bool each_sector) {
  auto table = std::make_shared<Table>();
  table->row_count = rows.firms.size();
  if (each_sector) table->add("sector", std::move(rows.sector), "", "Sector whose firms were looked at");
  table->add("min_points", std::move(rows.min_points), "", "Weight that was held around each firm");
  table->add("firms", std::move(rows.firms), "", "Firms with a place");
  table->add("median_m", std::move(rows.median_m), "m",
             "Median: half of the weight has its neighbours within this");
  table->add("suggested_eps_m", std::move(rows.suggested_eps_m), "m",
             "Bend of the curve; missing when all distances are equal");
  table->add("core_percent", std::move(rows.core_percent), "%",
             "Share of the weight that is core of DBSCAN with this eps-m");
  table->validate();
  return table;
}

std::vector<std::size_t> largest_first(const Groups& groups) {
  std::vector<std::size_t> order(groups.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return groups[a].size() > groups[b].size(); });
  return order;
}

DistanceCurve curve_of(const Part& part, double min_points, RunControl& run) {
  std::vector<double> distance_m =
      neighbour_distances({part.x_m, part.y_m, part.z_m, part.weight}, min_points, run);
  if (!part.z_m.empty())
    for (double& d : distance_m)
      if (std::isfinite(d)) d = distance_from_chord_m(d);
  return distance_curve(distance_m, part.weight, run);
}

Outcome run_neighbours(const StepInput& input, RunControl& run) {
  const auto options = options_from<NeighboursStepOptions>(input.step.options);
  Outcome outcome;
  const ChosenFirms chosen = chosen_firms(input, options.choice, outcome, run);
  const bool each_sector = options.choice.each == Each::sector;
  CurveRows curves;
  ElbowRows elbows;
  std::size_t too_few = 0, at_zero = 0;
  const Groups groups = groups_of(chosen.firms, options.choice.each);
  for (const std::size_t g : largest_first(groups)) {
    const Part part = part_of(chosen, each_sector ? chosen.firms.sector_names[g] : "", groups[g]);
    for (const double min_points : options.min_points) {
      const DistanceCurve curve = curve_of(part, min_points, run);
      if (curve.distance_m.empty()) {
        too_few += part.x_m.empty() ? 0 : 1;
        continue;
      }
      std::optional<Elbow> bend = elbow(curve);
      if (bend && bend->distance_m <= 0) {  // firms on each other; dbscan takes no radius of 0
        bend.reset();
        ++at_zero;
      }
      const std::string held = fmt::format("{} {}", min_points, options.choice.weight);
      add_curve(curve, part.name.empty() ? held : part.name + ", " + held, bend, curves);
      elbows.sector.push_back(part.name);
      elbows.min_points.push_back(min_points);
      elbows.firms.push_back(static_cast<std::int64_t>(part.x_m.size()));
      elbows.median_m.push_back(median_of(curve));
      elbows.suggested_eps_m.push_back(bend ? bend->distance_m : kMissing);
      elbows.core_percent.push_back(bend ? 100 * bend->share : kMissing);
    }
  }
  if (elbows.firms.empty())
    throw failure("no curve can be drawn: the firms together have less than the least --min-points",
                  "choose a smaller --min-points");
  if (too_few > 0)
    outcome.notes.push_back(
        fmt::format("Curves left out because the firms together have less than min-points: {}.", too_few));
  if (at_zero > 0)
    outcome.notes.push_back(
        fmt::format("Curves without a suggestion because they bend at 0 m, where firms share one place: {}. "
                    "Try a greater --min-points.",
                    at_zero));
  outcome.notes.push_back(
      "The bend of the curve is a first guess for --eps-m of dbscan, no more: look at the curve (agglo "
      "chart) "
      "and try distances around it (agglo parameters).");
  outcome.counts = {{"curves", static_cast<double>(elbows.firms.size())}};
  if (elbows.firms.size() == 1 && !std::isnan(elbows.suggested_eps_m[0]))
    outcome.counts.emplace_back("suggested_eps_m", elbows.suggested_eps_m[0]);
  const std::string title = "Distance to neighbours (" + options.choice.weight + chosen.qualifier + ")";
  outcome.layers.push_back({input.step.name,
                            title,
                            Role::result,
                            "curve",
                            table_of(std::move(curves), options.choice.weight),
                            {}});
  outcome.layers.push_back({input.step.name + "_elbows",
                            title + ": bends",
                            Role::result,
                            "elbows",
                            table_of(std::move(elbows), each_sector),
                            {}});
  return outcome;
}

}  // namespace

Operation neighbours_operation() {
  return {
      .name = "neighbours",
      .kind = OperationKind::analysis,
      .title = "Distance to neighbours (k-distance plot)",
      .summary = "Shows how far firms' neighbours are, to choose the distance of DBSCAN",
      .description =
          "For each firm the least distance that holds min-points firms (or jobs), itself included, sorted "
          "from near to far. Firms in clusters have near neighbours, the others far ones: where the curve "
          "bends upward lies a first guess for eps-m of dbscan. Draw it with agglo chart.",
      .example = "agglo neighbours region.gpkg --min-points 5,10,25",
      .methods_anchor = "neighbours",
      .needs = {Role::establishments},
      .uses = {},
      .uses_results = {},
      .options = describe_options<NeighboursStepOptions>(),
      .run = run_neighbours};
}

}  // namespace agglo
