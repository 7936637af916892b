#include <algorithm>
#include <array>
#include <cmath>

#include "viewer/state/actions.hpp"
#include "viewer/state/linked.hpp"
#include "viewer/state/selecting.hpp"
#include "viewer/state/table_rows.hpp"

namespace agglo::viewer {

namespace {

/// Makes these the charts of the active layer.
void keep_slots(State& state, std::vector<ChartSlot> slots) {
  if (slots == chart_slots(state)) return;
  state.charts[active_layer(state)] = std::move(slots);
  state.unsaved = true;
}

std::vector<char> bins_between(double from, double to, std::size_t bins) {
  std::vector<char> wanted(bins, 0);
  const auto [low, high] = std::minmax(from, to);
  for (std::size_t k = 0; k < bins; ++k) {
    const auto edge = static_cast<double>(k);
    wanted[k] = edge < high && edge + 1 > low ? 1 : 0;
  }
  return wanted;
}

RowSet rows_between(const LinkedChart& chart, const SelectInChart& a, const RowSet* among) {
  const ChartBins& bins = *chart.bins;
  if (bins.slot.kind != ChartKind::scatter) {
    const YearsPick pick = bins.slot.stock ? YearsPick::stock
                           : a.closings    ? YearsPick::closings
                                           : YearsPick::births;
    std::vector<char> wanted = bins_between(a.from_x, a.to_x, chart.bins_along());
    if (bins.slot.kind == ChartKind::bars) wanted = values_of_bars(chart.order, wanted, bins.size());
    return rows_in_bins(bins, wanted, pick, among);
  }
  const auto [left, right] = std::minmax(a.from_x, a.to_x);
  const auto [low, high] = std::minmax(a.from_y, a.to_y);
  if (!bins.places.empty()) {
    const auto columns = static_cast<double>(bins.x.bins), lines = static_cast<double>(bins.y.bins);
    return rows_in_box(bins, {left / columns, low / lines, right / columns, high / lines}, among);
  }
  const auto columns = bins_between(left, right, bins.x.bins), lines = bins_between(low, high, bins.y.bins);
  std::vector<char> cells(bins.size(), 0);
  for (std::size_t y = 0; y < lines.size(); ++y)
    for (std::size_t x = 0; x < columns.size(); ++x)
      cells[y * columns.size() + x] = static_cast<char>(lines[y] & columns[x]);
  return rows_in_bins(bins, cells, YearsPick::births, among);
}

}  // namespace

void apply(State& state, const ShowBottom& a, Jobs& jobs) {
  open_bottom(state, a.tab);
  if (a.tab == BottomTab::table && state.table.layer.empty()) choose_table(state);
  refresh_linked(state, jobs);
}

void apply(State& state, const SetActiveLayer& a, Jobs&) {
  if (rows_of_layer(state, a.layer)) show_table_of(state, a.layer);
}

void apply(State& state, const SetChart& a, Jobs&) {
  std::vector<ChartSlot> slots = chart_slots(state);
  if (a.chart < slots.size()) slots[a.chart] = a.slot;
  keep_slots(state, std::move(slots));
}

void apply(State& state, const AddChart&, Jobs&) {
  std::vector<ChartSlot> slots = chart_slots(state);
  const LayerNumbers* numbers = numbers_of(state, active_layer(state));
  if (!numbers || slots.size() >= kMostCharts) return;
  for (const Column* column : number_columns(*numbers)) {
    const ChartSlot slot{.kind = ChartKind::histogram, .x = column->name};
    if (std::find(slots.begin(), slots.end(), slot) != slots.end()) continue;
    slots.push_back(slot);
    keep_slots(state, std::move(slots));
    return;
  }
  for (const Column* column : category_columns(*numbers)) {
    slots.push_back({.kind = ChartKind::bars, .x = column->name});
    keep_slots(state, std::move(slots));
    return;
  }
}

void apply(State& state, const RemoveChart& a, Jobs&) {
  std::vector<ChartSlot> slots = chart_slots(state);
  if (a.chart < slots.size()) slots.erase(slots.begin() + static_cast<std::ptrdiff_t>(a.chart));
  keep_slots(state, std::move(slots));
}

void apply(State& state, const SelectInChart& a, Jobs&) {
  const LinkedView& linked = state.linked;
  if (a.chart >= linked.charts.size() || !linked.charts[a.chart].bins) return;
  const LinkedChart& chart = linked.charts[a.chart];
  if (!chart.bins->usable) return;
  select_while_dragging(state, linked.layer, rows_between(chart, a, linked.shown.get()), a.how);
  if (!a.goes_on) state.before_drag.reset();
}

}  // namespace agglo::viewer
