#include "agglo/shown_days.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>

namespace agglo {

namespace {

constexpr Day kFirstDay = std::numeric_limits<Day>::min() + 1;

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

/// "2017" for the last day of a year, else the day.
std::string end_text(Day to) {
  const bool year_end = step_start(to, TimeStep::year, 1) == to + 1;
  return year_end ? period_text(step_start(to, TimeStep::year, 0), to) : to_iso_date(to);
}

}  // namespace

Period period_of(const ShownDays& days) {
  Period period{days.from, days.to, days.rule, days.keep_undated};
  if (days.cumulative) period.from = days.rule == PeriodRule::born ? kFirstDay : days.to;
  return period;
}

Day step_start(Day day, TimeStep step, int steps) {
  const YearMonth at = month_of(day);
  const int size = months_of(step);
  const int month = (at.year * 12 + at.month) / size * size + steps * size;
  const int year = month >= 0 ? month / 12 : (month - 11) / 12;
  return day_from_civil(year, month - year * 12 + 1, 1).value_or(day);
}

int steps_between(Day from, Day to, TimeStep step) {
  const YearMonth a = month_of(from), b = month_of(to);
  return ((b.year - a.year) * 12 + b.month - a.month) / months_of(step);
}

TimeStep step_of_parts(const ShownDays& days, TimeStep step, int parts) {
  if (steps_between(days.from, days.to + 1, step) >= parts) return step;
  for (const TimeStep finer : {TimeStep::quarter, TimeStep::month})
    if (months_of(finer) < months_of(step) && whole_steps(days, finer) >= parts &&
        whole_steps(days, finer) % parts == 0)
      return finer;
  return step;
}

std::vector<ShownDays> parts_of(const ShownDays& days, TimeStep step, int parts) {
  const double length = static_cast<double>(days.to) - days.from + 1;
  std::vector<Day> starts, near;  // of the parts: by days, and by the nearest step
  step = step_of_parts(days, step, parts);
  for (int k = 0; k <= parts; ++k) {
    const Day day = k == parts ? days.to + 1 : days.from + static_cast<Day>(length * k / parts);
    const Day low = step_start(day, step, 0), high = step_start(day, step, 1);
    starts.push_back(day);
    near.push_back(k == 0 || k == parts ? day : day - low <= high - day ? low : high);
  }
  // Too few steps for the parts: two of them would begin with the same one.
  if (std::adjacent_find(near.begin(), near.end(), std::greater_equal<>()) == near.end()) starts = near;
  std::vector<ShownDays> cut;
  for (std::size_t k = 0; k + 1 < starts.size(); ++k) {
    ShownDays part = days;
    part.from = starts[k];
    part.to = std::max(part.from, starts[k + 1] - 1);
    cut.push_back(part);
  }
  return cut;
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

std::string days_text(const ShownDays& days) {
  return days.cumulative ? "– " + end_text(days.to) : period_text(days.from, days.to);
}

int whole_steps(const ShownDays& days, TimeStep step) {
  const bool whole =
      step_start(days.from, step, 0) == days.from && step_start(days.to, step, 1) == days.to + 1;
  return whole ? steps_between(days.from, days.to + 1, step) : 0;
}

std::string part_text(const ShownDays& part, TimeStep step) {
  if (part.cumulative) return days_text(part);
  const int steps = whole_steps(part, step), n = steps > 0 ? steps : part.to - part.from + 1;
  const char* unit = steps == 0                  ? "day"
                     : step == TimeStep::year    ? "year"
                     : step == TimeStep::quarter ? "quarter"
                                                 : "month";
  return days_text(part) + " (" + std::to_string(n) + " " + unit + (n == 1 ? ")" : "s)");
}

std::string rule_text(const Period& period) {
  std::string text;
  if (period.rule == PeriodRule::active)
    text = (period.from == period.to ? "there on " : "there in ") + period_text(period.from, period.to);
  else if (period.from == kFirstDay)
    text = "opened up to " + end_text(period.to);
  else
    text = (period.from == period.to ? "opened on " : "opened in ") + period_text(period.from, period.to);
  return text + (period.keep_undated ? " or undated" : "");
}

}  // namespace agglo
