#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "agglo/memory.hpp"
#include "agglo/pair_file.hpp"
#include "agglo/travel_costs.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/road_reach.hpp"
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
  RoadAccess access;
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
  visit(v, o.access);
  v("sectors", o.filter.sectors,
    {.help = "Only firms of these sectors, by code or name, separated by ';' (default: all)"});
  v("active_on", o.filter.active_on,
    {.help = "Only firms born by this day and not closed by then, yyyy-mm-dd (default: all)"});
  v("where", o.filter.where,
    {.help = "Only firms for which this condition about their columns is true, such as jobs_lo >= 10"});
}

/// Sites and firms on the roads, and which pairs are wanted.
struct WantedPairs {
  const ServiceRoads& roads;
  const std::vector<RoadPoint>&sites, &firms;
  RoadCost largest;
  const ContractionHierarchy* hierarchy;  ///< null: one search a site is less work

  TravelCosts costs(std::span<const RoadPoint> some) const {
    return hierarchy ? travel_costs(*hierarchy, some, firms, roads.direction())
                     : travel_costs_by_search(roads.graph(), some, firms, largest, roads.direction());
  }
  double amount(RoadCost cost) const { return amount_from(cost, roads.graph().measure()); }
};

/// Pairs on their way to the file, so many at a time.
class PairQueue {
 public:
  PairQueue(PairFile& file, RunControl& run) : file_(file), run_(run) {}
  void add(std::size_t site, std::size_t firm, double amount) {
    constexpr std::size_t kAtOnce = std::size_t{1} << 19;
    waiting_.push_back({static_cast<std::uint32_t>(site), static_cast<std::uint32_t>(firm), amount});
    if (waiting_.size() == kAtOnce) write();
  }
  void write() {
    file_.add(waiting_, run_);
    waiting_.clear();
  }

 private:
  PairFile& file_;
  RunControl& run_;
  std::vector<PairFile::Pair> waiting_;
};

/// All pairs site by site, firms ascending. The costs of some sites at a time are held, so that all threads
/// find them and the rows still come in order.
void write_all(const WantedPairs& wanted, PairFile& file, RunControl& run) {
  constexpr std::size_t kMostBytes = std::size_t{256} << 20, kFewestSites = 32;
  const std::size_t firms = wanted.firms.size(), sites = wanted.sites.size();
  const std::size_t fitting = std::max(kFewestSites, kMostBytes / (firms * sizeof(RoadCost)));
  const std::size_t at_once = std::min(sites, fitting);
  require_memory(at_once * firms * sizeof(RoadCost), run,
                 fmt::format("travel times between {} sites and {} firms", sites, firms),
                 "leave firms out with --where or --sectors");
  std::vector<RoadCost> cost(at_once * firms);  // of each site at hand, firm by firm
  PairQueue queue(file, run);
  run.begin("travel times", 2 * sites * firms);  // found, and written
  for (std::size_t first = 0; first < sites; first += at_once) {
    const std::size_t now = std::min(at_once, sites - first);
    RunControl part(run, run.threads);
    wanted.costs(std::span(wanted.sites).subspan(first, now))(
        [&](const CostBlock& block) {
          for (std::size_t s = 0; s < block.sites; ++s)
            for (std::size_t f = 0; f < block.firms; ++f)
              cost[(block.first_site + s) * firms + block.first_firm + f] = block.cost[f * block.stride + s];
          run.advance(block.firms * block.sites);
        },
        part);
    for (std::size_t s = 0; s < now; ++s) {
      for (std::size_t f = 0; f < firms; ++f)
        if (const RoadCost here = cost[s * firms + f]; here <= wanted.largest)
          queue.add(first + s, f, wanted.amount(here));
      run.advance(firms);
    }
  }
  queue.write();
}

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

  const std::vector<std::pair<RoadCost, std::uint32_t>>& of(std::size_t firm) const { return best_[firm]; }

 private:
  RoadCost largest_;
  std::size_t nearest_;
  std::vector<std::vector<std::pair<RoadCost, std::uint32_t>>> best_;
};

/// The nearest sites of each firm, firm by firm.
void write_nearest(const WantedPairs& wanted, std::size_t nearest, PairFile& file, RunControl& run) {
  const std::size_t firms = wanted.firms.size(), kept = std::min(nearest, wanted.sites.size());
  require_memory(firms * (sizeof(std::vector<int>) + 16 * kept), run,
                 fmt::format("the {} nearest sites of {} firms", kept, firms),
                 "choose a smaller --nearest, or leave firms out with --where or --sectors");
  NearestSites best(firms, nearest, wanted.largest);
  wanted.costs(wanted.sites)([&](const CostBlock& block) { best.take(block); }, run);
  run.begin("writing travel times", firms);
  PairQueue queue(file, run);
  for (std::size_t f = 0; f < firms; ++f) {
    for (const auto& [cost, site] : best.of(f)) queue.add(site, f, wanted.amount(cost));
    run.advance(1);
  }
  queue.write();
}

/// What is said of sites whose ways may leave the network.
void note_edge(const ServiceRoads& roads, const std::vector<RoadPoint>& points, const SiteSelection& chosen,
               const TravelTimeOptions& o, RoadCost largest, Outcome& outcome) {
  const char* unit = o.measure == TravelAmount::minutes ? "min" : "km";
  roads.note_edge(points, site_labels(chosen), largest,
                  {"site", "ways beyond it are not known",
                   o.largest > 0 ? fmt::format("{} {}", o.largest, unit) : std::string()},
                  outcome);
}

Outcome run_travel_times(const StepInput& input, RunControl& run) {
  const auto options = options_from<TravelTimeOptions>(input.step.options);
  const bool by_time = options.measure == TravelAmount::minutes;
  const RoadMeasure measure = by_time ? RoadMeasure::time : RoadMeasure::distance;
  const Table& firm_table = *input.data.last(Role::establishments)->table;
  Establishments firms = establishments_from(firm_table, input.data.frame);
  apply_filter(firms, options.filter, firm_table, run);
  Outcome outcome;
  const SiteSelection chosen =
      chosen_sites(input.data, options.places, {disc_of(firms)}, kFarthestSite_m, outcome.notes);
  const Institutions& sites = chosen.sites;
  // Before long work, so that a file that cannot be written is told at once.
  PairFile file(input.step.file, {sites.id, sites.name, firms.id, by_time ? "minutes" : "km"});
  const ServiceRoads roads(input.data, options.access, measure);
  const JoinWords words{"firm", "they have no pairs"};
  const auto firm_points = roads.join(firms, words, outcome, run);
  const auto site_points = roads.join(sites, kSiteWords, outcome, run);
  roads.note_islands(firm_points, site_points, words, outcome);
  const RoadCost largest = options.largest > 0 ? cost_from(options.largest, measure) : kUnreached - 1;
  note_edge(roads, site_points, chosen, options, largest, outcome);

  // A hierarchy is made in the time of about 80 searches of the whole network.
  constexpr std::size_t kFewSites = 80;
  std::optional<ContractionHierarchy> hierarchy;
  if (sites.size() > kFewSites) hierarchy.emplace(roads.graph(), run);
  const WantedPairs wanted{roads, site_points, firm_points, largest, hierarchy ? &*hierarchy : nullptr};
  if (options.nearest > 0)
    write_nearest(wanted, static_cast<std::size_t>(options.nearest), file, run);
  else
    write_all(wanted, file, run);
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
