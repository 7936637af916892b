#include "agglo/activity_centres.hpp"

#include <fmt/format.h>

#include <cmath>

#include "agglo/error.hpp"
#include "agglo/groups.hpp"
#include "agglo/indicators.hpp"
#include "agglo/projection.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/sector_parts.hpp"
#include "app/option_visitors.hpp"

namespace agglo {
namespace {

struct CentresStepOptions {
  ActivityCentreOptions centres;
  FirmChoice choice;
};

template <class Visitor>
void visit(Visitor& v, CentresStepOptions& o) {
  v("bandwidth_m", o.centres.bandwidth_m,
    {.unit = "m",
     .min = 0,
     .max = 1e6,
     .min_excluded = true,
     .help = "Radius within which firms add to the density of a place: larger gives fewer, broader centres"});
  v("min_weight", o.centres.min_weight,
    {.min = 0, .help = "Least weight of the firms that climb to a centre"});
  v("min_prominence", o.centres.min_prominence,
    {.min = 0,
     .max = 1,
     .help = "Least share by which density must drop on the way to a denser centre; lower peaks join it"});
  visit(v, o.choice);
}

/// All centres, sector by sector, and what belongs to them.
struct FoundCentres {
  std::vector<ActivityCentre> centres;
  std::vector<std::int64_t> rank;   ///< in its sector, from 1
  SectorClusters of_firms;          ///< labels are centres
  std::vector<double> density_km2;  ///< by row; NaN where not looked at
};

FoundCentres find_centres(const ChosenFirms& chosen, const CentresStepOptions& options, RunControl& run) {
  FoundCentres all;
  all.density_km2.assign(chosen.firms.size(), std::numeric_limits<double>::quiet_NaN());
  all.of_firms = cluster_parts(chosen, options.choice.each, [&](const SectorPart& part) {
    ActivityCentres found = activity_centres(part.points, options.centres, run);
    Clusters clusters;
    clusters.label = std::move(found.centre);
    clusters.role.assign(clusters.label.size(), PointRole::noise);
    clusters.count = static_cast<std::int32_t>(found.centres.size());
    for (std::size_t c = 0; c < found.centres.size(); ++c) {
      all.centres.push_back(found.centres[c]);
      all.rank.push_back(static_cast<std::int64_t>(c) + 1);
    }
    for (std::size_t i = 0; i < part.rows.size(); ++i) all.density_km2[part.rows[i]] = found.density_km2[i];
    return clusters;
  });
  return all;
}

std::string sector_name(const Establishments& firms, SectorId sector) {
  return sector < 0 ? std::string() : firms.sector_names[static_cast<std::size_t>(sector)];
}

/// Places of the modes, as layers store them.
Shapes places_of(const std::vector<ActivityCentre>& centres, const Frame& frame) {
  std::vector<double> x, y;
  for (const ActivityCentre& centre : centres) {
    x.push_back(centre.x_m);
    y.push_back(centre.y_m);
  }
  Projector(frame).lonlat_from_metres(x, y);
  Shapes shapes;
  for (std::size_t c = 0; c < x.size(); ++c) shapes.add_point(x[c], y[c]);
  return shapes;
}

Table centre_table(const ChosenFirms& chosen, const FoundCentres& found, const CentresStepOptions& options) {
  const bool each_sector = options.choice.each == Each::sector;
  const Groups members = groups_from_labels(found.of_firms.clusters.label, found.centres.size());
  const std::vector<GroupProfile> profiles = group_profiles(chosen.reference, members);
  std::vector<std::int64_t> centre, firms;
  std::vector<double> weight, jobs_lo, jobs_hi, density, prominence, radius_m;
  StringColumn label, sector, top_sector;
  for (std::size_t c = 0; c < found.centres.size(); ++c) {
    const ActivityCentre& one = found.centres[c];
    const std::string own =
        each_sector ? sector_name(chosen.firms, found.of_firms.sector_of_cluster[c]) : std::string();
    centre.push_back(static_cast<std::int64_t>(c));
    label.push_back(fmt::format("{} #{}", each_sector ? own : "Centre", found.rank[c]));
    sector.push_back(own);
    top_sector.push_back(sector_name(chosen.firms, profiles[c].top_sector[0]));
    firms.push_back(one.points);
    weight.push_back(one.weight);
    jobs_lo.push_back(profiles[c].jobs_lo);
    jobs_hi.push_back(std::isinf(profiles[c].jobs_hi) ? std::numeric_limits<double>::quiet_NaN()
                                                      : profiles[c].jobs_hi);
    density.push_back(one.density_km2);
    prominence.push_back(100 * one.prominence);
    radius_m.push_back(one.half_weight_radius_m);
  }
  const std::string noun = options.choice.weight.empty() ? "firms" : options.choice.weight;
  Table table;
  table.row_count = found.centres.size();
  table.shapes = places_of(found.centres, chosen.firms.frame);
  table.add("centre", std::move(centre), "", "Number of the centre, from 0");
  table.add("label", std::move(label), "",
            "Name for maps: the sector, when each was looked at, and the rank");
  if (each_sector) table.add("sector", std::move(sector), "", "Sector whose firms were looked at");
  table.add("rank", found.rank, "", "Place in the order of weight (of its sector), from 1");
  table.add("firms", std::move(firms), "", "Firms that climb to it");
  table.add("weight", std::move(weight), "", "Their " + noun);
  table.add("jobs_lo", std::move(jobs_lo), "", "Their jobs, lower end of bands added up");
  table.add("jobs_hi", std::move(jobs_hi), "", "Upper end; missing when a band is open-ended");
  table.add("density_per_km2", std::move(density), "1/km2", "Density at the centre, of " + noun);
  table.add("prominence_percent", std::move(prominence), "%",
            "How far density drops on the best way to a denser centre; 100 without a way");
  table.add("half_radius_m", std::move(radius_m), "m",
            "Distance from the centre that holds half of the weight");
  table.add("top_sector", std::move(top_sector), "", "Sector with most firms of the centre");
  table.validate();
  return table;
}

Table firm_table(const ChosenFirms& chosen, const FoundCentres& found) {
  Table table;
  table.row_count = chosen.firms.size();
  for (const char* name : {"id", "name", "sector"}) table.add(name, text_column(chosen.table, name));
  const auto& label = found.of_firms.clusters.label;
  table.add("centre", std::vector<std::int64_t>(label.begin(), label.end()), "",
            "Number of the centre that the firm climbs to, -1 for none");
  table.add("density_per_km2", found.density_km2, "1/km2",
            "Density around the firm; missing when it has no place or was left out");
  table.shapes = chosen.table.shapes;
  table.validate();
  return table;
}

Outcome run_centres(const StepInput& input, RunControl& run) {
  const auto options = options_from<CentresStepOptions>(input.step.options);
  if (input.data.frame.kind == FrameKind::geocentric)
    throw failure("centres of activity need one plane, and the data are too wide for it",
                  "import a part of the data, for example a country");
  Outcome outcome;
  const ChosenFirms chosen = chosen_firms(input, options.choice, outcome, run);
  const FoundCentres found = find_centres(chosen, options, run);
  const std::string title = fmt::format("Centres of activity ({} m, {}{})", options.centres.bandwidth_m,
                                        options.choice.weight, chosen.qualifier);
  outcome.layers.push_back({input.step.name,
                            title,
                            Role::result,
                            "centres",
                            std::make_shared<Table>(centre_table(chosen, found, options)),
                            {}});
  outcome.layers.push_back({input.step.name + "_firms",
                            title + ": firms",
                            Role::result,
                            "centre_firms",
                            std::make_shared<Table>(firm_table(chosen, found)),
                            {}});
  std::size_t used = 0, climbed = 0;
  for (std::size_t row = 0; row < chosen.firms.size(); ++row) {
    used += chosen.firms.located(row) ? 1 : 0;
    climbed += found.of_firms.clusters.label[row] >= 0 ? 1 : 0;
  }
  outcome.counts = {{"centres", static_cast<double>(found.centres.size())},
                    {"firms", static_cast<double>(chosen.firms.size())},
                    {"firms_used", static_cast<double>(used)},
                    {"firms_in_centres", static_cast<double>(climbed)}};
  if (found.centres.empty())
    outcome.notes.push_back("No centre was found: try a lower --min-weight or a larger --bandwidth-m.");
  return outcome;
}

}  // namespace

Operation activity_centres_operation() {
  return {.name = "centres",
          .kind = OperationKind::analysis,
          .title = "Centres of activity",
          .summary = "Finds the peaks of the density of firms and the firms that belong to each",
          .description =
              "Spreads every firm (or its jobs) over a disc of bandwidth-m and finds the peaks of the sum. "
              "Each firm climbs "
              "to a peak; peaks that hardly stand out from a denser neighbour join it, and light ones are "
              "left out. The "
              "result is a short list of points with density, firms, jobs and the radius that holds half of "
              "them.",
          .example = "agglo centres region.gpkg --bandwidth-m 1000 --min-weight 100",
          .methods_anchor = "centres",
          .needs = {Role::establishments},
          .uses = {},
          .uses_results = {},
          .options = describe_options<CentresStepOptions>(),
          .run = run_centres};
}

}  // namespace agglo
