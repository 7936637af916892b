#include "agglo/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "agglo/error.hpp"
#include "agglo/memory.hpp"
#include "app/operations/coverage_tables.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/option_visitors.hpp"

namespace agglo {
namespace {

struct CoverageStepOptions {
  ServiceChoice choice;
  double oversupply = 1.25;
};

template <class Visitor>
void visit(Visitor& v, CoverageStepOptions& o) {
  visit(v, o.choice);
  v("oversupply", o.oversupply,
    {.min = 0,
     .min_excluded = true,
     .help = "Capacity per demand around a site above which there is too much of a service"});
}

void add_notes(const CoverageInput& in, Outcome& outcome) {
  if (in.places.unplaced > 0)
    outcome.notes.push_back(
        fmt::format("{} of {} firms are left out (no place, no road near, or not chosen); they are not gaps.",
                    in.places.unplaced, in.places.chosen.firms.size()));
  const std::set<std::uint32_t> offering = offering_sites(in.places);
  const auto unknown = std::count_if(offering.begin(), offering.end(), [&](std::uint32_t site) {
    return std::isnan(in.places.sites.sites.capacity[site]);
  });
  if (unknown > 0)
    outcome.notes.push_back(
        fmt::format("{} of {} sites have no known capacity; oversupply around them is not "
                    "told or is a lower bound.",
                    unknown, offering.size()));
}

/// Rows of the layer of each limit: those of several limits are the same firms or pairs again, so that their
/// sum would say nothing.
void count_rows(const Layer& layer, const char* name, const ServiceLimits& limits, Outcome& outcome) {
  std::map<double, double> rows;
  for (std::size_t row = 0; row < layer.table->row_count; ++row) ++rows[layer.table->at("limit").number(row)];
  for (const double limit : limits.amount)
    outcome.counts.emplace_back(
        limits.amount.size() == 1 ? name : fmt::format("{}_{}_{}", name, limit, limits.unit()), rows[limit]);
}

void check_capacities(const StepInput& input, const SiteChoice& choice, const SiteSelection& chosen) {
  for (std::size_t s = 0; s < chosen.sites.size(); ++s)
    if (const double capacity = chosen.sites.capacity[s]; capacity < 0 || std::isinf(capacity))
      throw usage_error(
          fmt::format("{} has the capacity \"{}\"", site_row(input.data, choice, chosen, s), capacity),
          "give finite capacities of at least 0, or leave unknown ones empty");
}

Outcome run_coverage(const StepInput& input, RunControl& run) {
  const auto options = options_from<CoverageStepOptions>(input.step.options);
  const ServiceLimits limits = limits_of(options.choice);
  Outcome outcome;
  const ServiceCosts places = service_costs(input, options.choice, limits, outcome, run);
  check_capacities(input, options.choice.places, places.sites);
  const std::size_t firms = places.row.size(), sites = places.sites.sites.size();
  require_memory(firms * limits.cost.size() * ((sites + 63) / 64 * 8 + 4 * places.by_service.size()), run,
                 fmt::format("coverage of {} firms by {} sites", firms, sites),
                 "choose fewer limits, fewer kinds of sites, or a smaller area");
  const ReachTable reach = reach_table(places.costs, firms, sites, limits.cost, run);
  std::vector<std::vector<std::uint32_t>> count;
  for (const auto& [name, rows] : places.by_service)
    for (std::size_t k = 0; k < limits.cost.size(); ++k) count.push_back(cover_counts(reach, k, rows));
  const CoverageInput in{input, places, limits, reach, count};
  outcome.layers = {coverage_layer(in), coverage_count_layer(in), coverage_gap_layer(in, options.choice),
                    coverage_pair_layer(in, run), coverage_supply_layer(in, options.oversupply)};
  if (places.sites.first_added < sites) outcome.layers.push_back(coverage_added_layer(in));
  for (Layer& layer : outcome.layers) layer.provenance.source = service_sources(input, options.choice);
  outcome.counts = {{"services", static_cast<double>(places.by_service.size())},
                    {"sites", static_cast<double>(offering_sites(places).size())},
                    {"firms", static_cast<double>(firms)}};
  count_rows(outcome.layers[2], "gaps", limits, outcome);
  count_rows(outcome.layers[3], "duplicating_pairs", limits, outcome);
  add_notes(in, outcome);
  return outcome;
}

}  // namespace

Operation coverage_operation() {
  return {
      .name = "coverage",
      .kind = OperationKind::analysis,
      .title = "Coverage: who is served, twice or not at all",
      .summary = "For each service: the firms and jobs that no, one or several sites reach within a limit",
      .description =
          "Counts for each service (or kind of site) how many sites reach each firm within a distance or "
          "a travel "
          "time along roads: how much of the demand is covered, how often twice, which firms are left "
          "out, which "
          "pairs of sites do the same for the same firms, and where capacity exceeds demand. Limits are "
          "included. With --also, what each planned site would add.",
      .example = "agglo coverage region.gpkg --along roads --minutes 15,30 --services workspace",
      .methods_anchor = "coverage",
      .needs = {Role::establishments},
      .uses = {Role::institutions, Role::zones, Role::infrastructure, Role::network},
      .uses_results = {},
      .options = describe_options<CoverageStepOptions>(),
      .run = run_coverage};
}

}  // namespace agglo
