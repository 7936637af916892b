#include "agglo/periods.hpp"

#include <algorithm>
#include <chrono>
#include <initializer_list>

#include "core/parallel.hpp"

namespace agglo {

namespace {

constexpr unsigned bit(bool on) {
  return on ? 1 : 0;
}

}  // namespace

int year_of(Day day) {
  return static_cast<int>(std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{day}}}.year());
}

RowSet rows_in_period(std::span<const Day> first, std::span<const Day> last, const Period& period,
                      RunControl& run) {
  constexpr std::size_t kPiece = std::size_t{1} << 17;
  RowSet rows(first.size());
  const auto words = rows.words();
  const bool ends = !last.empty() && period.rule == PeriodRule::active;
  const Day from = period.from, to = period.to;
  const bool keep = period.keep_undated, born = period.rule == PeriodRule::born;
  run.begin("choosing by date", first.size());
  parallel_blocks(first.size(), kPiece, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    for (std::size_t at = begin; at < end; at += 64) {
      std::uint64_t bits = 0;
      for (std::size_t i = at; i < std::min(at + 64, end); ++i) {
        const Day day = first[i];
        // Numbers, not booleans: the loop has no branches then.
        unsigned in = bit(day <= to) & (bit(!born) | bit(day >= from));
        if (ends) in &= bit(last[i] >= from) | bit(last[i] == kUnknownDay);
        const bool undated = day == kUnknownDay;
        // Who is gone before the period begins is not there, dated or not.
        const bool gone = ends && last[i] != kUnknownDay && last[i] < from;
        in = undated ? bit(keep) & bit(!gone) : in;
        bits |= std::uint64_t{in} << (i - at);
      }
      words[at / 64] = bits;
    }
  });
  return rows;
}

PeriodColumns period_columns(const Table& table) {
  const auto days = [&](std::initializer_list<const char*> names) -> const std::vector<Day>* {
    for (const char* name : names)
      if (const Column* column = table.find(name))
        if (const auto* found = std::get_if<Days>(&column->values)) return &found->values;
    return nullptr;
  };
  PeriodColumns columns;
  columns.first = days({"born", "opened", "first_day", "period_start"});
  if (columns.first) columns.last = days({"closed", "last_day", "period_end"});
  return columns;
}

BirthsByYear births_by_year(std::span<const Day> first) {
  BirthsByYear births;
  Day least = std::numeric_limits<Day>::max(), greatest = kUnknownDay;
  for (const Day day : first)
    if (day != kUnknownDay) {
      least = std::min(least, day);
      greatest = std::max(greatest, day);
    }
  if (greatest == kUnknownDay) return births;
  births.first_year = year_of(least);
  const int years = year_of(greatest) - births.first_year + 1;
  births.count.assign(static_cast<std::size_t>(years), 0);
  std::vector<Day> starts;
  for (int k = 0; k < years; ++k) starts.push_back(*day_from_civil(births.first_year + k, 1, 1));
  for (const Day day : first) {
    if (day == kUnknownDay) continue;
    const auto next = std::upper_bound(starts.begin(), starts.end(), day);
    ++births.count[static_cast<std::size_t>(next - starts.begin()) - 1];
  }
  return births;
}

}  // namespace agglo
