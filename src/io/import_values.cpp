#include "import_values.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <unordered_set>

#include "csv_values.hpp"

namespace agglo {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
constexpr double kOpen = std::numeric_limits<double>::infinity();

/// Whole numbers up to 2^53 are exact in every type of every tool; no count of anything is larger.
bool is_count(double value) {
  return value >= 0 && value <= 9007199254740992.0;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string lower_case(std::string_view view) {
  std::string text(view);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

bool is_spreadsheet_damage(std::string_view cell) {
  const std::size_t e = cell.find_first_of("eE");
  if (e == std::string_view::npos || e == 0 || e + 2 >= cell.size() || cell[e + 1] != '+') return false;
  return parse_number(cell, cell.find(',') == std::string_view::npos ? '.' : ',', false).has_value();
}

std::string band_text(double lo, double hi) {
  const Column ends{"", std::vector<double>{lo, hi}, "", ""};
  return ends.text(0) + " to " + ends.text(1);
}

/// Today's date in UTC. It decides nothing but a flag, so that an import gives the same table on any day.
Day day_of_import() {
  using namespace std::chrono;
  return static_cast<Day>(duration_cast<hours>(system_clock::now().time_since_epoch()).count() / 24);
}

/// Builds columns from the fields of one source.
class ColumnBuilder {
 public:
  ColumnBuilder(const FieldSources& sources, const SourceTable& table, const Profile& profile,
                char file_decimal, FlagCounter& flags, RunControl& run)
      : sources_(sources),
        rows_(table.row_count),
        profile_(profile),
        file_decimal_(file_decimal),
        flags_(flags),
        run_(run) {}

  /// Calls visit(row, cell, column name) for every row; missing markers come as empty when `drop_markers`.
  template <class Visit>
  bool each_cell(std::string_view field, bool drop_markers, Visit visit) {
    const auto found = sources_.find(field);
    if (found == sources_.end()) return false;
    run_.check();
    const FieldSource& source = found->second;
    if (source.column == nullptr) {
      for (std::size_t row = 0; row < rows_; ++row)
        visit(row, std::string_view(source.constant), std::string_view("(constant)"));
      return true;
    }
    CellText cells(*source.column);
    for (std::size_t row = 0; row < rows_; ++row) {
      std::string_view cell = trimmed(cells(row));
      if (drop_markers && is_missing_marker(cell)) cell = {};
      visit(row, cell, std::string_view(source.column->name));
    }
    return true;
  }

  StringColumn text(std::string_view field) {
    StringColumn values;
    values.reserve(rows_);
    if (!each_cell(field, false,
                   [&](std::size_t, std::string_view cell, std::string_view) { values.push_back(cell); }))
      for (std::size_t row = 0; row < rows_; ++row) values.push_back({});
    return values;
  }

  StringColumn ids() {
    StringColumn values = text("id");
    std::unordered_set<std::string_view> seen;
    seen.reserve(rows_);
    each_cell("id", false, [&](std::size_t row, std::string_view, std::string_view column) {
      const std::string_view id = values[row];
      if (id.empty()) return;
      if (!seen.insert(id).second) flags_.add("duplicate_id", row, column, id);
      if (is_spreadsheet_damage(id)) flags_.add("excel_damage", row, column, id);
    });
    return values;
  }

  StringColumn sectors() {
    StringColumn values;
    values.reserve(rows_);
    const bool is_known =
        each_cell("sector", false, [&](std::size_t row, std::string_view cell, std::string_view column) {
          const bool is_missing = cell.empty() || is_missing_marker(cell) ||
                                  cell.find_first_not_of("?*-.") == std::string_view::npos;
          if (is_missing) flags_.add("unknown_sector", row, column, cell);
          if (is_spreadsheet_damage(cell)) flags_.add("excel_damage", row, column, cell);
          values.push_back(is_missing ? std::string_view{} : cell);
        });
    if (!is_known) return text("sector");
    return values;
  }

  std::vector<double> numbers(std::string_view field) {
    std::vector<double> values(rows_, kMissing);
    const char decimal = decimal_of(field);
    each_cell(field, true, [&](std::size_t row, std::string_view cell, std::string_view column) {
      if (cell.empty()) return;
      const auto number = parse_number(cell, decimal, true);
      if (number && is_count(*number))
        values[row] = *number;
      else
        flags_.add("bad_number", row, column, cell);
    });
    return values;
  }

  std::pair<std::vector<double>, std::vector<double>> jobs() {
    if (sources_.find("jobs") == sources_.end() || sources_.find("jobs_lo") != sources_.end())
      return job_limits();
    std::vector<double> lo(rows_, kMissing), hi(rows_, kMissing);
    const char decimal = decimal_of("jobs");
    each_cell("jobs", false, [&](std::size_t row, std::string_view cell, std::string_view column) {
      if (cell.empty()) return;
      const auto band = job_band(cell, decimal);
      const bool is_read = band && is_count(band->lo) && (band->hi == kOpen || is_count(band->hi));
      if (!is_read) {
        if (!is_missing_marker(cell)) flags_.add("bad_number", row, column, cell);
      } else if (band->hi == 0 && profile_.zero_jobs_is_unknown) {
        flags_.add("zero_jobs", row, column, cell);
      } else {
        lo[row] = band->lo;
        hi[row] = band->hi;
      }
    });
    return {std::move(lo), std::move(hi)};
  }

  Days days(std::string_view field, bool at_end, std::vector<Day>* as_found) {
    Days days{std::vector<Day>(rows_, kUnknownDay)};
    const auto source = sources_.find(field);
    if (source == sources_.end()) return days;
    const bool is_typed =
        source->second.column != nullptr && std::holds_alternative<Days>(source->second.column->values);
    const DateOrder order = is_typed ? DateOrder::day_first : date_order(field);
    const Day earliest = profile_.earliest.value_or(*day_from_civil(1800, 1, 1));
    const Day latest = profile_.latest.value_or(*day_from_civil(2100, 1, 1));
    const Day today = day_of_import();
    each_cell(field, true, [&](std::size_t row, std::string_view cell, std::string_view column) {
      if (cell.empty() || cell.starts_with("0000")) return;
      const auto parts = split_date(cell, true);
      const auto day = parts ? day_of(*parts, order, at_end) : std::nullopt;
      if (!day) {
        flags_.add("bad_date", row, column, cell);
        return;
      }
      if (as_found != nullptr) (*as_found)[row] = *day;
      if (parts->precision != DatePrecision::day) flags_.add("date_imprecise", row, column, cell);
      if (is_ambiguous_ && !parts->is_ordered && parts->a != parts->b)
        flags_.add("ambiguous_date", row, column, cell);
      if (*day < earliest || *day > latest) {
        flags_.add("date_out_of_range", row, column, cell);
        return;
      }
      days.values[row] = *day;
      // The first day of a bare year or month: a closing in the present year is no news from the future.
      if (day_of(*parts, order, false).value_or(*day) > today) flags_.add("future_date", row, column, cell);
    });
    return days;
  }

  void flag_closed_before_born(const std::vector<Day>& born, const std::vector<Day>& closed) {
    const auto source = sources_.find("closed");
    if (source == sources_.end()) return;
    const std::string column = source->second.column != nullptr ? source->second.column->name : "closed";
    for (std::size_t row = 0; row < rows_; ++row)
      if (born[row] != kUnknownDay && closed[row] != kUnknownDay && closed[row] < born[row])
        flags_.add("closed_before_born", row, column,
                   to_iso_date(closed[row]) + " before " + to_iso_date(born[row]));
  }

  std::vector<std::int64_t> quality(const std::vector<bool>& located) {
    std::vector<std::int64_t> values(rows_, kMissingInteger);
    each_cell("geo_quality", true, [&](std::size_t row, std::string_view cell, std::string_view column) {
      if (cell.empty()) return;
      const auto number = parse_number(cell, '.', false);
      if (number && *number >= 0 && *number <= 6 && *number == std::floor(*number))
        values[row] = static_cast<std::int64_t>(*number);
      else
        flags_.add("bad_quality", row, column, cell);
    });
    for (std::size_t row = 0; row < rows_; ++row)
      if (!located[row]) values[row] = 0;
    return values;
  }

 private:
  char decimal_of(std::string_view field) const {
    const auto found = sources_.find(field);
    if (found == sources_.end() || found->second.column == nullptr) return '.';
    const auto* text = std::get_if<StringColumn>(&found->second.column->values);
    return text == nullptr ? '.' : decimal_evidence(*text).decide(file_decimal_);
  }

  /// One end of the bands: NaN where the cell is empty, and where it cannot be read, which `unreadable`
  /// tells.
  std::vector<double> job_limit(std::string_view field, bool may_be_open, std::vector<bool>& unreadable) {
    std::vector<double> values(rows_, kMissing);
    const char decimal = decimal_of(field);
    each_cell(field, true, [&](std::size_t row, std::string_view cell, std::string_view column) {
      if (cell.empty()) return;
      const auto number = parse_number(cell, decimal, true);
      if (number && is_count(*number)) {
        values[row] = *number;
      } else if (may_be_open && (lower_case(cell) == "inf" || cell == "-1")) {
        values[row] = kOpen;
      } else {
        flags_.add("bad_number", row, column, cell);
        unreadable[row] = true;
      }
    });
    return values;
  }

  /// Bands from two columns. An empty upper end means open-ended, an empty lower end 0; both ends are missing
  /// where one cannot be read, where they are the wrong way round, and where both are empty.
  std::pair<std::vector<double>, std::vector<double>> job_limits() {
    std::vector<bool> unreadable(rows_, false);
    std::vector<double> lo = job_limit("jobs_lo", false, unreadable);
    if (sources_.find("jobs_hi") == sources_.end()) return {lo, lo};
    std::vector<double> hi = job_limit("jobs_hi", true, unreadable);
    const SourceColumn* column = sources_.find("jobs_hi")->second.column;
    const std::string_view name = column == nullptr ? "(constant)" : std::string_view(column->name);
    for (std::size_t row = 0; row < rows_; ++row) {
      bool is_unknown = unreadable[row] || (std::isnan(lo[row]) && (std::isnan(hi[row]) || hi[row] == kOpen));
      if (!is_unknown && lo[row] > hi[row]) {
        flags_.add("bad_number", row, name, band_text(lo[row], hi[row]));
        is_unknown = true;
      } else if (!is_unknown && hi[row] == 0 && profile_.zero_jobs_is_unknown) {
        flags_.add("zero_jobs", row, name, "0");
        is_unknown = true;
      }
      if (is_unknown)
        lo[row] = hi[row] = kMissing;
      else if (std::isnan(hi[row]))
        hi[row] = kOpen;
      else if (std::isnan(lo[row]))
        lo[row] = 0;
    }
    return {std::move(lo), std::move(hi)};
  }

  std::optional<JobBand> job_band(std::string_view cell, char decimal) const {
    if (!profile_.job_bands.empty())
      if (const auto band = profile_.job_bands.find(lower_case(cell)); band != profile_.job_bands.end())
        return JobBand{band->second.first, band->second.second};
    return parse_job_band(cell, decimal);
  }

  /// From the profile, else from the whole column.
  DateOrder date_order(std::string_view field) {
    is_ambiguous_ = false;
    if (profile_.date_order == "dmy") return DateOrder::day_first;
    if (profile_.date_order == "mdy") return DateOrder::month_first;
    DateEvidence evidence;
    each_cell(field, true, [&](std::size_t, std::string_view cell, std::string_view) {
      if (const auto parts = split_date(cell, true)) evidence.add(*parts);
    });
    is_ambiguous_ = evidence.decide() == DateOrder::unknown;
    return evidence.decide();
  }

  const FieldSources& sources_;
  std::size_t rows_;
  const Profile& profile_;
  char file_decimal_;
  FlagCounter& flags_;
  RunControl& run_;
  bool is_ambiguous_ = false;
};

void add_establishment_columns(ColumnBuilder& build, std::size_t rows, const std::vector<bool>& located,
                               std::vector<Column>& columns) {
  columns.push_back({"sector", build.sectors(), "", "sector code or name as the source gives it"});
  auto [lo, hi] = build.jobs();
  columns.push_back({"jobs_lo", std::move(lo), "jobs", "least number of jobs"});
  columns.push_back({"jobs_hi", std::move(hi), "jobs", "largest number of jobs; infinite when open-ended"});
  std::vector<Day> born_found(rows, kUnknownDay), closed_found(rows, kUnknownDay);
  columns.push_back({"born", build.days("born", false, &born_found), "", "day of opening"});
  columns.push_back({"closed", build.days("closed", true, &closed_found), "", "day of closing"});
  build.flag_closed_before_born(born_found, closed_found);
  columns.push_back(
      {"geo_quality", build.quality(located), "", "quality of the position, 0 none to 6 surveyed"});
}

}  // namespace

std::vector<Column> canonical_columns(const FieldSources& sources, const SourceTable& table, Role role,
                                      const Profile& profile, char file_decimal,
                                      const std::vector<bool>& located, FlagCounter& flags, RunControl& run) {
  ColumnBuilder build(sources, table, profile, file_decimal, flags, run);
  std::vector<Column> columns;
  columns.push_back({"id", build.ids(), "", "identifier in the source"});
  columns.push_back({"name", build.text("name"), "", "name"});
  if (role == Role::establishments) {
    add_establishment_columns(build, table.row_count, located, columns);
    return columns;
  }
  columns.push_back({"kind", build.text("kind"), "", "kind as the source gives it"});
  if (role == Role::institutions) {
    columns.push_back({"services", build.text("services"), "", "services offered, separated by ;"});
    columns.push_back({"capacity", build.numbers("capacity"), "", "places offered"});
  }
  if (role == Role::institutions || role == Role::zones)
    columns.push_back({"opened", build.days("opened", false, nullptr), "", "day of opening"});
  return columns;
}

}  // namespace agglo
