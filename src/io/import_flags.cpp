#include "import_flags.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace agglo {
namespace {

using Meaning = std::pair<std::string_view, std::string_view>;
constexpr std::array kMeanings{
    Meaning{"ambiguous_date", "nothing in the column tells day/month from month/day; read as day/month"},
    Meaning{"antimeridian", "an area whose longitudes jump between 180 and -180; cut there"},
    Meaning{"area_as_point", "a line or area where a point is wanted; its centroid is used"},
    Meaning{"bad_coordinate", "a coordinate that is not a number; the row has no place"},
    Meaning{"bad_date", "not a date; left missing"},
    Meaning{"bad_encoding", "characters that could not be decoded; shown as U+FFFD"},
    Meaning{"bad_number",
            "not a number or band of numbers, a negative one, one beyond 2^53 (9,007,199,254,740,992), or a "
            "lower end above the upper; left missing"},
    Meaning{"bad_oneway", "a word for one-way that is not known; open in both directions"},
    Meaning{"bad_quality", "not a position quality of 0 to 6; left missing"},
    Meaning{
        "bad_speed",
        "a speed or time of a road that is no number above 0, or over 300 km/h; that of its class is taken"},
    Meaning{"closed_barrier", "barriers that the mode cannot pass; roads end there"},
    Meaning{"closed_before_born", "closing lies before opening; both dates are kept"},
    Meaning{"closed_road", "roads that the mode cannot use; left out"},
    Meaning{"date_imprecise",
            "only a year or month; openings count from its first day, closings from its last"},
    Meaning{"date_out_of_range", "a date outside the plausible range; left missing"},
    Meaning{"decimal_sign", "the other decimal sign than most of the column; read by it"},
    Meaning{"dms_coordinate", "degrees, minutes and seconds; turned into degrees"},
    Meaning{"duplicate_id", "an id that an earlier row has; all rows are kept"},
    Meaning{"empty_geometry", "a geometry without coordinates; the row has no place"},
    Meaning{"excel_damage", "an id or code that a spreadsheet turned into 1E+05 or a date; kept as found"},
    Meaning{"future_date", "a date after the day of import; kept as found"},
    Meaning{"invalid_geometry", "an area whose boundary crosses or touches itself; mended"},
    Meaning{"long_row", "more cells than the header; the surplus is left out"},
    Meaning{"missing_nodes", "roads that go on beyond the extract; cut where it ends"},
    Meaning{"mixed_geometry", "parts of several kinds (point, line, area); only the highest kind is kept"},
    Meaning{"no_coordinates", "no coordinates; the row is kept without a place"},
    Meaning{"open_quote", "a quotation mark that never closes; taken as a character"},
    Meaning{"out_of_range",
            "coordinates outside the range of their CRS, or over 1e9 m on a plane; the row has no place"},
    Meaning{"short_row", "fewer cells than the header; the rest is missing"},
    Meaning{"unknown_class", "no class that the speed profile knows; its speed for all other roads is taken"},
    Meaning{"unknown_sector", "no sector; the row counts under none"},
    Meaning{"unread_speed", "a posted speed or duration that is not understood; that of its class is taken"},
    Meaning{"wrong_geometry", "a kind of geometry that the role cannot use; the row has no place"},
    Meaning{"zero_coordinates", "coordinates 0, 0; the row has no place"},
    Meaning{"zero_jobs", "0 jobs means unknown in this source; left missing"},
};

}  // namespace

std::string_view flag_meaning(std::string_view code) {
  const auto* found =
      std::find_if(kMeanings.begin(), kMeanings.end(), [&](const auto& m) { return m.first == code; });
  assert(found != kMeanings.end());
  return found->second;
}

void FlagCounter::add(std::string_view code, std::uint64_t row, std::string_view column,
                      std::string_view value) {
  auto found = counts_.find(code);
  if (found == counts_.end()) found = counts_.emplace(std::string(code), Count{}).first;
  Count& count = found->second;
  if (count.seen.size() <= row) count.seen.resize(std::max<std::size_t>(row + 1, count.seen.size() * 2));
  if (count.seen[row]) return;
  count.seen[row] = true;
  ++count.rows;
  auto& samples = count.samples;
  if (samples.size() == 5 && samples.back().row <= row + 1) return;
  const auto place = std::upper_bound(samples.begin(), samples.end(), row + 1,
                                      [](std::uint64_t r, const ImportFlag::Sample& s) { return r < s.row; });
  samples.insert(place, {row + 1, std::string(column), std::string(value)});
  if (samples.size() > 5) samples.pop_back();
}

void FlagCounter::add_counted(std::string_view code, std::uint64_t rows,
                              std::vector<ImportFlag::Sample> samples) {
  if (rows == 0) return;
  Count& count = counts_[std::string(code)];
  count.rows += rows;
  count.samples = std::move(samples);
}

void FlagCounter::add_detail(std::string_view code, std::string detail) {
  counts_[std::string(code)].detail = std::move(detail);
}

std::uint64_t FlagCounter::rows(std::string_view code) const {
  const auto found = counts_.find(code);
  return found == counts_.end() ? 0 : found->second.rows;
}

std::vector<ImportFlag> FlagCounter::flags() const {
  std::vector<ImportFlag> result;
  for (const auto& [code, count] : counts_) {
    if (count.rows == 0) continue;
    std::string meaning(flag_meaning(code));
    if (!count.detail.empty()) meaning += " (" + count.detail + ")";
    result.push_back({code, std::move(meaning), count.rows, count.samples});
  }
  return result;
}

}  // namespace agglo
