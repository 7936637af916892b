#include "viewer/state/layer_rows.hpp"

#include <algorithm>

#include "agglo/shown_rows.hpp"
#include "agglo/where.hpp"
#include "viewer/jobs/jobs.hpp"
#include "viewer/state/state.hpp"
#include "viewer/text/tr.hpp"
#include "viewer/text/tr_message.hpp"

namespace agglo::viewer {

namespace {

/// Up to here the rows are chosen at once: a few milliseconds at most.
constexpr std::size_t kAtOnce = 500'000;

struct Chosen {
  std::shared_ptr<const RowSet> filtered, shown;
  std::vector<std::shared_ptr<const RowSet>> parts;
  std::size_t count = 0;
  std::string error;
};

std::shared_ptr<const RowSet> filtered_rows(const RowsWanted& wanted, RunControl& run, std::string& error) {
  if (wanted.filter.empty()) return nullptr;
  try {
    return std::make_shared<const RowSet>(rows_where(*wanted.table, wanted.filter, run, wanted.beside.get()));
  } catch (const Error& problem) {
    if (problem.kind == ErrorKind::cancelled) throw;
    error = problem.message;
    return nullptr;
  }
}

/// `known`: the filtered rows, when table and filter are as they were.
Chosen choose_rows(const RowsWanted& wanted, const std::optional<std::shared_ptr<const RowSet>>& known,
                   RunControl& run) {
  Chosen chosen;
  chosen.filtered = known ? *known : filtered_rows(wanted, run, chosen.error);
  chosen.shown = chosen.filtered;
  if (wanted.period) {
    const auto rows_of = [&](const Period& period) {
      RowSet rows = rows_of_period(*wanted.table, wanted.beside.get(), period, run);
      if (chosen.filtered) rows &= *chosen.filtered;
      return std::make_shared<const RowSet>(std::move(rows));
    };
    chosen.shown = rows_of(*wanted.period);
    for (const Period& part : wanted.parts) chosen.parts.push_back(rows_of(part));
  }
  chosen.count = chosen.shown ? chosen.shown->count() : wanted.table->row_count;
  return chosen;
}

void take(State& state, const std::string& layer, const RowsWanted& wanted, const Chosen& chosen) {
  const auto entry = state.layer_rows.find(layer);
  LayerView* view = find_layer(state, layer);
  if (entry == state.layer_rows.end() || !view || table_of(state, layer) != wanted.table) return;
  LayerRows& rows = entry->second;
  rows.made_for = wanted;
  rows.filtered = chosen.filtered;
  rows.shown = chosen.shown;
  rows.parts = chosen.parts;
  rows.count = chosen.count;
  rows.error = chosen.error;
  rows.job = 0;
  view->shown = chosen.shown;
}

RowsWanted wanted_rows(const State& state, const LayerView& view, LayerRows& rows) {
  RowsWanted wanted{state.map->scene.layers[view.index].table, nullptr, view.filter, std::nullopt, {}};
  if (!wanted.table) return wanted;
  if (rows.map != state.map) {
    rows.map = state.map;
    rows.beside = register_beside(state, view.name);
  }
  wanted.beside = rows.beside;
  const SceneLayer& layer = state.map->scene.layers[view.index];
  if (!state.time.range.on) return wanted;
  const auto period = [&](const TimeRange& range) {
    return period_of_layer(layer, wanted.beside.get(), shown_days(range));
  };
  wanted.period = period(state.time.range);
  if (!wanted.period) return wanted;
  if (state.time.range.maps > 1)
    for (const TimeRange& part : parts_of(state.time.range, state.time.step))
      wanted.parts.push_back(*period(part));
  return wanted;
}

void refresh(State& state, LayerView& view, Jobs& jobs) {
  LayerRows& rows = state.layer_rows[view.name];
  const RowsWanted wanted = wanted_rows(state, view, rows);
  if (!wanted.table) return;
  if (rows.made_for == wanted) {
    view.shown = rows.shown;  // undo may have brought back an older set
    if (rows.job != 0) jobs.cancel(rows.job);
    rows.job = 0;
    return;
  }
  const bool same_filter = rows.made_for.table == wanted.table && rows.made_for.filter == wanted.filter;
  std::optional<std::shared_ptr<const RowSet>> known;
  if (same_filter && rows.error.empty()) known = rows.filtered;
  const bool nothing = wanted.filter.empty() && !wanted.period;
  if (nothing || wanted.table->row_count <= kAtOnce) {
    if (rows.job != 0) jobs.cancel(rows.job);
    RunControl run;
    take(state, view.name, wanted, choose_rows(wanted, known, run));
    return;
  }
  if (rows.asked == wanted && rows.job != 0) return;
  rows.asked = wanted;
  SideJob job{"rows " + view.name, [wanted, known, layer = view.name](RunControl& run) {
                return [layer, wanted, chosen = choose_rows(wanted, known, run)](State& later) {
                  take(later, layer, wanted, chosen);
                };
              }};
  rows.job = jobs.submit(std::move(job), job_title(JobTitle::filter, view.title));
}

}  // namespace

std::shared_ptr<const Table> table_of(const State& state, std::string_view layer) {
  const auto index = scene_index(state, layer);
  return index ? state.map->scene.layers[*index].table : nullptr;
}

std::shared_ptr<const Table> register_beside(const State& state, std::string_view layer) {
  const auto index = scene_index(state, layer);
  return index ? agglo::register_beside(state.map->data, state.map->scene.layers[*index]) : nullptr;
}

RowCounts row_counts(const State& state, const LayerView& view) {
  const auto table = table_of(state, view.name);
  if (!table) return {};
  const auto rows = state.layer_rows.find(view.name);
  const bool all = !view.shown || rows == state.layer_rows.end();
  return {all ? table->row_count : rows->second.count, table->row_count};
}

bool choosing_rows(const State& state) {
  return std::any_of(state.layer_rows.begin(), state.layer_rows.end(), [](const auto& entry) {
    return entry.second.job != 0 && !(entry.second.made_for == entry.second.asked);
  });
}

void refresh_layer_rows(State& state, Jobs& jobs) {
  if (!state.map) return;
  for (LayerView& view : state.layers)
    if (!view.is_base_map) refresh(state, view, jobs);
}

void forget_job(State& state, std::uint64_t job) {
  for (auto& [name, rows] : state.layer_rows)
    if (rows.job == job) {
      // As if it had been made: it is not begun again until something else is wanted.
      rows.made_for = rows.asked;
      rows.job = 0;
    }
  if (state.import_preview.job == job) state.import_preview.job = 0;
}

}  // namespace agglo::viewer
