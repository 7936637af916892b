// Time view: which days the map shows, and how it plays.
#pragma once

#include <string>
#include <vector>

#include "agglo/shown_days.hpp"

namespace agglo::viewer {

/// window: the days from..to. cumulative: all days up to `to`.
enum class TimeMode { window, cumulative };

/// What undo gives back and the project keeps.
struct TimeRange {
  bool on = false;  ///< the strip is open and the map shows only these days
  TimeMode mode = TimeMode::window;
  PeriodRule rule = PeriodRule::active;
  bool keep_undated = true;
  Day from = 0, to = 0;
  int maps = 1;  ///< side by side, each of an equal share of the time; 1 = one map
  bool operator==(const TimeRange&) const = default;
};

struct TimeView {
  TimeRange range;
  TimeStep step = TimeStep::year;
  double steps_per_s = 2;
  bool loop = true, playing = false;
  double due_s = 0;                 ///< on the clock of TickTime: when the next step is due
  const void* births_of = nullptr;  ///< the table that `births` counts
  const void* asked_of = nullptr;   ///< the table that is being counted
  BirthsByYear births;
};

/// The days that the range lets through.
ShownDays shown_days(const TimeRange& range);
/// Days that the births span, whole years; from > to when there are none.
struct DaySpan {
  Day from = 0, to = -1;
};
DaySpan span_of(const BirthsByYear& births);
/// Moves a window by `steps` of its step, keeping its width in steps, or the end of a cumulative range. False
/// when that leaves the span; the range then stays as it was.
bool move_range(TimeRange& range, TimeStep step, int steps, const DaySpan& span);
/// Back to where playing begins: the window at the left end, or its first step.
void rewind_range(TimeRange& range, TimeStep step, const DaySpan& span);
/// The step that the parts are whole numbers of, see agglo::step_of_parts().
TimeStep step_of_parts(const TimeView& time);
/// The range cut into range.maps parts, see agglo::parts_of().
std::vector<TimeRange> parts_of(const TimeRange& range, TimeStep step);
/// What the map shows: "2015 – 2017", or "– 2017" of a cumulative range.
std::string range_text(const TimeRange& range);

}  // namespace agglo::viewer
