#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "agglo/accessibility.hpp"
#include "agglo/error.hpp"
#include "agglo/memory.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/service_costs.hpp"
#include "app/operations/step_checks.hpp"
#include "app/option_visitors.hpp"

namespace agglo {
namespace {

struct WithinOptions {
  ServiceChoice choice;
  std::string sum, by;
};

template <class Visitor>
void visit(Visitor& v, WithinOptions& o) {
  v("of", o.choice.of,
    {.help = "Layer of what is counted, such as workers, people or schools (default: the firms)",
     .is_layer = true});
  v("sum", o.sum,
    {.help = "Number columns of it that are added up, separated by ';', such as engineers;technicians"});
  v("by", o.by,
    {.help = "A text column of it, such as sector or skill: each of its values is counted apart"});
  visit(v, o.choice);
}

/// More would make a table that nobody reads.
constexpr std::size_t kMostCategories = 60;

struct Counted {
  std::vector<std::string> name;
  std::vector<std::vector<double>> value;  ///< of each place; NaN unknown
};

bool holds_numbers(const Column& column) {
  return std::holds_alternative<std::vector<double>>(column.values) ||
         std::holds_alternative<std::vector<std::int64_t>>(column.values);
}

void add_sums(const WithinOptions& o, const ServiceCosts& places, Counted& counted) {
  for (const std::string& name : list_items(o.sum)) {
    const Column& column = places.chosen.table.at(name);
    if (!holds_numbers(column))
      throw usage_error(fmt::format("--sum names \"{}\", which holds no numbers", name),
                        "give number columns, or count the values of a text column with --by");
    counted.name.push_back(name);
    auto& value = counted.value.emplace_back();
    for (const std::uint32_t row : places.row) {
      value.push_back(column.number(row));
      if (value.back() < 0 || std::isinf(value.back()))
        throw usage_error(fmt::format("--sum {}: row {} has the value \"{}\"", name, row + 1, value.back()),
                          "give finite values of at least 0, or leave unknown ones empty");
    }
  }
}

/// One column for each value of the text column, with the weight of the places that have it.
void add_categories(const WithinOptions& o, const ServiceCosts& places, Counted& counted) {
  if (o.by.empty()) return;
  const Column& column = places.chosen.table.at(o.by);
  std::map<std::string, std::size_t> number;
  for (const std::uint32_t row : places.row) number.emplace(column.text(row), 0);
  if (number.size() > kMostCategories)
    throw usage_error(
        fmt::format("--by names \"{}\", which has {} different values", o.by, number.size()),
        fmt::format("choose a column with at most {}, or leave rows out with --where or --sectors",
                    kMostCategories));
  for (auto& [text, place] : number) {
    place = counted.name.size();
    counted.name.push_back(text.empty() ? "(none)" : text);
    counted.value.emplace_back(places.row.size(), 0.0);
  }
  for (std::size_t i = 0; i < places.row.size(); ++i)
    counted.value[number.at(column.text(places.row[i]))][i] = places.demand[i];
}

Counted counted_columns(const WithinOptions& o, const ServiceCosts& places) {
  Counted counted;
  add_sums(o, places, counted);
  add_categories(o, places, counted);
  if (counted.name.empty()) {
    counted.name.push_back(o.choice.firms.weight == "firms" ? "count" : o.choice.firms.weight);
    counted.value.push_back(places.demand);
  }
  return counted;
}

Table within_table(const ServiceCosts& places, const ServiceLimits& limits, const Counted& counted,
                   const SumsWithin& sums, bool with_known) {
  const Institutions& sites = places.sites.sites;
  std::vector<std::size_t> sum_of;  // of each row: its place in the sums
  for (const std::size_t s : offering_sites(places))
    for (std::size_t l = 0; l < limits.amount.size(); ++l) sum_of.push_back(s * limits.amount.size() + l);
  Table table;
  table.row_count = sum_of.size();
  StringColumn id, name, kind;
  std::vector<double> limit;
  std::vector<std::int64_t> count;
  for (const std::size_t i : sum_of) {
    const std::size_t s = i / limits.amount.size();
    id.push_back(site_id(places.sites, s));
    name.push_back(site_name(places.sites, s));
    kind.push_back(sites.kind[s]);
    limit.push_back(limits.amount[i % limits.amount.size()]);
    count.push_back(static_cast<std::int64_t>(sums.firms[i]));
  }
  table.add("site_id", std::move(id), "", kSiteIdHelp);
  table.add("site_name", std::move(name));
  table.add("site_kind", std::move(kind));
  table.add("limit", std::move(limit), limits.unit(), "Included");
  table.add("rows", std::move(count), "", "Rows of the layer within the limit");
  for (std::size_t c = 0; c < counted.name.size(); ++c) {
    std::vector<double> sum;
    std::vector<std::int64_t> known;
    for (const std::size_t i : sum_of) {
      sum.push_back(sums.sum[i * sums.columns + c]);
      known.push_back(static_cast<std::int64_t>(sums.known[i * sums.columns + c]));
    }
    const std::string column = table.find(counted.name[c]) ? counted.name[c] + " sum" : counted.name[c];
    table.add(column, std::move(sum), "", "Sum within the limit; unknown values add nothing");
    if (with_known)
      table.add(column + "_known", std::move(known), "", "Rows within the limit whose value is known");
  }
  table.validate();
  return table;
}

Outcome run_within(const StepInput& input, RunControl& run) {
  const auto options = options_from<WithinOptions>(input.step.options);
  if (!options.sum.empty() && options.by.empty())
    refuse_unused(input.step, "--sum, which adds up its columns as they are,", {"weight"},
                  "count rows by a text column with --by");
  const ServiceLimits limits = limits_of(options.choice);
  Outcome outcome;
  const ServiceCosts places = service_costs(input, options.choice, limits, outcome, run);
  const Counted counted = counted_columns(options, places);
  // Sums of blocks of firms wait for those before them (at most so many), so that their order is the same on
  // any machine.
  const std::size_t blocks = (places.row.size() + kFirmsInBlock - 1) / kFirmsInBlock;
  const std::size_t sums_each = limits.cost.size() * (2 * counted.value.size() + 1);
  require_memory(blocks * places.sites.sites.size() * sums_each * sizeof(double), run,
                 fmt::format("{} sums around {} sites", counted.value.size(), places.sites.sites.size()),
                 "count fewer columns or values at a time, or fewer sites or limits");
  const SumsWithin sums = sums_within(places.costs, places.row.size(), places.sites.sites.size(), limits.cost,
                                      counted.value, run);
  outcome.counts = {{"sites", static_cast<double>(offering_sites(places).size())},
                    {"rows", static_cast<double>(places.row.size())}};
  if (places.unplaced > 0)
    outcome.notes.push_back(
        fmt::format("{} of {} rows are not counted anywhere (no place, no road near, or not chosen).",
                    places.unplaced, places.chosen.firms.size()));
  outcome.layers.push_back(
      {input.step.name,
       "Within reach of sites",
       Role::result,
       "within",
       std::make_shared<Table>(within_table(places, limits, counted, sums, !options.sum.empty())),
       {}});
  outcome.layers[0].provenance.source = service_sources(input, options.choice);
  if (!options.choice.of.empty())
    outcome.layers[0].provenance.source +=
        "; " + site_layer(input.data, options.choice.of, "--of").provenance.source;
  return outcome;
}

}  // namespace

Operation within_operation() {
  return {
      .name = "within",
      .kind = OperationKind::analysis,
      .title = "Within reach: workers, jobs or firms around each site",
      .summary = "Adds up, for each site and limit, workers by skill, firms by sector or any number columns",
      .description =
          "For each park, zone or institution: the sums of number columns of a layer of places (workers by "
          "skill, people, school places) within a distance or a travel time along roads, or its rows by the "
          "values of a text column. Without --of the firms are counted. Sites that lie near each other count "
          "the same places: their rows must not be added up.",
      .example =
          "agglo within region.gpkg --sites zones --of workers --sum engineers --along roads --minutes 15,30",
      .methods_anchor = "within",
      .needs = {Role::establishments},
      .uses = {Role::institutions, Role::zones, Role::infrastructure, Role::network},
      .uses_results = {},
      .options = describe_options<WithinOptions>(),
      .run = run_within};
}

}  // namespace agglo
