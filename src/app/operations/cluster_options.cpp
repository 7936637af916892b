#include "app/operations/cluster_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "agglo/error.hpp"

namespace agglo {
namespace {

/// Beyond every amount on Earth in any money; sums over all rows keep their digits.
constexpr double kLargestWeight = 1e15;

bool holds_numbers(const Column& column) {
  return std::holds_alternative<std::vector<double>>(column.values) ||
         std::holds_alternative<std::vector<std::int64_t>>(column.values);
}

bool is_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

/// A column of numbers is kept as text when a single cell is none: names the first such cell. Nothing when
/// no cell is a number.
void refuse_bad_cell(const Column& column, const std::string& name) {
  std::size_t numbers = 0, others = 0, first = 0;
  for (std::size_t row = 0; row < column.size(); ++row) {
    const std::string text = column.text(row);
    if (text.empty()) continue;
    if (is_number(text))
      ++numbers;
    else if (others++ == 0)
      first = row;
  }
  if (numbers == 0 || others == 0) return;
  throw failure(fmt::format("--weight {}: row {} has the weight \"{}\", which is no number", name, first + 1,
                            column.text(first)),
                fmt::format("{} of {} values of the column are numbers; correct the others in the source, or "
                            "leave them empty to count 0, and import again",
                            numbers, numbers + others));
}

const Column& number_column_named(const Table& table, const std::string& name) {
  const Column& column = table.at(name);
  if (holds_numbers(column)) return column;
  refuse_bad_cell(column, name);
  std::string numeric;
  for (const Column& other : table.columns)
    if (holds_numbers(other)) numeric += (numeric.empty() ? "" : ", ") + other.name;
  throw usage_error(
      fmt::format("--weight names \"{}\", which holds no numbers", name),
      "the number columns are: " + (numeric.empty() ? "none" : numeric) + "; firms and jobs need none");
}

std::vector<double> weights(const Establishments& firms, const Table& table, const std::string& name,
                            Outcome& outcome) {
  std::vector<double> weight;
  if (name.empty() || name == "firms") return weight;
  const Column* column = name == "jobs" ? nullptr : &number_column_named(table, name);
  std::size_t unknown = 0;
  for (std::size_t row = 0; row < firms.size(); ++row) {
    double value = column ? column->number(row) : firms.jobs_mid(row);
    if (std::isnan(value)) {
      unknown += firms.located(row) ? 1 : 0;
      value = 0;
    }
    if (value < 0)
      throw failure(fmt::format("--weight {}: row {} has the negative weight \"{}\"", name, row + 1, value),
                    "weights are counts or amounts of at least 0; correct the column or choose another");
    if (value > kLargestWeight)
      throw failure(
          fmt::format("--weight {}: row {} has the weight \"{}\"", name, row + 1, value),
          fmt::format("weights are counts or amounts of at most {:g}; correct the column or give it in "
                      "a larger unit",
                      kLargestWeight));
    weight.push_back(value);
  }
  if (unknown > 0)
    outcome.notes.push_back(fmt::format("{} located firms have no known {}; they count 0.", unknown, name));
  return weight;
}

/// ", only 23.31 Ceramic tiles": two sectors by name, of more the rest by their number.
std::string sector_qualifier(const Establishments& firms, const std::string& list) {
  const std::vector<SectorId> sectors = sectors_named(firms, list);
  std::string text;
  for (std::size_t i = 0; i < std::min<std::size_t>(2, sectors.size()); ++i)
    text += (i == 0 ? ", only " : "; ") + firms.sector_names[static_cast<std::size_t>(sectors[i])];
  if (sectors.size() > 2)
    text += fmt::format("; and {} more sector{}", sectors.size() - 2, sectors.size() > 3 ? "s" : "");
  return text;
}

}  // namespace

ChosenFirms chosen_firms(const StepInput& input, const FirmChoice& choice, Outcome& outcome, RunControl& run,
                         const Table* other) {
  const Table& table = other ? *other : *input.data.last(Role::establishments)->table;
  ChosenFirms chosen{table, {}, establishments_from(table, input.data.frame), {}, kUnknownDay, {}};
  chosen.qualifier = sector_qualifier(chosen.reference, choice.filter.sectors);
  if (choice.each == Each::sector) chosen.qualifier += ", each sector";
  if (!choice.filter.active_on.empty()) {
    chosen.qualifier += ", active on " + choice.filter.active_on;
    chosen.active_on = parse_day_option("--active-on", choice.filter.active_on);
  }
  if (!choice.filter.where.empty()) chosen.qualifier += ", where " + choice.filter.where;
  chosen.firms = chosen.reference;
  if (!choice.filter.active_on.empty())
    apply_filter(chosen.reference, {"", choice.filter.active_on, ""}, table, run);
  if (apply_filter(chosen.firms, choice.filter, table, run) == 0)
    throw failure("no firm is left",
                  "all rows lack a place or were left out by --sectors, --active-on or --where");
  chosen.weight = weights(chosen.firms, table, choice.weight, outcome);
  return chosen;
}

}  // namespace agglo
