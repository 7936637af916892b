#include "agglo/accessibility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agglo/error.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/service_costs.hpp"
#include "app/operations/step_checks.hpp"
#include "app/option_visitors.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

enum class AccessMethod { two_step, enhanced, gravity, huff };
/// As DecayKind but for zones, which belong to a method; `usual` is that of the method.
enum class AccessDecay { usual, step, exponential, power, gaussian, inverse_linear };

struct AccessStepOptions {
  AccessMethod method = AccessMethod::two_step;
  ServiceChoice choice;
  std::string supply = "capacity";
  AccessDecay decay = AccessDecay::usual;
  double parameter = 0, least = 1;
  std::vector<double> zone_weights;
  double alpha = 1;
};

template <class Visitor>
void visit(Visitor& v, AccessStepOptions& o) {
  v("method", o.method,
    {.choices = {"2sfca", "e2sfca", "gravity", "huff"},
     .help = "2sfca: supply shared among the demand within the limit; e2sfca: the same with zones of falling "
             "weight; gravity: supply weighed by distance; huff: which site each firm uses, in shares"});
  visit(v, o.choice);
  v("supply", o.supply,
    {.help = "What a site offers: capacity, sites (1 each), or the name of a number column of the sites"});
  v("decay", o.decay,
    {.choices = {"usual", "step", "exponential", "power", "gaussian", "inverse_linear"},
     .help = "How supply counts with distance (usual: step for 2sfca, exponential for gravity, power for "
             "huff); e2sfca takes its zones",
     .used_with = {"method", {"2sfca", "gravity", "huff"}}});
  v("parameter", o.parameter,
    {.min = 0,
     .help = "Of the decay, in minutes or km; for power an exponent (0: half of the limit; 2 for power)",
     .used_with = {"method", {"2sfca", "gravity", "huff"}}});
  v("least", o.least,
    {.min = 0,
     .min_excluded = true,
     .help = "With power, what is nearer than this many minutes or km counts as that far away",
     .used_with = {"method", {"2sfca", "gravity", "huff"}}});
  v("zone_weights", o.zone_weights,
    {.min = 0,
     .help = "With e2sfca, one weight for each limit (default for three: 1,0.68,0.22)",
     .used_with = {"method", {"e2sfca"}}});
  v("alpha", o.alpha,
    {.min = 0,
     .max = 100,
     .help = "With huff, exponent of what a site offers",
     .used_with = {"method", {"huff"}}});
}

DecayKind kind_of(const AccessStepOptions& o) {
  switch (o.decay) {
    case AccessDecay::usual:
      return o.method == AccessMethod::two_step   ? DecayKind::step
             : o.method == AccessMethod::enhanced ? DecayKind::zones
             : o.method == AccessMethod::gravity  ? DecayKind::exponential
                                                  : DecayKind::power;
    case AccessDecay::step:
      return DecayKind::step;
    case AccessDecay::exponential:
      return DecayKind::exponential;
    case AccessDecay::power:
      return DecayKind::power;
    case AccessDecay::gaussian:
      return DecayKind::gaussian;
    case AccessDecay::inverse_linear:
      return DecayKind::inverse_linear;
  }
  return DecayKind::step;
}

void refuse_step_checks(const Step& step, const AccessStepOptions& o) {
  const char* const names[] = {"2sfca", "e2sfca", "gravity", "huff"};
  const std::string method = fmt::format("--method {}", names[static_cast<int>(o.method)]);
  const DecayKind kind = kind_of(o);
  if (kind == DecayKind::step)
    refuse_unused(step, method + " without a falling --decay", {"parameter", "least"}, "give a --decay");
  if (kind != DecayKind::power)
    refuse_unused(step, method + " without --decay power", {"least"}, "use --decay power");
}

Decay decay_of(const AccessStepOptions& o, const ServiceLimits& limits) {
  Decay decay;
  decay.kind = kind_of(o);
  decay.measure = limits.measure;
  decay.limit = limits.amount.back();
  decay.least = o.least;
  decay.parameter = o.parameter > 0                  ? o.parameter
                    : decay.kind == DecayKind::power ? 2
                    : decay.limit > 0                ? decay.limit / 2
                                                     : 1;
  if (o.method == AccessMethod::enhanced) {
    decay.zone_limit = limits.amount;
    decay.zone_weight = o.zone_weights;
    if (o.zone_weights.empty() && limits.amount.size() == 3) decay.zone_weight = {1, 0.68, 0.22};
    if (decay.zone_weight.size() != decay.zone_limit.size())
      throw usage_error(
          fmt::format("--zone-weights has {} weights for {} limits", decay.zone_weight.size(),
                      decay.zone_limit.size()),
          "give each limit its weight, for example --minutes 10,20,30 --zone-weights 1,0.68,0.22");
  } else if (limits.amount.size() > 1) {
    throw usage_error(fmt::format("{} limits are given", limits.amount.size()),
                      "give one limit, or use --method e2sfca, which has zones");
  }
  return decay;
}

/// What each site offers; NaN where unknown, and where the site offers none of the services asked for.
std::vector<double> supply_of(const StepInput& input, const AccessStepOptions& o,
                              const ServiceCosts& places) {
  const Institutions& sites = places.sites.sites;
  const bool each_one = o.supply == "sites", is_capacity = o.supply == "capacity";
  const auto column_of = [&](const Layer& layer) {
    return each_one || is_capacity ? nullptr : &layer.table->at(o.supply);
  };
  const Column* column = column_of(site_layer(input.data, o.choice.places.sites));
  const Column* also = o.choice.places.also.empty()
                           ? nullptr
                           : column_of(site_layer(input.data, o.choice.places.also, "--also"));
  std::vector<double> supply(sites.size(), kMissing);
  bool any = false;
  for (const auto& [service, rows] : places.by_service)
    for (const std::uint32_t s : rows) {
      const auto row = static_cast<std::size_t>(places.sites.row[s]);
      const Column* of_site = s < places.sites.first_added ? column : also;
      supply[s] = each_one ? 1 : of_site ? of_site->number(row) : sites.capacity[s];
      any = any || !std::isnan(supply[s]);
    }
  if (!any)
    throw failure(fmt::format("no site has a known {}", o.supply),
                  "give --supply sites to count each site as 1, or name a number column of the sites");
  return supply;
}

/// What was computed: of each firm (rows as in places.row) and each site.
struct Access {
  std::vector<double> access;              ///< empty with huff
  std::vector<std::int32_t> best_site;     ///< with huff
  std::vector<double> best_share;          ///< with huff
  std::vector<double> site_demand, ratio;  ///< may be empty
};

std::string title_of(const AccessStepOptions& o, const ServiceCosts& places, const ServiceLimits& limits) {
  const char* const names[] = {"2SFCA", "E2SFCA", "gravity", "Huff"};
  return fmt::format("{} ({}, {}{})",
                     o.method == AccessMethod::huff
                         ? "Share of the site that each firm uses most, for " + service_words(places)
                         : "Access of firms to " + service_words(places),
                     names[static_cast<int>(o.method)], limit_words(o.choice, limits),
                     places.chosen.qualifier);
}

/// One row per firm of the register, in its order, so that results can be compared row by row.
Layer firm_layer(const StepInput& input, const ServiceCosts& places, const Access& found, std::string title) {
  const Table& firms = places.chosen.table;
  const std::size_t rows = firms.row_count;
  const bool huff = !found.best_site.empty();
  std::vector<double> value(rows, kMissing), demand(rows, kMissing);
  std::vector<std::string> site(rows), site_ids(rows);
  for (std::size_t i = 0; i < places.row.size(); ++i) {
    const std::uint32_t row = places.row[i];
    demand[row] = places.demand[i];
    value[row] = huff ? found.best_share[i] : found.access[i];
    if (!huff || found.best_site[i] < 0) continue;
    site[row] = site_name(places.sites, static_cast<std::size_t>(found.best_site[i]));
    site_ids[row] = site_id(places.sites, static_cast<std::size_t>(found.best_site[i]));
  }
  Table table;
  table.row_count = rows;
  table.add("id", text_column(firms, "id"), "", "Identifier of the firm");
  table.add("name", text_column(firms, "name"));
  table.add("demand", std::move(demand), "", "What the firm counts; missing when it is left out");
  if (huff) {
    StringColumn best, best_id;
    for (const std::string& name : site) best.push_back(name);
    for (const std::string& id : site_ids) best_id.push_back(id);
    table.add("site", std::move(best), "", "The site that it uses most");
    table.add("share", std::move(value), "", "Its share; missing when no site is in reach");
    table.add("site_id", std::move(best_id), "", kSiteIdHelp);
  } else {
    table.add("access", std::move(value), "", "0 when no site is in reach; missing when left out");
  }
  table.shapes = firms.shapes;
  table.validate();
  return {input.step.name,
          std::move(title),
          Role::result,
          "firm_access",
          std::make_shared<Table>(std::move(table)),
          {}};
}

Layer access_site_layer(const StepInput& input, const ServiceCosts& places, const std::vector<double>& supply,
                        const Access& found) {
  const Institutions& sites = places.sites.sites;
  Table table;
  table.row_count = sites.size();
  StringColumn id, name, kind;
  std::vector<std::int64_t> added;
  for (std::size_t s = 0; s < sites.size(); ++s) {
    added.push_back(s < places.sites.first_added ? 0 : 1);
    id.push_back(site_id(places.sites, s));
    name.push_back(site_name(places.sites, s));
    kind.push_back(sites.kind[s]);
  }
  table.add("site", places.sites.row, "", "Row of the site in its layer, from 0");
  table.add("site_id", std::move(id), "", kSiteIdHelp);
  table.add("site_name", std::move(name));
  table.add("site_kind", std::move(kind));
  if (places.sites.first_added < sites.size())
    table.add("added", std::move(added), "", "1: a site of --also, and site is its row there");
  table.add("supply", supply, "", "What it offers; missing when unknown or not asked for");
  table.add("demand", found.site_demand, "", "Demand around it, or with huff the expected one");
  if (!found.ratio.empty())
    table.add("ratio", found.ratio, "",
              "supply / demand; missing when the supply is unknown or no demand is near");
  table.validate();
  return {input.step.name + "_sites",
          "Demand of sites",
          Role::result,
          "site_access",
          std::make_shared<Table>(std::move(table)),
          {}};
}

Access computed(const AccessStepOptions& o, const Decay& decay, const ServiceCosts& places,
                const std::vector<double>& supply, Outcome& outcome, RunControl& run) {
  Access found;
  if (o.method == AccessMethod::gravity) {
    found.access = gravity_access(places.costs, places.row.size(), supply, decay, run);
  } else if (o.method == AccessMethod::huff) {
    HuffDemand huff = huff_demand(places.costs, places.demand, supply, {o.alpha, decay}, run);
    if (huff.unserved_demand > 0)
      outcome.notes.push_back(
          fmt::format("Demand of {:g} is of firms without a site in reach.", huff.unserved_demand));
    found.best_site = std::move(huff.best_site);
    found.best_share = std::move(huff.best_share);
    found.site_demand = std::move(huff.site_demand);
  } else {
    FloatingCatchments two = floating_catchments(places.costs, places.demand, supply, decay, run);
    if (two.without_demand > 0)
      outcome.notes.push_back(fmt::format(
          "{} sites have no demand within reach; their supply is not counted.", two.without_demand));
    found.access = std::move(two.firm_access);
    found.site_demand = std::move(two.site_demand);
    found.ratio = std::move(two.site_ratio);
  }
  return found;
}

Outcome run_accessibility(const StepInput& input, RunControl& run) {
  auto options = options_from<AccessStepOptions>(input.step.options);
  refuse_step_checks(input.step, options);
  ServiceChoice& choice = options.choice;
  if (options.method == AccessMethod::enhanced && choice.minutes.empty() && choice.km.empty()) {
    if (choice.along == Along::roads)
      choice.minutes = {10, 20, 30};
    else
      choice.km = {2, 5, 10};
  }
  const ServiceLimits limits = limits_of(choice);
  const Decay decay = decay_of(options, limits);
  Outcome outcome;
  const ServiceCosts places = service_costs(input, choice, limits, outcome, run);
  const std::vector<double> supply = supply_of(input, options, places);
  const Access found = computed(options, decay, places, supply, outcome, run);
  const std::set<std::uint32_t> offering = offering_sites(places);
  const auto unknown = std::count_if(offering.begin(), offering.end(),
                                     [&](std::uint32_t site) { return std::isnan(supply[site]); });
  if (unknown > 0)
    outcome.notes.push_back(fmt::format("{} of {} sites have no known {}; they are left out.", unknown,
                                        offering.size(), options.supply));
  if (const auto zero = std::count(supply.begin(), supply.end(), 0.0); zero > 0)
    outcome.notes.push_back(fmt::format("{} of {} sites have a {} of 0: they offer nothing to anybody.", zero,
                                        offering.size(), options.supply));
  if (places.by_service.size() > 1)
    outcome.notes.push_back(
        fmt::format("{} services are taken together; choose one with --services.", places.by_service.size()));
  const auto none = options.method == AccessMethod::huff
                        ? std::count(found.best_site.begin(), found.best_site.end(), -1)
                        : std::count(found.access.begin(), found.access.end(), 0.0);
  outcome.counts = {{"firms", static_cast<double>(places.row.size())},
                    {"sites", static_cast<double>(offering.size() - static_cast<std::size_t>(unknown))},
                    {"firms_without_access", static_cast<double>(none)}};
  outcome.layers.push_back(firm_layer(input, places, found, title_of(options, places, limits)));
  if (!found.site_demand.empty()) outcome.layers.push_back(access_site_layer(input, places, supply, found));
  for (Layer& layer : outcome.layers) layer.provenance.source = service_sources(input, choice);
  return outcome;
}

}  // namespace

Operation accessibility_operation() {
  return {
      .name = "accessibility",
      .kind = OperationKind::analysis,
      .title = "Accessibility: how much of a service each firm can reach",
      .summary =
          "Access of each firm to what sites offer, with the demand that shares it (2SFCA, gravity, Huff)",
      .description =
          "Two-step floating catchments share what each site offers among the demand around it and add up "
          "for each firm what it can reach; gravity weighs supply by distance alone; Huff tells which site "
          "each "
          "firm would use. Distances are straight, or travel times and ways along roads.",
      .example = "agglo accessibility region.gpkg --method e2sfca --along roads --minutes 10,20,30",
      .methods_anchor = "accessibility",
      .needs = {Role::establishments},
      .uses = {Role::institutions, Role::zones, Role::infrastructure, Role::network},
      .uses_results = {},
      .options = describe_options<AccessStepOptions>(),
      .run = run_accessibility};
}

}  // namespace agglo
