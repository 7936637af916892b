// Periods: rows by the days on which they begin and end.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agglo/row_set.hpp"
#include "agglo/run_control.hpp"
#include "agglo/table.hpp"

namespace agglo {

/// active: exists on at least one day of the period; born: its first day lies in it.
enum class PeriodRule : std::uint8_t { active, born };

/// Which rows belong to the days from..to (both inside). A row without a first day belongs to every period
/// when `keep_undated`, else to none. A row without a last day (or `last` empty) has not ended; the last day
/// itself still counts as active.
struct Period {
  Day from = 0, to = 0;
  PeriodRule rule = PeriodRule::active;
  bool keep_undated = false;
  bool operator==(const Period&) const = default;
};
RowSet rows_in_period(std::span<const Day> first, std::span<const Day> last, const Period& period,
                      RunControl& run);

/// The columns that say when a row begins and ends: days in "born" or "opened", else in "first_day" or
/// "period_start", and in "closed", "last_day" or "period_end". first = null: the table has no dates.
struct PeriodColumns {
  const std::vector<Day>* first = nullptr;
  const std::vector<Day>* last = nullptr;
};
PeriodColumns period_columns(const Table& table);

/// First days counted per calendar year from `first_year` on; empty when no row has a first day.
struct BirthsByYear {
  int first_year = 0;
  std::vector<std::uint64_t> count;
};
BirthsByYear births_by_year(std::span<const Day> first);
/// The calendar year of a day.
int year_of(Day day);

}  // namespace agglo
