#include "agglo/infrastructure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "agglo/error.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/service_costs.hpp"
#include "app/operations/step_checks.hpp"
#include "app/option_visitors.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

struct ClusterAccessOptions {
  ServiceChoice choice;
  std::string thresholds;
  double good = 15, poor = 60;
  GroupCost by = GroupCost::median;
  ClusterAccessOptions() { choice.places.sites = "infrastructure"; }
};

template <class Visitor>
void visit(Visitor& v, ClusterAccessOptions& o) {
  v("sites", o.choice.places.sites,
    {.help = "Layer of the infrastructure, with a column kind", .role = "infrastructure", .is_layer = true});
  v("kind", o.choice.places.kind, {.help = "Only sites of these kinds, separated by ';' (default: all)"});
  v("thresholds", o.thresholds,
    {.help = "Per kind where the score is 100 and where it is 0, and its weight, such as \"port 45 180 2; "
             "university 30 90\" (minutes along roads, else km)"});
  v("good", o.good, {.min = 0, .help = "Up to here other kinds score 100 (minutes along roads, else km)"});
  v("poor", o.poor,
    {.min = 0, .max = 10000, .min_excluded = true, .help = "From here on other kinds score 0"});
  v("by", o.by,
    {.choices = {"median", "mean"}, .help = "How the firms of a cluster are summed up to one cost"});
  v("along", o.choice.along,
    {.choices = {"straight", "roads"}, .help = "Distances as the crow flies, or ways along a road network"});
  visit(v, o.choice.roads);
  v("weight", o.choice.firms.weight,
    {.help = "Demand: firms (1 each), jobs (middle of the band; unknown counts 0), or the name of a "
             "number column"});
}

/// "port 45 180 2": a name, which may have blanks, and two or three numbers.
InfrastructureKind parsed_kind(const std::string& text) {
  std::vector<double> numbers;
  std::string name = text;
  while (numbers.size() < 3) {
    const std::size_t blank = name.find_last_of(' ');
    double value = 0;
    const char *begin = name.data() + (blank == std::string::npos ? 0 : blank + 1),
               *end = name.data() + name.size();
    if (blank == std::string::npos || std::from_chars(begin, end, value).ptr != end || begin == end) break;
    numbers.insert(numbers.begin(), value);
    name = name.substr(0, name.find_last_not_of(' ', blank) + 1);
  }
  if (numbers.size() < 2 || name.empty())
    throw usage_error(fmt::format("--thresholds has \"{}\"", text),
                      "give for each kind its name and two or three numbers separated by blanks, good poor "
                      "[weight], good below poor, and ; between kinds: port 45 180 2");
  return {name, numbers[0], numbers[1], numbers.size() == 3 ? numbers[2] : 1};
}

/// The kinds of the sites in alphabetical order, and which each site has.
struct SiteKinds {
  std::vector<InfrastructureKind> kinds;
  std::vector<std::int32_t> of_site;
};

SiteKinds kinds_of(const Table& table, const Frame& frame, const ClusterAccessOptions& o) {
  const Institutions sites = institutions_from(table, frame);
  std::vector<InfrastructureKind> known = usual_infrastructure();
  for (const std::string& item : list_items(o.thresholds)) known.insert(known.begin(), parsed_kind(item));
  const std::vector<std::string> wanted = list_items(o.choice.places.kind);
  std::map<std::string, std::int32_t> number;
  for (std::size_t s = 0; s < sites.size(); ++s) {
    const std::string kind(sites.kind[s]);
    if (wanted.empty() || std::find(wanted.begin(), wanted.end(), kind) != wanted.end()) number[kind] = 0;
  }
  SiteKinds found;
  for (auto& [name, place] : number) {
    place = static_cast<std::int32_t>(found.kinds.size());
    const std::string& wanted_name = name;  // Clang 14 takes no structured binding into a lambda
    const auto same =
        std::find_if(known.begin(), known.end(), [&](const auto& k) { return k.name == wanted_name; });
    found.kinds.push_back(same != known.end() ? *same : InfrastructureKind{name, o.good, o.poor, 1});
  }
  for (std::size_t s = 0; s < sites.size(); ++s) {
    const auto place = number.find(std::string(sites.kind[s]));
    found.of_site.push_back(place == number.end() ? -1 : place->second);
  }
  return found;
}

/// Firms of each cluster, as rows of the costs.
Groups cluster_groups(const Dataset& data, const ServiceCosts& places) {
  const Layer* layer = data.last_result("cluster_firms");
  const Column* column = layer && layer->table ? layer->table->find("cluster") : nullptr;
  if (!column)
    throw usage_error("there are no clusters whose access could be looked at",
                      "run agglo dbscan, hdbscan or optics first");
  if (!same_rows(*layer->table, places.chosen.table))
    throw usage_error(
        fmt::format("the clusters of \"{}\" are of other firms than those that are there now", layer->name),
        "run the clustering again on these firms");
  std::vector<std::int32_t> label;
  std::size_t clusters = 0;
  for (std::size_t row = 0; row < layer->table->row_count; ++row)
    if (const double value = column->number(row); value >= 0)
      clusters = std::max(clusters, static_cast<std::size_t>(value) + 1);
  for (const std::uint32_t row : places.row) {
    const double value = column->number(row);
    label.push_back(value >= 0 ? static_cast<std::int32_t>(value) : -1);
  }
  return groups_from_labels(label, clusters);
}

Table score_table(const std::vector<InfrastructureScore>& scores, const GroupCosts& found,
                  const std::vector<InfrastructureKind>& kinds, const Groups& groups, const Layer* clusters,
                  const char* unit) {
  Table table;
  table.row_count = scores.size();
  const bool drawn = clusters && clusters->table && clusters->table->row_count == groups.size() &&
                     !clusters->table->shapes.empty();
  const StringColumn labels = drawn ? text_column(*clusters->table, "label") : StringColumn();
  std::vector<std::int64_t> cluster, firms;
  std::vector<double> score;
  StringColumn label, worst;
  std::vector<std::vector<double>> costs(kinds.size()), kind_scores(kinds.size());
  std::vector<std::vector<std::int64_t>> unreached(kinds.size());
  for (const InfrastructureScore& row : scores) {
    cluster.push_back(row.group);
    label.push_back(drawn ? labels[row.group] : std::string_view());
    firms.push_back(static_cast<std::int64_t>(groups[row.group].size()));
    score.push_back(row.score);
    worst.push_back(row.worst_kind < 0 ? std::string()
                                       : kinds[static_cast<std::size_t>(row.worst_kind)].name);
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      const double here = found.amount[row.group * kinds.size() + k];
      costs[k].push_back(std::isinf(here) ? kMissing : here);
      unreached[k].push_back(static_cast<std::int64_t>(found.unreached[row.group * kinds.size() + k]));
      kind_scores[k].push_back(row.kind_score[k]);
    }
    if (drawn) table.shapes.add_row_of(clusters->table->shapes, row.group);
  }
  table.add("cluster", std::move(cluster), "", "Number of the cluster");
  table.add("label", std::move(label));
  table.add("firms", std::move(firms), "", "Its firms that could be placed");
  table.add("score", std::move(score), "", "0 worst ... 100 best: weighted mean of the kinds");
  table.add("worst_kind", std::move(worst), "", "The kind with the lowest score");
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    const std::string name = kinds[k].name.empty() ? "unnamed" : kinds[k].name;
    table.add(fmt::format("{} {}", name, unit), std::move(costs[k]), unit,
              "To the nearest; missing when beyond reach");
    table.add(name + " score", std::move(kind_scores[k]), "",
              fmt::format("100 up to {} {}, 0 from {}", kinds[k].good, unit, kinds[k].poor));
    table.add(name + " beyond reach", std::move(unreached[k]), "", "Firms that do not get to any");
  }
  table.validate();
  return table;
}

void note_unreached(const GroupCosts& found, const std::vector<InfrastructureKind>& kinds,
                    const Groups& groups, const ServiceLimits& limits, Outcome& outcome) {
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    std::uint64_t count = 0;
    for (std::size_t i = k; i < found.unreached.size(); i += kinds.size()) count += found.unreached[i];
    if (count > 0)
      outcome.notes.push_back(fmt::format("{} of {} firms in clusters reach no {} within {} {}.", count,
                                          groups.items.size(),
                                          kinds[k].name.empty() ? "site without a kind" : kinds[k].name,
                                          limits.amount.back(), limits.unit()));
  }
}

/// Says which layer was taken where several could be meant.
void note_other_layers(const StepInput& input, const Layer& taken, Outcome& outcome) {
  std::string others;
  for (const Layer& layer : input.data.layers)
    if (layer.role == Role::infrastructure && layer.name != taken.name)
      others += fmt::format("{}\"{}\"", others.empty() ? "" : ", ", layer.name);
  if (!others.empty() && input.step.options.count("sites") == 0)
    outcome.notes.push_back(
        fmt::format("The infrastructure is that of \"{}\"; the project also has {}, which "
                    "--sites takes instead.",
                    taken.name, others));
}

Outcome run_cluster_access(const StepInput& input, RunControl& run) {
  auto options = options_from<ClusterAccessOptions>(input.step.options);
  const Layer& layer = site_layer(input.data, options.choice.places.sites);
  Outcome outcome;
  note_other_layers(input, layer, outcome);
  const SiteKinds kinds = kinds_of(*layer.table, input.data.frame, options);
  double reach = 1;  // beyond twice the worst threshold nothing changes
  for (const InfrastructureKind& kind : kinds.kinds) reach = std::max(reach, 2 * kind.poor);
  (options.choice.along == Along::roads ? options.choice.minutes : options.choice.km) = {reach};
  const ServiceLimits limits = limits_of(options.choice);
  const ServiceCosts places = service_costs(input, options.choice, limits, outcome, run);
  const Groups groups = cluster_groups(input.data, places);
  std::vector<std::int32_t> kind_of;
  for (const std::int64_t row : places.sites.row)
    kind_of.push_back(kinds.of_site[static_cast<std::size_t>(row)]);
  const auto nearest = nearest_of_kinds(places.costs, places.row.size(), kind_of, kinds.kinds.size(), run);
  const GroupCosts found =
      group_costs(nearest, kinds.kinds.size(), groups, places.demand, limits.measure, options.by);
  note_unreached(found, kinds.kinds, groups, limits, outcome);
  // The median is that of all firms; the mean is that of those who get there, and the others score 0.
  const auto scores =
      infrastructure_scores(found.amount, kinds.kinds,
                            options.by == GroupCost::mean ? std::span<const double>(found.reached_share)
                                                          : std::span<const double>());
  Table table =
      score_table(scores, found, kinds.kinds, groups, input.data.last_result("clusters"), limits.unit());
  outcome.counts = {{"clusters", static_cast<double>(groups.size())},
                    {"kinds", static_cast<double>(kinds.kinds.size())}};
  outcome.layers.push_back(
      {input.step.name,
       fmt::format("Access of clusters to infrastructure (score 0 to 100, {})",
                   options.choice.along == Along::roads ? "by road" : "as the crow flies"),
       Role::result,
       "cluster_access",
       std::make_shared<Table>(std::move(table)),
       {}});
  outcome.layers[0].provenance.source = service_sources(input, options.choice);
  return outcome;
}

}  // namespace

Operation cluster_access_operation() {
  return {
      .name = "cluster_access",
      .kind = OperationKind::analysis,
      .title = "Infrastructure: how well clusters are connected",
      .summary =
          "Scores the access of each cluster to motorways, ports, airports, universities ..., worst first",
      .description =
          "For each cluster of the last clustering and each kind of infrastructure: the distance or travel "
          "time "
          "from its firms to the nearest, and a score from 0 to 100 by thresholds that you may set. The "
          "cluster with the lowest score is listed first.",
      .example =
          "agglo cluster_access region.gpkg --along roads --thresholds \"port 45 180; airport 45 150\"",
      .methods_anchor = "infrastructure-access",
      .needs = {Role::establishments},
      .uses = {Role::infrastructure, Role::institutions, Role::network},
      .uses_results = {"cluster_firms", "clusters"},
      .works_on_results = true,
      .options = describe_options<ClusterAccessOptions>(),
      .run = run_cluster_access};
}

}  // namespace agglo
