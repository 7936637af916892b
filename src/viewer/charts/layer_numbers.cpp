#include "viewer/charts/layer_numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace agglo::viewer {

namespace {

constexpr float kUnknown = std::numeric_limits<float>::quiet_NaN();

bool is_text(const Column& column) {
  return std::holds_alternative<StringColumn>(column.values);
}
bool is_whole(const Column& column) {
  return std::holds_alternative<std::vector<std::int64_t>>(column.values);
}

std::vector<float> as_float(const Column& column, RunControl& run) {
  std::vector<float> values(column.size(), kUnknown);
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (row % 65536 == 0) run.check();
    values[row] = static_cast<float>(column.number(row));
  }
  return values;
}

/// The middle of the class; its lower end when it is open above, as Establishments::jobs_mid().
std::vector<float> jobs_of(const Table& table, RunControl& run) {
  const Column* low = table.find("jobs_lo");
  const Column* exact = table.find("jobs");
  if (!low) return exact && !is_text(*exact) ? as_float(*exact, run) : std::vector<float>();
  std::vector<float> jobs = as_float(*low, run);
  if (const Column* high = table.find("jobs_hi"))
    for (std::size_t row = 0; row < jobs.size(); ++row) {
      if (row % 65536 == 0) run.check();
      if (const double h = high->number(row); std::isfinite(h))
        jobs[row] = static_cast<float>((low->number(row) + h) / 2);
    }
  return jobs;
}

/// Half numbers below 2^23 of 2^29 rows add up to less than 2^53 halves.
bool adds_exactly(const std::vector<float>& values) {
  constexpr float kBelow = 8388608;
  return values.size() < (std::size_t{1} << 29) && std::all_of(values.begin(), values.end(), [](float v) {
           return std::isnan(v) || (std::abs(v) < kBelow && 2 * v == std::nearbyint(2 * v));
         });
}

bool same_firms(const Table& a, const Table& b) {
  const Column* ids = a.find("id");
  const Column* others = b.find("id");
  return a.row_count == b.row_count && ids && others && ids->values == others->values;
}

/// Columns of both tables once each, those of the source and coordinates last.
template <class Wanted>
std::vector<const Column*> columns_where(const LayerNumbers& numbers, const Wanted& wanted) {
  std::vector<const Column*> found, last;
  for (const Table* table : {numbers.own.get(), numbers.firms_table.get()}) {
    if (!table) continue;
    for (const Column& column : table->columns) {
      if (!wanted(column) || numbers.find(column.name) != &column) continue;
      const bool minor = column.name.starts_with("src_") || column.name == "lon" || column.name == "lat" ||
                         column.name == "id" || column.name == "source";
      (minor ? last : found).push_back(&column);
    }
  }
  found.insert(found.end(), last.begin(), last.end());
  return found;
}

const Column* first_of(const LayerNumbers& numbers, std::initializer_list<const char*> names, bool text) {
  for (const char* name : names)
    if (const Column* column = numbers.find(name); column && is_text(*column) == text) return column;
  return nullptr;
}

}  // namespace

const Column* LayerNumbers::find(std::string_view name) const {
  const Column* column = own ? own->find(name) : nullptr;
  return column || !firms_table ? column : firms_table->find(name);
}

std::optional<NumbersSource> numbers_source(const Dataset& data, std::string_view layer) {
  const Layer* found = data.find(layer);
  if (!found || !found->table) return std::nullopt;
  NumbersSource source{found->name, found->table, nullptr, false, false};
  source.rows_overlap =
      found->kind == "catchments" || found->kind == "cover" || found->kind == "zone_profile";
  const Layer* firms = data.last(Role::establishments);
  const bool members = found->kind == "cluster_firms" || found->kind == "centre_firms";
  source.rows_are_firms = found->role == Role::establishments || members || found->kind == "selected_firms";
  if (members && firms) source.establishments = firms->table;
  return source;
}

LayerNumbers layer_numbers(const NumbersSource& source, RunControl& run) {
  LayerNumbers numbers;
  numbers.own = source.own;
  numbers.rows_are_firms = source.rows_are_firms;
  numbers.rows_overlap = source.rows_overlap;
  if (source.establishments && same_firms(*source.own, *source.establishments))
    numbers.firms_table = source.establishments;
  if (const Column* firms = source.own->find("firms"); firms && !source.rows_are_firms && !is_text(*firms))
    numbers.firms = as_float(*firms, run);
  numbers.jobs = jobs_of(*source.own, run);
  if (numbers.jobs.empty() && numbers.firms_table) numbers.jobs = jobs_of(*numbers.firms_table, run);
  numbers.sums_are_exact = adds_exactly(numbers.firms) && adds_exactly(numbers.jobs);
  return numbers;
}

std::vector<const Column*> number_columns(const LayerNumbers& numbers) {
  return columns_where(numbers, [](const Column& column) { return !is_text(column); });
}

std::vector<const Column*> category_columns(const LayerNumbers& numbers) {
  return columns_where(numbers, [](const Column& column) { return is_text(column) || is_whole(column); });
}

bool has_years(const LayerNumbers& numbers) {
  const Column* born = numbers.find("born");
  return born && std::holds_alternative<Days>(born->values);
}

std::vector<ChartSlot> default_slots(const LayerNumbers& numbers) {
  std::vector<ChartSlot> slots;
  const Column* category = first_of(
      numbers, {"sector_name", "sector", "top_sector", "kind", "site_kind", "service", "name"}, true);
  if (category) slots.push_back({.kind = ChartKind::bars, .x = category->name});
  const Column* measure = first_of(numbers, {"jobs_lo", "jobs", "firms", "firms_inside"}, false);
  const std::vector<const Column*> all = number_columns(numbers);
  if (!measure && !all.empty()) measure = all.front();
  if (measure) slots.push_back({.kind = ChartKind::histogram, .x = measure->name});
  if (has_years(numbers)) {
    slots.push_back({.kind = ChartKind::years, .x = "born", .y = "closed"});
    return slots;
  }
  const Column* other = first_of(numbers, {"lq", "area_km2", "radius_km", "sector_overlap"}, false);
  if (measure && other && measure != other)
    slots.push_back({.kind = ChartKind::scatter, .x = measure->name, .y = other->name});
  return slots;
}

}  // namespace agglo::viewer
