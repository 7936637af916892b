#include "viewer/state/linked.hpp"

#include <algorithm>

#include "viewer/state/results.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

constexpr std::size_t kAtOnce = 300'000;  // rows that are prepared without a job

bool charts_open(const State& state) {
  return state.show_table && state.bottom_tab == BottomTab::charts;
}

/// A new map often has the very tables of the one before.
void keep_what_holds(State& state) {
  LinkedView kept;
  kept.map = state.map;
  if (state.map)
    for (const auto& [layer, numbers] : state.linked.numbers) {
      const auto source = numbers_source(state.map->data, layer);
      if (source && source->own == numbers->own && source->rows_are_firms == numbers->rows_are_firms &&
          (!numbers->firms_table || numbers->firms_table == source->establishments))
        kept.numbers[layer] = numbers;
    }
  if (kept.numbers.contains(state.linked.layer)) {
    kept.layer = state.linked.layer;
    kept.rows = state.linked.rows;
    kept.charts = std::move(state.linked.charts);
  }
  state.linked = std::move(kept);
}

void take_numbers(State& state, const NumbersSource& source, std::shared_ptr<const LayerNumbers> numbers) {
  state.linked.asked.erase(source.layer);
  const auto wanted = state.map ? numbers_source(state.map->data, source.layer) : std::nullopt;
  if (wanted != source) return;
  state.linked.numbers[source.layer] = std::move(numbers);
  state.linked.counted = false;
}

void take_bins(State& state, std::shared_ptr<const LayerNumbers> numbers,
               std::shared_ptr<const ChartBins> bins) {
  if (numbers_of(state, state.linked.layer) != numbers.get()) return;
  for (LinkedChart& chart : state.linked.charts)
    if (!chart.bins && chart.slot == bins->slot) chart.bins = bins;
  state.linked.counted = false;
}

void want_numbers(State& state, const std::string& layer, Jobs& jobs) {
  LinkedView& linked = state.linked;
  if (layer.empty() || linked.numbers.contains(layer) || linked.asked.contains(layer)) return;
  const auto source = numbers_source(state.map->data, layer);
  if (!source) return;
  if (source->own->row_count <= kAtOnce) {
    RunControl run;
    linked.numbers[layer] = std::make_shared<const LayerNumbers>(layer_numbers(*source, run));
    linked.counted = false;
    return;
  }
  linked.asked.insert(layer);
  const auto work = [source = *source](RunControl& run) -> std::function<void(State&)> {
    const auto numbers = std::make_shared<const LayerNumbers>(layer_numbers(source, run));
    return [source, numbers](State& then) { take_numbers(then, source, numbers); };
  };
  jobs.submit(SideJob{"numbers of " + layer, work}, tr_key("Count firms and jobs"));
}

void refresh_shown(State& state) {
  LinkedView& linked = state.linked;
  const LayerView* view = find_layer(state, linked.layer);
  const std::shared_ptr<const RowSet> filtered = view ? view->shown : nullptr;
  const std::vector<char> hidden = view ? view->hidden : std::vector<char>();
  if (filtered == linked.layer_shown && hidden == linked.hidden) return;
  linked.layer_shown = filtered;
  linked.hidden = hidden;
  linked.shown = shown_rows(state, linked.layer);
  linked.counted = false;
}

/// What a step of a brush changed since the selection was counted last, where following it is faster.
std::optional<RowChange> change_since(const RowSet* before, const RowSet* after) {
  if (!before || !after || before->size() != after->size()) return {};
  return change_between(*before, *after, after->size() / 8);
}

void count_selected(const LinkedView& linked, const LayerNumbers* numbers, const RowChange* change,
                    LinkedChart& chart) {
  static const std::vector<float> none;
  const std::vector<float>& jobs = numbers ? numbers->jobs : none;
  if (!linked.selected)
    chart.selected_by_bin = {};
  else if (change && (!chart.slot.jobs || !numbers || numbers->sums_are_exact))
    follow_change(*chart.bins, *change, jobs, chart.selected_by_bin);
  else
    chart.selected_by_bin = count_rows(*chart.bins, linked.selected.get(), jobs);
  chart.selected =
      chart.slot.kind == ChartKind::bars ? by_bar(chart.order, chart.selected_by_bin) : chart.selected_by_bin;
}

void refresh_selected(State& state) {
  LinkedView& linked = state.linked;
  if (linked.counted && linked.selection == state.selection.rows) return;
  const std::shared_ptr<const RowSet> before = linked.counted ? linked.selected : nullptr;
  linked.selection = state.selection.rows;
  linked.selected = selected_in(state, linked.layer);
  if (linked.selected && linked.shown && linked.selected->size() == linked.shown->size()) {
    auto both = std::make_shared<RowSet>(*linked.selected);
    *both &= *linked.shown;
    linked.selected = std::move(both);
  }
  const auto change = change_since(before.get(), linked.selected.get());
  linked.other_totals = {};
  const LayerNumbers* numbers = numbers_of(state, linked.layer);
  if (!numbers || !linked.selected)
    linked.selected_totals = {};
  else if (change && numbers->sums_are_exact)
    follow_change(*numbers, *change, linked.selected_totals);
  else
    linked.selected_totals = totals_of(*numbers, linked.selected.get(), linked.rows);
  if (!linked.selected && !state.selection.empty())
    if (const LayerNumbers* other = numbers_of(state, state.selection.layer))
      linked.other_totals = totals_of(*other, state.selection.rows.get(), state.selection.rows->size());
  for (LinkedChart& chart : linked.charts)
    if (chart.bins) count_selected(linked, numbers, change ? &*change : nullptr, chart);
}

void refresh_totals(State& state) {
  LinkedView& linked = state.linked;
  if (linked.counted) return;
  const LayerNumbers* numbers = numbers_of(state, linked.layer);
  if (!numbers) return;
  linked.shown_totals = totals_of(*numbers, linked.shown.get(), linked.rows);
  for (LinkedChart& chart : linked.charts) {
    if (!chart.bins) continue;
    chart.shown = count_rows(*chart.bins, linked.shown.get(), numbers->jobs);
    if (chart.slot.kind != ChartKind::bars) continue;
    chart.order = order_bars(*chart.bins, chart.shown);
    chart.shown = by_bar(chart.order, std::move(chart.shown));
  }
}

std::string chart_key(const std::string& layer, const ChartSlot& slot) {
  const auto log = [](const std::optional<bool>& on) { return on ? (*on ? "log" : "linear") : "auto"; };
  return "chart " + layer + "/" + std::to_string(static_cast<int>(slot.kind)) + "/" + slot.x + "/" + slot.y +
         "/" + log(slot.log_x) + "/" + log(slot.log_y) + (slot.jobs ? "/jobs" : "/rows");
}

std::function<std::function<void(State&)>(RunControl&)> bins_work(
    const std::shared_ptr<const LayerNumbers>& numbers, const ChartSlot& slot) {
  return [numbers, slot](RunControl& run) -> std::function<void(State&)> {
    const auto bins = std::make_shared<const ChartBins>(chart_bins(*numbers, slot, run));
    return [numbers, bins](State& then) { take_bins(then, numbers, bins); };
  };
}

/// Makes the charts those of the slots; charts that stay keep their bins.
void refresh_charts(State& state, Jobs& jobs) {
  LinkedView& linked = state.linked;
  const auto found = linked.numbers.find(linked.layer);
  if (found == linked.numbers.end()) return;
  const std::shared_ptr<const LayerNumbers> numbers = found->second;
  std::vector<LinkedChart> charts;
  for (const ChartSlot& slot : chart_slots(state)) {
    const auto old = std::find_if(linked.charts.begin(), linked.charts.end(),
                                  [&](const LinkedChart& c) { return c.slot == slot; });
    if (old != linked.charts.end()) {
      charts.push_back(*old);
      linked.charts.erase(old);
      continue;
    }
    LinkedChart chart;
    chart.slot = slot;
    if (linked.rows <= kAtOnce) {
      RunControl run;
      chart.bins = std::make_shared<const ChartBins>(chart_bins(*numbers, slot, run));
    } else {
      chart.job = jobs.submit(SideJob{chart_key(linked.layer, slot), bins_work(numbers, slot)},
                              tr_key("Prepare a chart"));
    }
    linked.counted = false;
    charts.push_back(std::move(chart));
  }
  for (const LinkedChart& gone : linked.charts)
    if (gone.job != 0) jobs.cancel(gone.job);
  linked.charts = std::move(charts);
}

}  // namespace

std::string active_layer(const State& state) {
  if (!state.map) return {};
  const Layer* tabled = state.map->data.find(state.table.layer);
  if (tabled && tabled->table) return tabled->name;
  for (auto view = state.layers.rbegin(); view != state.layers.rend(); ++view) {
    const Layer* layer = state.map->data.find(view->name);
    if (view->style.visible && !view->is_base_map && layer && layer->table) return view->name;
  }
  return {};
}

std::optional<std::size_t> rows_of_layer(const State& state, std::string_view layer) {
  if (const auto index = scene_index(state, layer)) return row_count(state.map->scene.layers[*index]);
  const Layer* found = state.map ? state.map->data.find(layer) : nullptr;
  if (!found || !found->table) return std::nullopt;
  return found->table->row_count;
}

const LayerNumbers* numbers_of(const State& state, std::string_view layer) {
  const auto found = state.linked.numbers.find(layer);
  return found == state.linked.numbers.end() ? nullptr : found->second.get();
}

std::shared_ptr<const RowSet> selected_in(const State& state, std::string_view layer) {
  return rows_of_selection(state, state.selection, layer);
}

std::shared_ptr<const RowSet> rows_of_selection(const State& state, const Selection& selection,
                                                std::string_view layer) {
  if (selection.empty()) return nullptr;
  if (selection.layer == layer) return selection.rows;
  const LayerNumbers* mine = numbers_of(state, layer);
  const LayerNumbers* other = numbers_of(state, selection.layer);
  if (!mine || !other || mine->own->row_count != selection.rows->size()) return nullptr;
  const auto firms = [](const LayerNumbers& n) { return n.firms_table ? n.firms_table : n.own; };
  return firms(*mine) == firms(*other) ? selection.rows : nullptr;
}

std::shared_ptr<const RowSet> shown_rows(const State& state, std::string_view layer) {
  const LayerView* view = find_layer(state, layer);
  if (!view) return nullptr;
  const auto& hidden = view->hidden;
  const auto& category = state.map->scene.layers[view->index].category;
  const bool any_hidden = std::find(hidden.begin(), hidden.end(), char{1}) != hidden.end();
  if (!any_hidden || !category) return view->shown;
  const std::size_t rows = row_count(state.map->scene.layers[view->index]);
  auto shown = std::make_shared<RowSet>(view->shown ? *view->shown : RowSet(rows, true));
  for (std::size_t row = 0; row < std::min(rows, category->size()); ++row) {
    const auto c = static_cast<std::size_t>((*category)[row]);
    if ((*category)[row] >= 0 && c < hidden.size() && hidden[c] != 0) shown->erase(row);
  }
  return shown;
}

std::vector<ChartSlot> chart_slots(const State& state) {
  const std::string layer = active_layer(state);
  const auto own = state.charts.find(layer);
  if (own != state.charts.end()) return own->second;
  const LayerNumbers* numbers = numbers_of(state, layer);
  return numbers ? default_slots(*numbers) : std::vector<ChartSlot>();
}

void refresh_linked(State& state, Jobs& jobs) {
  LinkedView& linked = state.linked;
  if (linked.map != state.map) keep_what_holds(state);
  if (!state.map) return;
  if (const std::string layer = active_layer(state); layer != linked.layer) {
    for (const LinkedChart& chart : linked.charts)
      if (chart.job != 0) jobs.cancel(chart.job);
    linked.charts.clear();
    linked.layer = layer;
    linked.rows = rows_of_layer(state, layer).value_or(0);
    linked.layer_shown = linked.shown = nullptr;
    linked.hidden.clear();
    linked.counted = false;
  }
  want_numbers(state, linked.layer, jobs);
  want_numbers(state, state.selection.layer, jobs);
  refresh_shown(state);
  if (charts_open(state)) refresh_charts(state, jobs);
  refresh_totals(state);
  refresh_selected(state);
  linked.counted = true;
}

void take_inside(State& state, std::size_t target, RowSet rows) {
  const std::string layer = state.map->scene.layers[target].name;
  show_table_of(state, layer);
  const auto shown = shown_rows(state, layer);
  if (shown && shown->size() == rows.size()) rows &= *shown;
  state.selection = selection_of(layer, std::move(rows));
}

}  // namespace agglo::viewer
