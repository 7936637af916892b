// Shown days: which days a map shows, cut into steps and parts, and how that is written.
#pragma once

#include <string>
#include <vector>

#include "agglo/periods.hpp"

namespace agglo {

/// Days that a map shows.
struct ShownDays {
  Day from = 0, to = 0;
  PeriodRule rule = PeriodRule::active;
  bool keep_undated = true;
  bool cumulative = false;  ///< all days up to `to`
  bool operator==(const ShownDays&) const = default;
};
/// Cumulative days begin with the first there is or, for rows that exist, are the day `to` alone.
Period period_of(const ShownDays& days);

enum class TimeStep { month, quarter, year };
/// The first day of a month, quarter or year that is `steps` after the one `day` is in.
Day step_start(Day day, TimeStep step, int steps);
/// Whole steps from one day to another that is a start of a step.
int steps_between(Day from, Day to, TimeStep step);

/// The step that parts of the days are whole numbers of: `step`, or where the days have too few of them a
/// quarter or month that divides them evenly.
TimeStep step_of_parts(const ShownDays& days, TimeStep step, int parts);
/// The days cut into `parts` of about equal length, each of whole steps where there are enough of
/// step_of_parts(), else of days; parts of cumulative days end one after the other.
std::vector<ShownDays> parts_of(const ShownDays& days, TimeStep step, int parts);

/// "2015", "2015-06" or "2015-06-01 – 2015-08-15": as short as the days allow.
std::string period_text(Day from, Day to);
/// What a map of the days is called: "2015 – 2017", or "– 2017" of cumulative ones.
std::string days_text(const ShownDays& days);
/// How many steps the days are; 0 when they are not whole ones.
int whole_steps(const ShownDays& days, TimeStep step);
/// The title of one of several maps: "2001 – 2003 (3 years)", since parts of whole steps are not quite equal;
/// of cumulative days "– 2003".
std::string part_text(const ShownDays& part, TimeStep step);
/// Which rows a period lets through: "opened 2015 – 2017", "there in 2015 or undated".
std::string rule_text(const Period& period);

}  // namespace agglo
