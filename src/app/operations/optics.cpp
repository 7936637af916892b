#include "agglo/optics.hpp"

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

enum class Extraction { threshold, xi };

struct OpticsStepOptions {
  OpticsOptions order;
  Extraction extract = Extraction::threshold;
  double eps_m = 500;
  XiOptions xi;
  ClusterCommonOptions common;
};

template <class Visitor>
void visit(Visitor& v, OpticsStepOptions& o) {
  v("max_eps_m", o.order.max_eps_m,
    {.unit = "m",
     .min = 0,
     .min_excluded = true,
     .help = "Neighbours farther away than this are not looked at"});
  v("min_points", o.order.min_points,
    {.min = 0,
     .min_excluded = true,
     .help = "Weight that the core distance of a firm holds, the firm itself included"});
  v("extract", o.extract,
    {.choices = {"threshold", "xi"},
     .help = "threshold cuts all clusters at eps-m, xi finds clusters of different densities between steep "
             "slopes"});
  v("eps_m", o.eps_m,
    {.unit = "m",
     .min = 0,
     .min_excluded = true,
     .help = "Radius of the clusters cut with threshold, at most max-eps-m"});
  v("xi", o.xi.xi,
    {.min = 0.001,
     .max = 0.999,
     .help = "Least relative drop between neighbours in the plot that counts as steep"});
  v("min_size", o.xi.min_size, {.min = 0, .help = "Least weight of a cluster found with xi; 0 = min-points"});
  visit(v, o.common);
}

/// The plot of one part, its stretches, and where they belong.
struct PartOrder {
  SectorId sector;
  std::vector<std::uint32_t> rows;  ///< by position
  OpticsOrder order;
  std::vector<XiStretch> hierarchy;
  std::int32_t clusters_before;
};

/// Undefined and infinite distances are missing in tables.
std::vector<double> finite_or_missing(const std::vector<double>& values) {
  std::vector<double> result;
  result.reserve(values.size());
  for (const double value : values)
    result.push_back(std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN());
  return result;
}

template <class Values>
void append(Values& target, const Values& values) {
  target.insert(target.end(), values.begin(), values.end());
}

Table curve_table(const std::vector<PartOrder>& parts, const ChosenFirms& chosen, const Clusters& clusters) {
  std::vector<std::int64_t> order, cluster;
  std::vector<double> reachability_m, core_distance_m;
  StringColumn id, sector;
  for (const PartOrder& part : parts) {
    append(reachability_m, finite_or_missing(part.order.reachability_m));
    append(core_distance_m, finite_or_missing(part.order.core_distance_m));
    for (const std::uint32_t row : part.rows) {
      order.push_back(static_cast<std::int64_t>(order.size()));
      cluster.push_back(clusters.label[row]);
      id.push_back(chosen.firms.id[row]);
      sector.push_back(part.sector < 0 ? std::string_view()
                                       : chosen.firms.sector_names[static_cast<std::size_t>(part.sector)]);
    }
  }
  Table table;
  table.row_count = order.size();
  table.add("order", std::move(order), "", "Position in the order of OPTICS, from 0");
  table.add("reachability_m", std::move(reachability_m), "m",
            "Reachability; missing where the order begins anew");
  table.add("core_distance_m", std::move(core_distance_m), "m",
            "Radius that holds min-points; missing when it is above max-eps-m");
  table.add("cluster", std::move(cluster), "", "Number of the cluster, -1 for none");
  table.add("id", std::move(id), "", "Identifier of the firm");
  if (!parts.empty() && parts[0].sector >= 0)
    table.add("sector", std::move(sector), "", "Sector whose firms were ordered");
  return table;
}

Table hierarchy_table(const std::vector<PartOrder>& parts) {
  std::vector<std::int64_t> stretch, parent, first, last, firms, cluster;
  std::vector<double> least_m, around_m;
  std::int64_t positions_before = 0;
  for (const PartOrder& part : parts) {
    const auto before = static_cast<std::int64_t>(stretch.size());
    for (const XiStretch& s : part.hierarchy) {
      stretch.push_back(static_cast<std::int64_t>(stretch.size()));
      parent.push_back(s.parent < 0 ? -1 : before + s.parent);
      first.push_back(positions_before + s.first);
      last.push_back(positions_before + s.last);
      firms.push_back(static_cast<std::int64_t>(s.last) - s.first + 1);
      cluster.push_back(s.label < 0 ? -1 : part.clusters_before + s.label);
      const auto& reach = part.order.reachability_m;
      // The first point was reached from outside: its reachability tells how far the cluster lies apart.
      least_m.push_back(*std::min_element(reach.begin() + s.first + 1, reach.begin() + s.last + 1));
      around_m.push_back(reach[s.first]);
    }
    positions_before += static_cast<std::int64_t>(part.rows.size());
  }
  Table table;
  table.row_count = stretch.size();
  table.add("stretch", std::move(stretch), "", "Number of the stretch of the order, from 0");
  table.add("parent", std::move(parent), "", "Stretch around it, -1 for none");
  table.add("first", std::move(first), "", "Its first position in the order");
  table.add("last", std::move(last), "", "Its last position");
  table.add("firms", std::move(firms), "", "Members");
  table.add("cluster", std::move(cluster), "",
            "Cluster on the map, -1 when smaller stretches inside it are drawn");
  table.add("reached_from_m", finite_or_missing(around_m), "m",
            "Reachability of its first firm; missing for none");
  table.add("least_reachability_m", finite_or_missing(least_m), "m", "Least reachability inside");
  return table;
}

void add_layers(const StepInput& input, const OpticsStepOptions& options, const ChosenFirms& chosen,
                const std::vector<PartOrder>& parts, const Clusters& clusters, const std::string& title,
                Outcome& outcome) {
  auto curve = std::make_shared<Table>(curve_table(parts, chosen, clusters));
  curve->validate();
  outcome.layers.push_back({input.step.name + "_curve",
                            "Reachability plot (" + title + ")",
                            Role::result,
                            "curve",
                            std::move(curve),
                            {}});
  if (options.extract != Extraction::xi) return;
  auto hierarchy = std::make_shared<Table>(hierarchy_table(parts));
  hierarchy->validate();
  outcome.counts.emplace_back("stretches", static_cast<double>(hierarchy->row_count));
  outcome.layers.push_back({input.step.name + "_hierarchy",
                            "Clusters within clusters (" + title + ")",
                            Role::result,
                            "table",
                            std::move(hierarchy),
                            {}});
}

Outcome run_optics(const StepInput& input, RunControl& run) {
  const auto options = options_from<OpticsStepOptions>(input.step.options);
  const bool cut = options.extract == Extraction::threshold;
  if (cut && options.eps_m > options.order.max_eps_m)
    throw usage_error(fmt::format("--eps-m is \"{}\", more than --max-eps-m \"{}\"", options.eps_m,
                                  options.order.max_eps_m),
                      "distances above --max-eps-m are not looked at: raise it or lower --eps-m");
  OpticsOptions scaled = options.order;
  double eps_m = options.eps_m;
  if (input.data.frame.kind == FrameKind::geocentric) {
    scaled.max_eps_m = chord_from_distance_m(scaled.max_eps_m);
    eps_m = std::min(chord_from_distance_m(eps_m), scaled.max_eps_m);
  }
  Outcome outcome;
  const ChosenFirms chosen = chosen_firms(input, options.common.choice, outcome, run);
  std::vector<PartOrder> parts;
  const SectorClusters result =
      cluster_parts(chosen, options.common.choice.each, [&](const SectorPart& part) {
        OpticsOrder order = optics(part.points, scaled, run);
        XiClusters found =
            cut ? XiClusters{optics_threshold(order, eps_m, run), {}} : optics_xi(order, options.xi, run);
        PartOrder kept{part.sector, {}, std::move(order), std::move(found.hierarchy), part.clusters_before};
        for (const std::uint32_t row : kept.order.row) kept.rows.push_back(part.rows[row]);
        parts.push_back(std::move(kept));
        return std::move(found.clusters);
      });
  const std::string title = fmt::format(
      "OPTICS, {}, {} {}{}", cut ? fmt::format("{} m", options.eps_m) : fmt::format("xi {}", options.xi.xi),
      options.order.min_points, options.common.choice.weight, chosen.qualifier);
  add_cluster_layers({input.data, chosen.firms, chosen.reference, result.clusters, result.sector_of_cluster,
                      options.common.choice.each == Each::sector, chosen.table, options.common.boundary,
                      chosen.active_on, input.step.name, "Clusters (" + title + ")",
                      cut ? "try a larger --eps-m or a smaller --min-points"
                          : "try a smaller --xi, --min-points or --min-size"},
                     outcome, run);
  add_layers(input, options, chosen, parts, result.clusters, title, outcome);
  return outcome;
}

}  // namespace

Operation optics_operation() {
  return {.name = "optics",
          .kind = OperationKind::analysis,
          .title = "Clusters of every radius (OPTICS)",
          .summary =
              "Orders firms so that clusters of every radius show as valleys of one curve, and cuts them out",
          .description =
              "Walks from firm to firm, the nearest reachable one next. The curve of reachability (layer "
              "..._curve) has a valley for every cluster, deep for a dense one, valleys inside valleys for "
              "clusters "
              "inside clusters. threshold cuts it at one radius and gives the clusters of DBSCAN; xi takes "
              "the valleys "
              "between steep slopes, each at its own density.",
          .example = "agglo optics region.gpkg --max-eps-m 2000 --min-points 10 --extract xi --xi 0.05",
          .methods_anchor = "optics",
          .needs = {Role::establishments},
          .uses = {Role::institutions, Role::zones},
          .uses_results = {},
          .options = describe_options<OpticsStepOptions>(),
          .run = run_optics};
}

}  // namespace agglo
