#include "agglo/st_dbscan.hpp"

#include <fmt/format.h>

#include <cmath>

#include "agglo/error.hpp"
#include "agglo/geodesy.hpp"
#include "app/cluster_tables.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/sector_parts.hpp"
#include "app/option_visitors.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

struct StDbscanStepOptions {
  double eps_m = 500, eps_days = 365, min_points = 10;
  std::string time_column = "born";
  ClusterCommonOptions common;
};

template <class Visitor>
void visit(Visitor& v, StDbscanStepOptions& o) {
  v("eps_m", o.eps_m,
    {.unit = "m",
     .min = 0,
     .min_excluded = true,
     .help = "Radius of the neighbourhood: how near firms must be"});
  v("eps_days", o.eps_days,
    {.unit = "days", .min = 0, .help = "How near in time: neighbours' dates differ by at most this"});
  v("min_points", o.min_points,
    {.min = 0,
     .min_excluded = true,
     .help = "Least weight within both, the firm itself included, for the heart of a cluster"});
  v("time_column", o.time_column,
    {.help = "Column with the date of each firm, or a number column in days",
     .role = "establishments",
     .is_column = true});
  visit(v, o.common);
}

/// Days of every row, NaN when missing.
std::vector<double> days_of(const Column& column) {
  std::vector<double> days(column.size(), kMissing);
  if (const Days* dates = std::get_if<Days>(&column.values)) {
    for (std::size_t row = 0; row < days.size(); ++row)
      if (dates->values[row] != kUnknownDay) days[row] = dates->values[row];
  } else if (std::holds_alternative<StringColumn>(column.values)) {
    throw usage_error(fmt::format("--time-column names \"{}\", which holds text", column.name),
                      "choose a column of dates, such as born or closed, or one of numbers");
  } else {
    for (std::size_t row = 0; row < days.size(); ++row) days[row] = column.number(row);
  }
  return days;
}

/// The column under a name for one end of a cluster's members: dates stay dates.
void add_end(Table& table, const char* name, const std::vector<double>& ends, bool dates,
             const char* description) {
  if (!dates) {
    table.add(name, ends, "days", description);
    return;
  }
  Days days;
  for (const double end : ends) days.values.push_back(static_cast<Day>(end));
  table.add(name, std::move(days), "", description);
}

/// First and last time of the members, in the layer of clusters.
void add_times(const Column& column, const std::vector<double>& days, const Clusters& clusters,
               Layer& layer) {
  const auto count = static_cast<std::size_t>(clusters.count);
  std::vector<double> first(count, std::numeric_limits<double>::infinity()), last(count, -first.front());
  for (std::size_t row = 0; row < days.size(); ++row) {
    if (clusters.label[row] == kNoCluster) continue;
    const auto cluster = static_cast<std::size_t>(clusters.label[row]);
    first[cluster] = std::min(first[cluster], days[row]);
    last[cluster] = std::max(last[cluster], days[row]);
  }
  auto table = std::make_shared<Table>(*layer.table);
  const bool dates = std::holds_alternative<Days>(column.values);
  add_end(*table, "first_time", first, dates, "Earliest member, by the column of time");
  add_end(*table, "last_time", last, dates, "Latest member");
  table->validate();
  layer.table = std::move(table);
}

Outcome run_st_dbscan(const StepInput& input, RunControl& run) {
  const auto options = options_from<StDbscanStepOptions>(input.step.options);
  Outcome outcome;
  const ChosenFirms chosen = chosen_firms(input, options.common.choice, outcome, run);
  const Column& column = chosen.table.at(options.time_column);
  const std::vector<double> days = days_of(column);
  std::size_t undated = 0, dated = 0;
  for (std::size_t row = 0; row < days.size(); ++row)
    if (chosen.firms.located(row)) ++(std::isfinite(days[row]) ? dated : undated);
  if (dated == 0)
    throw failure(fmt::format("no firm with a place has a value in \"{}\"", column.name),
                  "choose another --time-column, or cluster without time: agglo dbscan");
  StDbscanOptions scaled{options.eps_m, options.eps_days, options.min_points};
  if (input.data.frame.kind == FrameKind::geocentric) scaled.eps_m = chord_from_distance_m(scaled.eps_m);
  const SectorClusters result =
      cluster_parts(chosen, options.common.choice.each, [&](const SectorPart& part) {
        std::vector<double> time;
        time.reserve(part.rows.size());
        for (const std::uint32_t row : part.rows) time.push_back(days[row]);
        return st_dbscan(part.points, time, scaled, run);
      });
  const std::string title =
      fmt::format("Clusters (ST-DBSCAN, {} m, {} days of {}, {} {}{})", options.eps_m, options.eps_days,
                  column.name, options.min_points, options.common.choice.weight, chosen.qualifier);
  add_cluster_layers(
      {input.data, chosen.firms, chosen.reference, result.clusters, result.sector_of_cluster,
       options.common.choice.each == Each::sector, chosen.table, options.common.boundary, chosen.active_on,
       input.step.name, title, "try a larger --eps-m or --eps-days, or a smaller --min-points"},
      outcome, run);
  if (result.clusters.count > 0) add_times(column, days, result.clusters, outcome.layers[0]);
  outcome.counts.emplace_back("undated", static_cast<double>(undated));
  if (undated > 0)
    outcome.notes.push_back(
        fmt::format("{} located firms have no value in {}: they are in no cluster and nobody's "
                    "neighbour (role left_out).",
                    undated, column.name));
  return outcome;
}

}  // namespace

Operation st_dbscan_operation() {
  return {.name = "st_dbscan",
          .kind = OperationKind::analysis,
          .title = "Clusters in space and time (ST-DBSCAN)",
          .summary = "Finds waves: firms that lie close together and were born at about the same time",
          .description =
              "Like dbscan, but neighbours must also be near in time: their dates (of birth, or of another "
              "column) "
              "differ by at most eps-days. A cluster is a wave of foundings, or of closings with "
              "--time-column closed, that "
              "may go on for longer than eps-days as long as one firm follows another. Firms without a date "
              "are in no "
              "cluster.",
          .example = "agglo st_dbscan region.gpkg --eps-m 1000 --eps-days 365 --min-points 5",
          .methods_anchor = "st-dbscan",
          .needs = {Role::establishments},
          .uses = {Role::institutions, Role::zones},
          .uses_results = {},
          .options = describe_options<StDbscanStepOptions>(),
          .run = run_st_dbscan};
}

}  // namespace agglo
