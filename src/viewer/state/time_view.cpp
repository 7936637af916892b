#include "viewer/state/time_view.hpp"

#include <algorithm>
#include <chrono>
#include <string>

namespace agglo::viewer {

namespace {

struct YearMonth {
  int year, month;  ///< month from 0
};
YearMonth month_of(Day day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())) - 1};
}
int months_of(TimeStep step) {
  return step == TimeStep::month ? 1 : step == TimeStep::quarter ? 3 : 12;
}

/// Whole steps from one day to another that is a start of a step.
int steps_between(Day from, Day to, TimeStep step) {
  const YearMonth a = month_of(from), b = month_of(to);
  return ((b.year - a.year) * 12 + b.month - a.month) / months_of(step);
}

}  // namespace

ShownDays shown_days(const TimeRange& range) {
  return {range.from, range.to, range.rule, range.keep_undated, range.mode == TimeMode::cumulative};
}

Day step_start(Day day, TimeStep step, int steps) {
  const YearMonth at = month_of(day);
  const int size = months_of(step);
  const int month = (at.year * 12 + at.month) / size * size + steps * size;
  const int year = month >= 0 ? month / 12 : (month - 11) / 12;
  return day_from_civil(year, month - year * 12 + 1, 1).value_or(day);
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

std::vector<TimeRange> parts_of(const TimeRange& range, TimeStep step) {
  std::vector<TimeRange> parts;
  const double days = static_cast<double>(range.to) - range.from + 1;
  const bool whole_steps = steps_between(range.from, range.to + 1, step) >= range.maps;
  const auto edge = [&](int k) {
    if (k == range.maps) return range.to + 1;
    const Day day = range.from + static_cast<Day>(days * k / range.maps);
    if (k == 0 || !whole_steps) return day;
    const Day low = step_start(day, step, 0), high = step_start(day, step, 1);
    return day - low <= high - day ? low : high;
  };
  for (int k = 0; k < range.maps; ++k) {
    TimeRange part = range;
    part.maps = 1;
    part.from = edge(k);
    part.to = std::max(part.from, edge(k + 1) - 1);
    parts.push_back(part);
  }
  return parts;
}

std::string range_text(const TimeRange& range) {
  if (range.mode == TimeMode::window) return period_text(range.from, range.to);
  const bool year_end = step_start(range.to, TimeStep::year, 1) == range.to + 1;
  return "– " +
         (year_end ? period_text(step_start(range.to, TimeStep::year, 0), range.to) : to_iso_date(range.to));
}

std::string period_text(Day from, Day to) {
  const YearMonth a = month_of(from), b = month_of(to + 1);
  const bool starts_month = step_start(from, TimeStep::month, 0) == from;
  const bool ends_month = step_start(to + 1, TimeStep::month, 0) == to + 1;
  if (!starts_month || !ends_month)
    return from == to ? to_iso_date(from) : to_iso_date(from) + " – " + to_iso_date(to);
  const std::string first = to_iso_date(from), last = to_iso_date(to);
  if (a.month == 0 && b.month == 0) {
    const std::string x = first.substr(0, first.size() - 6), y = last.substr(0, last.size() - 6);
    return x == y ? x : x + " – " + y;
  }
  const std::string x = first.substr(0, first.size() - 3), y = last.substr(0, last.size() - 3);
  return x == y ? x : x + " – " + y;
}

}  // namespace agglo::viewer
