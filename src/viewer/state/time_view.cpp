#include "viewer/state/time_view.hpp"

#include <algorithm>
#include <string>

namespace agglo::viewer {

ShownDays shown_days(const TimeRange& range) {
  return {range.from, range.to, range.rule, range.keep_undated, range.mode == TimeMode::cumulative};
}

DaySpan span_of(const BirthsByYear& births) {
  if (births.count.empty()) return {};
  const int last = births.first_year + static_cast<int>(births.count.size()) - 1;
  return {day_from_civil(births.first_year, 1, 1).value_or(0), day_from_civil(last, 12, 31).value_or(-1)};
}

bool move_range(TimeRange& range, TimeStep step, int steps, const DaySpan& span) {
  if (range.mode == TimeMode::cumulative) {
    const Day to = step_start(step_start(range.to, step, 1), step, steps) - 1;
    if (to < span.from || to > span.to) return false;
    range.from = std::min(range.from, to);
    range.to = to;
    return true;
  }
  const int width = std::max(1, steps_between(range.from, range.to + 1, step));
  const Day from = step_start(range.from, step, steps), to = step_start(from, step, width) - 1;
  if (from < span.from || to > span.to) return false;
  range.from = from;
  range.to = to;
  return true;
}

void rewind_range(TimeRange& range, TimeStep step, const DaySpan& span) {
  const int width = std::max(1, steps_between(range.from, range.to + 1, step));
  const bool whole = range.from <= span.from && range.to >= span.to;
  range.from = span.from;
  range.to = step_start(span.from, step, range.mode == TimeMode::cumulative || whole ? 1 : width) - 1;
}

TimeStep step_of_parts(const TimeView& time) {
  return agglo::step_of_parts(shown_days(time.range), time.step, time.range.maps);
}

std::vector<TimeRange> parts_of(const TimeRange& range, TimeStep step) {
  std::vector<TimeRange> parts;
  for (const ShownDays& days : agglo::parts_of(shown_days(range), step, range.maps)) {
    TimeRange part = range;
    part.maps = 1;
    part.from = days.from;
    part.to = days.to;
    parts.push_back(part);
  }
  return parts;
}

std::string range_text(const TimeRange& range) {
  return days_text(shown_days(range));
}

}  // namespace agglo::viewer
