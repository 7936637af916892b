// How valid the clusters of a result are by density.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "agglo/cluster_quality.hpp"
#include "agglo/error.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/option_visitors.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

struct ValidityStepOptions {
  std::string result;
  std::int64_t most_places = 20000;
};

template <class Visitor>
void visit(Visitor& v, ValidityStepOptions& o) {
  v("result", o.result, {.help = "Name of the clustering to judge (default: the last one)"});
  v("most_places", o.most_places,
    {.min = 1,
     .help =
         "Refuse clusters with more distinct places than this: cost grows with their square (20,000: about a "
         "second)"});
}

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

struct JudgedResult {
  const Layer* clusters = nullptr;
  const Layer* firms = nullptr;
};

JudgedResult judged_result(const Dataset& data, const std::string& name) {
  JudgedResult judged;
  judged.clusters = name.empty() ? data.last_result("clusters") : data.find(name);
  if (!judged.clusters || judged.clusters->kind != "clusters")
    throw usage_error(name.empty() ? "there is no clustering to judge"
                                   : fmt::format("--result names \"{}\", which is no clustering", name),
                      "run dbscan or hdbscan first, and give the name of its result");
  judged.firms = data.find(judged.clusters->name + "_firms");
  if (!judged.firms || !judged.firms->table)
    throw failure(fmt::format("the firms of \"{}\" are missing", judged.clusters->name), "run it again");
  return judged;
}

/// For each row the group in which it was clustered: 0, or with --each sector a number per sector; -1 for
/// rows that took no part. A firm's sector is known by its text; those of a sector without clusters have no
/// group.
std::vector<std::int32_t> groups_of(const Table& clusters, const Table& firms,
                                    const std::vector<std::int32_t>& label) {
  const StringColumn role = text_column(firms, "role");
  std::vector<std::int32_t> group(firms.row_count, 0);
  if (clusters.find("sector")) {
    const StringColumn of_cluster = text_column(clusters, "sector"), of_firm = text_column(firms, "sector");
    std::map<std::string, std::int32_t, std::less<>> number, by_firm;
    for (std::size_t row = 0; row < label.size(); ++row)
      if (label[row] >= 0) {
        const std::string sector(of_cluster[static_cast<std::size_t>(label[row])]);
        const auto next = static_cast<std::int32_t>(number.size());
        by_firm[std::string(of_firm[row])] = number.emplace(sector, next).first->second;
      }
    for (std::size_t row = 0; row < label.size(); ++row) {
      const auto found = by_firm.find(of_firm[row]);
      group[row] = found == by_firm.end() ? -1 : found->second;
    }
  }
  for (std::size_t row = 0; row < group.size(); ++row)
    if (role[row] == "unlocated" || role[row] == "left_out") group[row] = -1;
  return group;
}

struct Judgement {
  std::vector<double> validity, sparseness_m, separation_m;
  std::vector<std::int64_t> places;
  double sum = 0, firms = 0;  ///< of the groups whose overall validity is defined
};

/// Judges the clusters of one group among themselves.
void judge_group(const Establishments& all, const std::vector<std::int32_t>& label,
                 std::span<const std::uint32_t> rows, std::size_t most_places, Judgement& judgement,
                 RunControl& run) {
  std::vector<double> x_m, y_m, z_m;
  std::vector<std::int32_t> own;
  std::map<std::int32_t, std::int32_t> number;
  for (const std::uint32_t row : rows) {
    x_m.push_back(all.x_m[row]);
    y_m.push_back(all.y_m[row]);
    if (!all.z_m.empty()) z_m.push_back(all.z_m[row]);
    if (label[row] >= 0) number.emplace(label[row], 0);
  }
  std::int32_t count = 0;
  for (auto& [cluster, place] : number) place = count++;
  for (const std::uint32_t row : rows) own.push_back(label[row] < 0 ? kNoCluster : number[label[row]]);
  const ClusterValidity found = density_validity({x_m, y_m, z_m}, own, count, most_places, run);
  if (found.too_large) {
    const auto most = *std::max_element(found.places.begin(), found.places.end());
    throw failure(
        fmt::format("a cluster has {} distinct places, more than {}", most, most_places),
        fmt::format("give --most-places {} if that many squared distances are worth the wait", most));
  }
  for (const auto& [cluster, i] : number) {
    const auto from = static_cast<std::size_t>(i), to = static_cast<std::size_t>(cluster);
    judgement.validity[to] = found.validity[from];
    judgement.sparseness_m[to] = found.sparseness_m[from];
    judgement.separation_m[to] = found.separation_m[from];
    judgement.places[to] = found.places[from];
  }
  if (std::isnan(found.overall)) return;
  judgement.sum += found.overall * static_cast<double>(rows.size());
  judgement.firms += static_cast<double>(rows.size());
}

std::shared_ptr<Table> table_of(const Table& clusters, Judgement&& judgement) {
  auto table = std::make_shared<Table>();
  table->row_count = clusters.row_count;
  for (const char* name : {"cluster", "label", "sector", "firms"})
    if (const Column* column = clusters.find(name)) table->columns.push_back(*column);
  table->add("places", std::move(judgement.places), "", "Distinct places of the members");
  table->add("sparseness_m", std::move(judgement.sparseness_m), "m",
             "Longest inner edge of the cluster's tree; missing on a single place");
  table->add("separation_m", std::move(judgement.separation_m), "m",
             "Least reachability to another cluster (of the sector); missing when there is none");
  table->add("validity", std::move(judgement.validity), "",
             "(separation - sparseness) / the larger of the two, -1 to 1");
  table->validate();
  return table;
}

Outcome run_validity(const StepInput& input, RunControl& run) {
  const auto options = options_from<ValidityStepOptions>(input.step.options);
  const JudgedResult judged = judged_result(input.data, options.result);
  const Table& clusters = *judged.clusters->table;
  const Establishments firms = establishments_from(*judged.firms->table, input.data.frame);
  std::vector<std::int32_t> label(firms.size(), kNoCluster);
  const Column& cluster = judged.firms->table->at("cluster");
  for (std::size_t row = 0; row < label.size(); ++row)
    if (const double value = cluster.number(row);
        value >= 0 && value < static_cast<double>(clusters.row_count))
      label[row] = static_cast<std::int32_t>(value);
  const std::vector<std::int32_t> group = groups_of(clusters, *judged.firms->table, label);
  const std::size_t count = clusters.row_count;
  Judgement judgement{std::vector<double>(count, kMissing), std::vector<double>(count, kMissing),
                      std::vector<double>(count, kMissing), std::vector<std::int64_t>(count, 0)};
  const std::int32_t groups = group.empty() ? 0 : *std::max_element(group.begin(), group.end()) + 1;
  const Groups rows = groups_from_labels(group, static_cast<std::size_t>(groups));
  for (std::size_t g = 0; g < rows.size(); ++g)
    judge_group(firms, label, rows[g], static_cast<std::size_t>(options.most_places), judgement, run);
  const auto undefined = std::count_if(judgement.validity.begin(), judgement.validity.end(),
                                       [](double v) { return std::isnan(v); });
  Outcome outcome;
  outcome.counts = {{"clusters", static_cast<double>(count)}};
  if (judgement.firms > 0) outcome.counts.emplace_back("dbcv", judgement.sum / judgement.firms);
  if (undefined > 0)
    outcome.notes.push_back(
        fmt::format("{} of {} clusters have no validity: they lie on a single place, or there is no other "
                    "cluster{} to be apart from.",
                    undefined, count, clusters.find("sector") ? " of their sector" : ""));
  Layer layer{input.step.name, "Validity of " + judged.clusters->title,  Role::result,
              "validity",      table_of(clusters, std::move(judgement)), {}};
  layer.provenance.source = judged.clusters->provenance.source;
  outcome.layers.push_back(std::move(layer));
  return outcome;
}

}  // namespace

Operation validity_operation() {
  return {
      .name = "validity",
      .kind = OperationKind::analysis,
      .title = "Validity of clusters (DBCV)",
      .summary = "Tells for each cluster whether it is denser inside than what separates it from the next",
      .description =
          "Judges the clusters of a result by density alone: the longest gap inside a cluster against the "
          "shortest way to another one. 1 is a tight cluster far from all others, 0 one that is as sparse "
          "inside as around, below 0 one that should rather be split or joined. Clusters of any shape are "
          "judged fairly.",
      .example = "agglo validity region.gpkg --result dbscan",
      .methods_anchor = "validity",
      .needs = {Role::establishments},
      .uses = {},
      .uses_results = {"clusters", "cluster_firms"},
      .works_on_results = true,
      .options = describe_options<ValidityStepOptions>(),
      .run = run_validity};
}

}  // namespace agglo
