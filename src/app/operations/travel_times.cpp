#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "agglo/pair_file.hpp"
#include "agglo/travel_costs.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/road_reach.hpp"
#include "app/operations/service_roads.hpp"
#include "app/option_visitors.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

enum class TravelAmount { minutes, km };

struct TravelTimeOptions {
  SiteChoice places;
  TravelAmount measure = TravelAmount::minutes;
  double largest = 0;
  int nearest = 0;
  std::string network;
  TravelDirection direction = TravelDirection::to_sites;
  double access_m = 1000, access_kmh = 5;
  FirmFilter filter;
};

template <class Visitor>
void visit(Visitor& v, TravelTimeOptions& o) {
  v("sites", o.places.sites,
    {.help = "Layer of the places that serve firms", .role = "institutions", .is_layer = true});
  v("kind", o.places.kind, {.help = "Only sites of these kinds, separated by ';' (default: all)"});
  v("measure", o.measure,
    {.choices = {"minutes", "km"}, .help = "Travel time, or the length of the shortest way, along roads"});
  v("largest", o.largest,
    {.min = 0, .max = 35000, .help = "Only pairs with at most so many minutes or kilometres; 0: all"});
  v("nearest", o.nearest,
    {.min = 0, .max = 1000, .help = "Only so many sites for each firm, the nearest; 0: all"});
  v("network", o.network,
    {.help = "Road network for ways along roads (default: the last)", .role = "network", .is_layer = true});
  v("direction", o.direction,
    {.choices = {"from_sites", "to_sites"},
     .help = "Which way is travelled, where one-way roads make a difference"});
  v("access_m", o.access_m,
    {.unit = "m",
     .min = 0,
     .max = 100000,
     .min_excluded = true,
     .help = "Places farther than this from any road have no pairs"});
  v("access_kmh", o.access_kmh,
    {.unit = "km/h", .min = 0.1, .max = 300, .help = "Speed between a place and its road"});
  v("sectors", o.filter.sectors,
    {.help = "Only firms of these sectors, by code or name, separated by ';' (default: all)"});
  v("active_on", o.filter.active_on,
    {.help = "Only firms born by this day and not closed by then, yyyy-mm-dd (default: all)"});
  v("where", o.filter.where,
    {.help = "Only firms for which this condition about their columns is true, such as jobs_lo >= 10"});
}

/// Writes pairs as blocks of costs come: site by site of a batch, firms ascending. The blocks must come one
/// after the other.
class PairWriter {
 public:
  PairWriter(PairFile& file, std::size_t firms, RoadCost largest, double units)
      : file_(file), firms_(firms), largest_(largest), units_(units) {}

  void take(const CostBlock& block) {
    if (block.first_site != first_site_ || sites_ == 0) {
      write();
      first_site_ = block.first_site;
      sites_ = block.sites;
      cost_.assign(firms_ * sites_, kUnreached);
    }
    for (std::size_t f = 0; f < block.firms; ++f)
      for (std::size_t s = 0; s < block.sites; ++s)
        cost_[s * firms_ + block.first_firm + f] = block.cost[f * block.stride + s];
  }

  void write() {
    for (std::size_t s = 0; s < sites_; ++s)
      for (std::size_t f = 0; f < firms_; ++f)
        if (const RoadCost cost = cost_[s * firms_ + f]; cost <= largest_)
          file_.add(static_cast<std::uint32_t>(first_site_ + s), static_cast<std::uint32_t>(f),
                    cost / units_);
    sites_ = 0;
  }

 private:
  PairFile& file_;
  std::size_t firms_, first_site_ = 0, sites_ = 0;
  RoadCost largest_;
  double units_;
  std::vector<RoadCost> cost_;  ///< of the batch, site by site
};

/// The nearest sites of each firm, the nearest first; of equals the lowest.
class NearestSites {
 public:
  NearestSites(std::size_t firms, std::size_t nearest, RoadCost largest)
      : largest_(largest), nearest_(nearest), best_(firms) {}

  void take(const CostBlock& block) {
    for (std::size_t f = 0; f < block.firms; ++f) {
      auto& best = best_[block.first_firm + f];
      for (std::size_t s = 0; s < block.sites; ++s) {
        const std::pair found(block.cost[f * block.stride + s],
                              static_cast<std::uint32_t>(block.first_site + s));
        if (found.first > largest_ || (best.size() == nearest_ && found >= best.back())) continue;
        best.insert(std::upper_bound(best.begin(), best.end(), found), found);
        if (best.size() > nearest_) best.pop_back();
      }
    }
  }

  void write(PairFile& file, double units) const {
    for (std::uint32_t f = 0; f < best_.size(); ++f)
      for (const auto& [cost, site] : best_[f]) file.add(site, f, cost / units);
  }

 private:
  RoadCost largest_;
  std::size_t nearest_;
  std::vector<std::vector<std::pair<RoadCost, std::uint32_t>>> best_;
};

/// Costs of all pairs: one search a site while that is less than a hierarchy.
void for_all_pairs(const ServiceRoads& roads, const std::vector<RoadPoint>& sites,
                   const std::vector<RoadPoint>& firms, RoadCost largest, TravelDirection direction,
                   const TakeCosts& take, RunControl& run) {
  // A hierarchy is made in the time of about 80 searches of the whole network.
  constexpr std::size_t kFewSites = 80;
  if (sites.size() <= kFewSites) {
    travel_costs_by_search(roads.graph(), sites, firms, largest, direction)(take, run);
    return;
  }
  const ContractionHierarchy hierarchy(roads.graph(), run);
  travel_costs(hierarchy, sites, firms, direction)(take, run);
}

Outcome run_travel_times(const StepInput& input, RunControl& run) {
  const auto options = options_from<TravelTimeOptions>(input.step.options);
  const bool by_time = options.measure == TravelAmount::minutes;
  const RoadMeasure measure = by_time ? RoadMeasure::time : RoadMeasure::distance;
  const Table& firm_table = *input.data.last(Role::establishments)->table;
  Establishments firms = establishments_from(firm_table, input.data.frame);
  apply_filter(firms, options.filter, firm_table, run);
  const Layer& network = network_layer(input.data, options.network);
  Outcome outcome;
  const SiteSelection chosen =
      chosen_sites(input.data, options.places, {disc_of(firms)}, kFarthestSite_m, outcome.notes);
  const Institutions& sites = chosen.sites;
  RoadReachOptions reach;
  reach.access_m = options.access_m;
  reach.access_kmh = options.access_kmh;
  reach.direction = options.direction;
  const ServiceRoads roads(network, firms.frame, measure, service_choice(reach));
  const bool plane = firms.frame.kind == FrameKind::plane;
  const auto firm_points =
      roads.join(plane ? firms.x_m : firms.lon_deg, plane ? firms.y_m : firms.lat_deg, run);
  const auto site_points =
      roads.join(plane ? sites.x_m : sites.lon_deg, plane ? sites.y_m : sites.lat_deg, run);
  note_off_road(firm_points, firms, reach, network.name, outcome);
  note_sites_off_road(site_points, reach, network.name, outcome);
  note_islands(roads.edges(), firm_points, site_points, "firm", outcome);

  const double units = by_time ? 60'000 : 100'000;
  const RoadCost largest =
      options.largest > 0 ? std::min(cost_from(options.largest, measure), kUnreached - 1) : kUnreached - 1;
  PairFile file(input.step.file, {sites.id, sites.name, firms.id, by_time ? "minutes" : "km"});
  if (options.nearest > 0) {
    NearestSites nearest(firms.size(), static_cast<std::size_t>(options.nearest), largest);
    for_all_pairs(
        roads, site_points, firm_points, largest, options.direction,
        [&](const CostBlock& block) { nearest.take(block); }, run);
    nearest.write(file, units);
  } else {
    RunControl one_by_one(run, 1);  // rows are written in the order in which they come
    PairWriter writer(file, firms.size(), largest, units);
    for_all_pairs(
        roads, site_points, firm_points, largest, options.direction,
        [&](const CostBlock& block) { writer.take(block); }, one_by_one);
    writer.write();
  }
  file.finish();
  outcome.counts = {{"sites", static_cast<double>(sites.size())},
                    {"firms", static_cast<double>(firms.size())},
                    {"pairs", static_cast<double>(file.rows())}};
  return outcome;
}

}  // namespace

Operation travel_times_operation() {
  return {.name = "travel_times",
          .kind = OperationKind::output,
          .title = "Write travel times between sites and firms",
          .summary = "Writes a table of the travel times, or lengths of ways, between sites and firms",
          .description =
              "One row for each site and firm that it can reach along a road network, with the minutes or "
              "kilometres of the shortest way: all pairs, those up to a limit, or the nearest sites of each "
              "firm. Rows are written as they are found, so the table may be larger than the memory.",
          .example = "agglo travel_times region.gpkg --nearest 3 -o times.csv",
          .methods_anchor = "travel-costs",
          .needs = {Role::establishments, Role::network},
          .uses = {Role::institutions, Role::zones, Role::infrastructure},
          .uses_results = {},
          .options = describe_options<TravelTimeOptions>(),
          .run = run_travel_times};
}

}  // namespace agglo
