#include "agglo/equity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "access/polygon_index.hpp"
#include "agglo/error.hpp"
#include "agglo/project.hpp"
#include "app/operations/operation_rows.hpp"
#include "app/operations/step_checks.hpp"
#include "app/option_visitors.hpp"
#include "app/roles.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

struct EquityStepOptions {
  std::string before, after;
  std::string value = "access";
  std::string weight = "demand";
  std::string group;
};

template <class Visitor>
void visit(Visitor& v, EquityStepOptions& o) {
  v("before", o.before,
    {.help = "Layer with the values, or those before a change (default: the last accessibility)",
     .is_layer = true});
  v("after", o.after,
    {.help = "A second layer with the same rows: the values after a change", .is_layer = true});
  v("value", o.value, {.help = "Column of what is spread over the rows"});
  v("weight", o.weight,
    {.help = "What each row counts: demand, rows (1 each), or the name of a number column"});
  v("group", o.group,
    {.help = "Also each group by itself: regions, or a text column of the layer or of the firms"});
}

const Layer& value_layer(const Dataset& data, const std::string& name, const char* flag) {
  const Layer* layer = name.empty() ? data.last_result("firm_access") : data.find(name);
  if (layer && layer->table) return *layer;
  if (name.empty())
    throw usage_error("there is no accessibility to look at",
                      "run agglo accessibility first, or name a layer with --before");
  throw usage_error(fmt::format("{} names \"{}\", which the project does not have", flag, name),
                    "see its layers with: agglo info PROJECT");
}

std::vector<double> numbers_of(const Table& table, const std::string& name) {
  const Column& column = table.at(name);
  std::vector<double> values;
  bool any = false;
  for (std::size_t row = 0; row < table.row_count; ++row) {
    values.push_back(column.number(row));
    any = any || !std::isnan(values.back());
  }
  if (!any && table.row_count > 0)
    throw failure(fmt::format("column \"{}\" has no number in {} rows", name, table.row_count),
                  "choose another column with --value or --weight");
  return values;
}

/// The name of each row's region; empty outside of all, or without a place. Edges count as inside; of regions
/// that overlap the first counts.
std::vector<std::string> region_names(const Table& table, const Dataset& data) {
  const Layer* regions = data.last(Role::regions);
  if (!regions || !regions->table)
    throw usage_error("--group regions needs regions, and there are none",
                      "import them first: agglo import REGIONS --as regions -o PROJECT");
  const StringColumn names = text_column(*regions->table, "name");
  std::vector<PolygonIndex> index;
  std::vector<Box> box;
  for (std::size_t r = 0; r < regions->table->row_count; ++r) {
    index.emplace_back(regions->table->shapes, r);
    box.push_back(regions->table->shapes.box(r));
  }
  std::vector<std::string> found(table.row_count);
  for (std::size_t row = 0; row < table.row_count && !table.shapes.empty(); ++row) {
    const double x = table.shapes.first_x(row), y = table.shapes.first_y(row);
    Box place;
    place.extend(x, y);
    for (std::size_t r = 0; r < index.size() && found[row].empty(); ++r)
      if (box[r].intersects(place) && index[r].contains(x, y))
        found[row] = names[r].empty() ? fmt::format("region {}", r + 1) : std::string(names[r]);
  }
  return found;
}

std::vector<std::string> group_names(const StepInput& input, const Table& table, const std::string& group) {
  if (group == "regions") return region_names(table, input.data);
  const Layer* firms = input.data.last(Role::establishments);
  const bool of_firms = !table.find(group) && firms && firms->table && same_rows(*firms->table, table) &&
                        firms->table->find(group);
  const Column& column = of_firms ? firms->table->at(group) : table.at(group);
  std::vector<std::string> names;
  for (std::size_t row = 0; row < table.row_count; ++row) names.push_back(column.text(row));
  return names;
}

struct Grouped {
  std::vector<std::string> name{"all"};
  Groups rows;
  std::size_t without = 0;
};

Grouped grouped(const StepInput& input, const Table& table, const std::string& group) {
  Grouped result;
  for (std::uint32_t row = 0; row < table.row_count; ++row) result.rows.items.push_back(row);
  result.rows.start.push_back(table.row_count);
  if (group.empty()) return result;
  std::map<std::string, std::vector<std::uint32_t>> by_name;
  const std::vector<std::string> names = group_names(input, table, group);
  for (std::uint32_t row = 0; row < table.row_count; ++row) by_name[names[row]].push_back(row);
  for (const auto& [name, rows] : by_name) {
    if (name.empty()) {
      result.without = rows.size();
      continue;
    }
    result.name.push_back(name);
    result.rows.items.insert(result.rows.items.end(), rows.begin(), rows.end());
    result.rows.start.push_back(result.rows.items.size());
  }
  return result;
}

struct Figure {
  const char* name;
  double Equity::*value;
  const char* help;
};
constexpr Figure kFigures[] = {
    {"mean", &Equity::mean, "Weighted mean"},
    {"median", &Equity::median, "Weighted median"},
    {"gini", &Equity::gini, "0 all have the same ... 1 one has all"},
    {"palma", &Equity::palma, "What the 10 % with most have / what the 40 % with least have"},
    {"below_half_median", &Equity::below_half_median, "Share of the weight with less than half the median"},
    {"worst_quintile_mean", &Equity::worst_quintile_mean, "Mean of the 20 % with least"}};

void add_figures(Table& table, const std::vector<Equity>& found, const char* suffix) {
  for (const Figure& figure : kFigures) {
    std::vector<double> column;
    for (const Equity& e : found) column.push_back(e.*figure.value);
    table.add(figure.name + std::string(suffix), std::move(column), "", figure.help);
  }
}

Table table_of(const Grouped& groups, const std::vector<Equity>& found) {
  Table table;
  table.row_count = found.size();
  StringColumn name, reason;
  std::vector<std::int64_t> rows, left_out;
  std::vector<double> weight;
  for (std::size_t g = 0; g < found.size(); ++g) {
    name.push_back(groups.name[g]);
    rows.push_back(static_cast<std::int64_t>(found[g].rows));
    left_out.push_back(static_cast<std::int64_t>(found[g].left_out));
    weight.push_back(found[g].weight);
    reason.push_back(found[g].reason);
  }
  table.add("group", std::move(name), "", "all, then each group");
  table.add("rows", std::move(rows), "", "Rows with a value and a weight");
  table.add("left_out", std::move(left_out), "", "Rows without");
  table.add("weight", std::move(weight), "", "Sum of the weights");
  add_figures(table, found, "");
  table.add("reason", std::move(reason), "", "Why a figure is missing");
  return table;
}

void add_changes(Table& table, const std::vector<EquityChange>& changes) {
  std::vector<Equity> after;
  std::vector<double> mean, gini, worst, better, worse;
  for (const EquityChange& c : changes) {
    after.push_back(c.after);
    mean.push_back(c.mean_change);
    gini.push_back(c.gini_change);
    worst.push_back(c.worst_quintile_change);
    better.push_back(c.weight_better);
    worse.push_back(c.weight_worse);
  }
  add_figures(table, after, "_after");
  table.add("mean_change", std::move(mean));
  table.add("gini_change", std::move(gini), "", "Below 0: more even than before");
  table.add("worst_quintile_change", std::move(worst), "", "Of the mean of those who had least before");
  table.add("weight_better", std::move(better), "", "Weight of the rows with more than before");
  table.add("weight_worse", std::move(worse), "", "Weight of the rows with less than before");
}

std::vector<LorenzPoint> curve_of(std::span<const std::uint32_t> rows, const std::vector<double>& value,
                                  const std::vector<double>& weight) {
  std::vector<double> some, w;
  for (const std::uint32_t row : rows) {
    some.push_back(value[row]);
    w.push_back(weight[row]);
  }
  return lorenz_curve(some, w);
}

/// The Lorenz curves at every twentieth of the weight; `after` is empty without a change, else of the same
/// rows.
Layer lorenz_layer(const StepInput& input, const Grouped& groups, const std::vector<double>& value,
                   const std::vector<double>& after, const std::vector<double>& weight) {
  constexpr int kSteps = 20;
  StringColumn group;
  std::vector<double> weight_share, value_share, value_share_after;
  for (std::size_t g = 0; g < groups.name.size(); ++g) {
    const auto curve = curve_of(groups.rows[g], value, weight);
    const auto curve_after =
        after.empty() ? std::vector<LorenzPoint>() : curve_of(groups.rows[g], after, weight);
    if (curve.empty() && curve_after.empty()) continue;
    for (int i = 0; i <= kSteps; ++i) {
      group.push_back(groups.name[g]);
      weight_share.push_back(i / static_cast<double>(kSteps));
      value_share.push_back(lorenz_at(curve, weight_share.back()));
      value_share_after.push_back(lorenz_at(curve_after, weight_share.back()));
    }
  }
  Table table;
  table.row_count = group.size();
  table.add("group", std::move(group));
  table.add("weight_share", std::move(weight_share), "", "Share of the weight, those with least first");
  table.add("value_share", std::move(value_share), "", "Share of the total that they have");
  if (!after.empty())
    table.add("value_share_after", std::move(value_share_after), "",
              "The same after the change, those with least then first");
  return {input.step.name + "_lorenz",
          "Lorenz curve",
          Role::result,
          "lorenz",
          std::make_shared<Table>(std::move(table)),
          {}};
}

/// The change of all rows in words; figures that are not known are passed over.
std::string change_in_words(const EquityChange& c) {
  std::string text = fmt::format("Of a weight of {:.10g}, {:.10g} has more than before and {:.10g} has less.",
                                 c.before.weight, c.weight_better, c.weight_worse);
  if (!std::isnan(c.mean_change))
    text += fmt::format(" Mean {:.3g} before, {:.3g} after.", c.before.mean, c.after.mean);
  if (!std::isnan(c.gini_change))
    text += fmt::format(" Gini {:.3f} before, {:.3f} after: {}.", c.before.gini, c.after.gini,
                        c.gini_change < 0   ? "more even"
                        : c.gini_change > 0 ? "less even"
                                            : "no change");
  if (!std::isnan(c.worst_quintile_change))
    text += fmt::format(" The fifth that had least had {:.3g} on average, now {:.3g}.",
                        c.before.worst_quintile_mean, c.before.worst_quintile_mean + c.worst_quintile_change);
  return text;
}

/// Rows that only one of the two runs knows are left out of both, and said; so is a demand that changed.
void leave_out_of_both(const Table& before, const Table& after, std::vector<double>& value,
                       std::vector<double>& value_after, Outcome& outcome) {
  std::size_t only_before = 0, only_after = 0, other_demand = 0;
  const Column *demand = before.find("demand"), *demand_after = after.find("demand");
  for (std::size_t row = 0; row < value.size(); ++row) {
    const bool known = !std::isnan(value[row]), known_after = !std::isnan(value_after[row]);
    only_before += known && !known_after;
    only_after += known_after && !known;
    if (!known || !known_after)
      value[row] = value_after[row] = kMissing;
    else if (demand && demand_after && !std::isnan(demand->number(row)))
      other_demand += demand->number(row) != demand_after->number(row);
  }
  if (only_before + only_after > 0)
    outcome.notes.push_back(
        fmt::format("{} rows have a value only before and {} only after, as with another choice of firms or "
                    "another way onto roads; they are left out of both.",
                    only_before, only_after));
  if (other_demand > 0)
    outcome.notes.push_back(fmt::format(
        "{} rows have another demand after than before; what they weigh is that before.", other_demand));
}

/// The last step of the recipe that made the layer; nothing for layers that no step made.
std::optional<Step> step_of(const Dataset& data, const Layer& layer) {
  std::optional<Step> found;
  if (data.recipe.empty() || layer.provenance.step.empty()) return found;
  for (const RecipeStep& entry : recipe_from_toml(data.recipe, "recipe").steps)
    if (entry.step.name == layer.provenance.step) found = entry.step;
  return found;
}

std::string given_text(const Step& step, const OptionField& field) {
  const auto given = step.options.find(field.key);
  const std::string text = option_text(given == step.options.end() ? field.default_value : given->second);
  return text.empty() ? "not given" : text;
}

/// Limits, methods or directions that differ change values as well. Layers may differ: they are what is
/// compared.
void note_other_options(const Dataset& data, const Layer& before, const Layer& after, Outcome& outcome) {
  const auto step = step_of(data, before), step_after = step_of(data, after);
  if (!step || !step_after) return;
  std::string differing;
  const auto add = [&](const std::string& what, const std::string& then, const std::string& now) {
    if (then != now)
      differing += fmt::format("{}{} {} before, {} after", differing.empty() ? "" : "; ", what, then, now);
  };
  add("made by", step->operation, step_after->operation);
  if (differing.empty())
    for (const OptionField& field : operation(step->operation).options)
      if (!field.info.is_layer) add(field.flag(), given_text(*step, field), given_text(*step_after, field));
  if (!differing.empty())
    outcome.notes.push_back(fmt::format(
        "The two results were made in different ways ({}), which changes values as well.", differing));
}

Outcome run_equity(const StepInput& input, RunControl& run) {
  const auto options = options_from<EquityStepOptions>(input.step.options);
  const Layer& layer = value_layer(input.data, options.before, "--before");
  const Table& before = *layer.table;
  std::vector<double> value = numbers_of(before, options.value), value_after;
  const bool each_one = options.weight == "rows" || (options.weight == "demand" && !before.find("demand"));
  const std::vector<double> weight =
      each_one ? std::vector<double>(before.row_count, 1.0) : numbers_of(before, options.weight);
  run.begin("groups of rows");
  const Grouped groups = grouped(input, before, options.group);
  run.check();

  Outcome outcome;
  Table table = table_of(groups, equity_by_group(value, weight, groups.rows));
  std::string source = layer.provenance.source;
  if (!options.after.empty()) {
    const Layer& after = value_layer(input.data, options.after, "--after");
    if (!same_rows(before, *after.table))
      throw usage_error(fmt::format("--after names \"{}\", whose rows are not those before", options.after),
                        "compare two results on the same firms");
    note_other_options(input.data, layer, after, outcome);
    value_after = numbers_of(*after.table, options.value);
    leave_out_of_both(before, *after.table, value, value_after, outcome);
    const auto changes = equity_change_by_group(value, value_after, weight, groups.rows);
    std::vector<Equity> then;  // of the rows known in both, so that the two can be compared
    for (const EquityChange& change : changes) then.push_back(change.before);
    table = table_of(groups, then);
    add_changes(table, changes);
    outcome.notes.push_back(change_in_words(changes.front()));
  }
  table.validate();
  outcome.counts = {{"groups", static_cast<double>(groups.name.size() - 1)},
                    {"gini", table.at("gini").number(0)},
                    {"palma", table.at("palma").number(0)}};
  std::erase_if(outcome.counts, [](const auto& count) { return std::isnan(count.second); });
  outcome.layers.push_back(
      {input.step.name, "Equity", Role::result, "equity", std::make_shared<Table>(std::move(table)), {}});
  outcome.layers.push_back(lorenz_layer(input, groups, value, value_after, weight));
  for (Layer& made : outcome.layers) made.provenance.source = source;
  if (const std::string reason = outcome.layers[0].table->at("reason").text(0); !reason.empty())
    outcome.notes.push_back("Figures are missing: " + reason + ".");
  if (groups.without > 0)
    outcome.notes.push_back(
        fmt::format("{} rows belong to no group; they count in \"all\" only.", groups.without));
  return outcome;
}

}  // namespace

Operation equity_operation() {
  return {.name = "equity",
          .kind = OperationKind::analysis,
          .title = "Equity: how evenly access is spread",
          .summary = "Gini, Palma ratio and worst fifth of access or any column, by region, before and after",
          .description =
              "Looks at how evenly a column (access to services, jobs, spending) is spread over firms or "
              "what they weigh: Gini coefficient, Palma ratio, Lorenz curve, the share below half of the "
              "median and "
              "the mean of the worst fifth, for all rows and by group. With --after, the change of each.",
          .example = "agglo equity region.gpkg --before accessibility --group regions",
          .methods_anchor = "equity",
          .needs = {},
          .uses = {Role::establishments, Role::regions},
          .uses_results = {"firm_access"},
          .works_on_results = true,
          .options = describe_options<EquityStepOptions>(),
          .run = run_equity};
}

}  // namespace agglo
