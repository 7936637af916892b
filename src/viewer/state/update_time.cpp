#include <fmt/format.h>

#include <algorithm>

#include "viewer/state/actions.hpp"
#include "viewer/state/history.hpp"
#include "viewer/state/table_rows.hpp"
#include "viewer/text/tr.hpp"

namespace agglo::viewer {

namespace {

/// The table whose first days the strip shows: the register's, else the first with dates.
std::shared_ptr<const Table> dated_table(const State& state) {
  if (!state.map) return nullptr;
  if (const Layer* firms = state.map->data.last(Role::establishments))
    if (firms->table && period_columns(*firms->table).first) return firms->table;
  for (const Layer& layer : state.map->data.layers)
    if (layer.table && period_columns(*layer.table).first) return layer.table;
  return nullptr;
}

void take_births(State& state, const std::shared_ptr<const Table>& table, const BirthsByYear& births) {
  if (dated_table(state) != table) return;
  TimeView& time = state.time;
  time.births = births;
  time.births_of = table.get();
  time.asked_of = nullptr;
  const DaySpan span = span_of(births);
  const bool unset = time.range.from == 0 && time.range.to == 0;
  const bool outside = time.range.to < span.from || time.range.from > span.to;
  if (span.from <= span.to && (unset || outside)) {
    time.range.from = span.from;
    time.range.to = span.to;
  }
}

}  // namespace

bool has_dates(const State& state) {
  return dated_table(state) != nullptr;
}

void refresh_births(State& state, Jobs& jobs) {
  if (!state.time.range.on) return;
  const auto table = dated_table(state);
  if (!table || state.time.births_of == table.get() || state.time.asked_of == table.get()) return;
  constexpr std::size_t kAtOnce = 500'000;
  if (table->row_count <= kAtOnce) {
    take_births(state, table, births_by_year(*period_columns(*table).first));
    return;
  }
  state.time.asked_of = table.get();
  SideJob job{"births", [table](RunControl&) {
                return [table, births = births_by_year(*period_columns(*table).first)](State& later) {
                  take_births(later, table, births);
                };
              }};
  jobs.submit(std::move(job), tr_key("Count births"));
}

void apply(State& state, const ShowTime& a, Jobs&) {
  if (state.time.range.on == a.open) return;
  if (a.open) need_columns(state);
  if (a.open && !has_dates(state))
    throw usage_error(tr("no layer has dates"), tr("import firms with a column of opening dates"));
  state.unsaved = true;
  state.time.range.on = a.open;
  state.time.playing = false;
}

void apply(State& state, const SetTimeRange& a, Jobs&) {
  if (a.range == state.time.range) return;
  const bool window = a.range.mode == TimeMode::window;
  if (window && a.range.from > a.range.to)
    throw usage_error(fmt::format(fmt::runtime(tr("the days run backwards: {} comes after {}")),
                                  to_iso_date(a.range.from), to_iso_date(a.range.to)),
                      tr("give the earlier one first"));
  state.unsaved = true;
  state.time.range = a.range;
  state.time.range.on = true;
  constexpr Day kFar = 3'600'000;  // days that the calendar reaches
  state.time.range.to = std::clamp(a.range.to, -kFar, kFar);
  state.time.range.from = std::clamp(a.range.from, -kFar, state.time.range.to);
}

void apply(State& state, const StepTime& a, Jobs&) {
  TimeRange range = state.time.range;
  const DaySpan span = span_of(state.time.births);
  if (!range.on || span.from > span.to) return;
  const bool whole = range.mode == TimeMode::window && range.from <= span.from && range.to >= span.to;
  // The whole time has no next step: begin with the first (or last) one.
  if (whole) {
    rewind_range(range, state.time.step, span);
    if (a.by < 0) {
      range.from = step_start(span.to, state.time.step, 0);
      range.to = span.to;
    }
  } else if (!move_range(range, state.time.step, a.by, span)) {
    return;
  }
  state.unsaved = true;
  state.time.range = range;
}

void apply(State& state, const PlayTime& a, Jobs&) {
  TimeView& time = state.time;
  const DaySpan span = span_of(time.births);
  if (a.playing == time.playing || !time.range.on || (a.playing && span.from > span.to)) return;
  time.playing = a.playing;
  if (!a.playing) return;
  remember(state, tr_key("playing of the time"));
  TimeRange next = time.range;
  const bool whole = time.range.from <= span.from && time.range.to >= span.to;
  if (whole || !move_range(next, time.step, 1, span)) rewind_range(time.range, time.step, span);
  time.due_s = 0;
}

void apply(State& state, const SetTimePace& a, Jobs&) {
  if (state.time.step != a.step) remember(state, tr_key("time strip"));
  state.time.step = a.step;
  state.time.steps_per_s = std::clamp(a.steps_per_s, 0.2, 30.0);
  state.time.loop = a.loop;
}

void apply(State& state, const TickTime& a, Jobs&) {
  TimeView& time = state.time;
  // A step waits until the rows of the one before are known.
  if (!time.playing || a.now_s < time.due_s || choosing_rows(state)) return;
  const bool first = time.due_s == 0;
  time.due_s = a.now_s + 1 / time.steps_per_s;
  if (first) return;
  const DaySpan span = span_of(time.births);
  if (move_range(time.range, time.step, 1, span)) return;
  if (time.loop)
    rewind_range(time.range, time.step, span);
  else
    time.playing = false;
}

}  // namespace agglo::viewer
