#include "csv_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace agglo {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::size_t count_digits(std::string_view text, std::size_t at) {
  std::size_t n = 0;
  while (at + n < text.size() && is_digit(text[at + n])) ++n;
  return n;
}

/// -digits[sign digits][e+-digits] with one sign '.' or ','.
struct NumberForm {
  bool is_number = false;
  bool is_integer = false;
  bool has_leading_zero = false;
  char decimal = 0;                   ///< the sign found, 0 when none
  std::size_t before = 0, after = 0;  ///< digits before and after it
};

NumberForm number_form(std::string_view cell) {
  NumberForm form;
  std::size_t at = !cell.empty() && cell[0] == '-' ? 1 : 0;
  const std::size_t first = at;
  form.before = count_digits(cell, at);
  at += form.before;
  if (at < cell.size() && (cell[at] == '.' || cell[at] == ',')) {
    form.decimal = cell[at];
    form.after = count_digits(cell, at + 1);
    at += 1 + form.after;
  }
  if (form.before + form.after == 0) return form;
  bool has_exponent = false;
  if (at < cell.size() && (cell[at] == 'e' || cell[at] == 'E')) {
    const std::size_t sign = at + 1 < cell.size() && (cell[at + 1] == '-' || cell[at + 1] == '+') ? 1 : 0;
    const std::size_t digits = count_digits(cell, at + 1 + sign);
    if (digits == 0) return form;
    at += 1 + sign + digits;
    has_exponent = true;
  }
  form.is_number = at == cell.size();
  form.is_integer = form.is_number && form.decimal == 0 && !has_exponent;
  form.has_leading_zero = form.before > 1 && cell[first] == '0';
  return form;
}

/// True for 1,234,567 (groups of three after one to three digits).
bool is_grouped(std::string_view digits, char group) {
  std::size_t run = count_digits(digits, 0);
  if (run == 0 || run > 3) return false;
  while (run < digits.size()) {
    if (digits[run] != group || count_digits(digits, run + 1) != 3) return false;
    run += 4;
  }
  return true;
}

std::optional<double> number_from(std::string_view plain) {
  double value = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error != std::errc() || end != plain.data() + plain.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

}  // namespace

void DecimalEvidence::add(std::string_view cell) {
  const NumberForm form = number_form(cell);
  if (form.is_number) {
    if (form.decimal == 0) return;
    const bool is_open =
        form.after == 3 && form.before >= 1 && form.before <= 3 && cell[0] != '0' && !cell.starts_with("-0");
    if (form.decimal == '.')
      ++(is_open ? open_points : points);
    else
      ++(is_open ? open_commas : commas);
    return;
  }
  const std::size_t point = cell.rfind('.'), comma = cell.rfind(',');
  if (point == std::string_view::npos || comma == std::string_view::npos) return;
  if (parse_number(cell, '.', true)) ++points;
  if (parse_number(cell, ',', true)) ++commas;
}

void DecimalEvidence::add(const DecimalEvidence& other) {
  points += other.points;
  commas += other.commas;
  open_points += other.open_points;
  open_commas += other.open_commas;
}

char DecimalEvidence::decide(char otherwise) const {
  if (points == commas) return otherwise;
  return points > commas ? '.' : ',';
}

DecimalEvidence decimal_evidence(const StringColumn& column) {
  DecimalEvidence evidence;
  for (std::size_t row = 0; row < column.size(); ++row)
    if (const std::string_view cell = column[row]; !cell.empty()) evidence.add(cell);
  return evidence;
}

std::optional<double> parse_number(std::string_view cell, char decimal, bool grouped) {
  if (cell.starts_with('+')) cell.remove_prefix(1);
  const NumberForm form = number_form(cell);
  if (form.is_number && form.decimal != (decimal == '.' ? ',' : '.')) {
    if (form.decimal != ',') return number_from(cell);
    std::string plain(cell);
    std::replace(plain.begin(), plain.end(), ',', '.');
    return number_from(plain);
  }
  if (!grouped) return std::nullopt;
  const char group = decimal == '.' ? ',' : '.';
  const bool is_negative = cell.starts_with('-');
  std::string_view whole = cell.substr(is_negative ? 1 : 0), fraction;
  if (const std::size_t sign = whole.find(decimal); sign != std::string_view::npos) {
    fraction = whole.substr(sign + 1);
    whole = whole.substr(0, sign);
  }
  if (!is_grouped(whole, group) || count_digits(fraction, 0) != fraction.size()) return std::nullopt;
  std::string plain(is_negative ? "-" : "");
  for (const char c : whole)
    if (c != group) plain += c;
  if (!fraction.empty()) plain += '.' + std::string(fraction);
  return number_from(plain);
}

bool is_missing_marker(std::string_view cell) {
  constexpr std::array<std::string_view, 18> kMarkers{"nn",   "-",   "--",      "*",    "**",     ".",
                                                      "?",    "n/a", "na",      "#n/a", "null",   "nan",
                                                      "none", "n/d", "unknown", "\\n",  "(null)", "nd"};
  if (cell.size() > 8) return false;
  std::string text(cell);
  std::transform(text.begin(), text.end(), text.begin(), lower);
  return std::find(kMarkers.begin(), kMarkers.end(), text) != kMarkers.end();
}

namespace {

int month_named(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
  if (text.size() < 3) return 0;
  std::string head(text.substr(0, 3));
  std::transform(head.begin(), head.end(), head.begin(), lower);
  const auto found = std::find(kMonths.begin(), kMonths.end(), head);
  return found == kMonths.end() ? 0 : static_cast<int>(found - kMonths.begin()) + 1;
}

int small_number(std::string_view digits) {
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

/// True when `text` is a time of day; `is_midnight` tells 00:00.
bool is_time(std::string_view text, bool& is_midnight) {
  is_midnight = true;
  if (text.size() < 4 || !is_digit(text[0]) || text.find(':') == std::string_view::npos) return false;
  bool in_zone = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = lower(text[i]);
    in_zone = in_zone || c == 'z' || c == '+' || (c == '-' && i > 0);
    if (is_digit(c) && c != '0' && !in_zone) is_midnight = false;
    if (!is_digit(c) && c != ':' && c != '.' && c != 'z' && c != '+' && c != '-' && c != ' ' && c != 'a' &&
        c != 'p' && c != 'm')
      return false;
  }
  return true;
}

std::optional<DateParts> loose_date(std::string_view cell) {
  DateParts parts;
  parts.is_ordered = true;
  const std::size_t digits = count_digits(cell, 0);
  if (digits == 8 && cell.size() == 8) {
    parts.year = small_number(cell.substr(0, 4));
    parts.a = small_number(cell.substr(4, 2));
    parts.b = small_number(cell.substr(6, 2));
    return parts;
  }
  if (digits != 4) return std::nullopt;
  parts.year = small_number(cell.substr(0, 4));
  const std::string_view rest = cell.substr(4);
  if (rest.empty() || (rest[0] == '.' && count_digits(rest, 1) == rest.size() - 1)) {
    // Years as decimal numbers (2016.0, 2013.9999999999998, an average such as 1996.13) stand for the year
    // they lie in.
    parts.year = static_cast<int>(std::floor(*number_from(cell) + 1e-6));
    parts.precision = DatePrecision::year;
    return parts;
  }
  const std::size_t month_digits = count_digits(rest, 1);
  if ((rest[0] == '-' || rest[0] == '/') && (month_digits == 1 || month_digits == 2) &&
      rest.size() == 1 + month_digits) {
    parts.a = small_number(rest.substr(1));
    parts.precision = DatePrecision::month;
    return parts;
  }
  return std::nullopt;
}

/// Three pieces of a date parted by the same sign, and where they end; nothing when there are no three.
struct DatePieces {
  std::array<std::string_view, 3> piece;
  char separator = 0;
  std::size_t end = 0;
};
std::optional<DatePieces> date_pieces(std::string_view cell) {
  const auto is_letter = [](char c) { return lower(c) >= 'a' && lower(c) <= 'z'; };
  DatePieces found;
  std::size_t at = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t begin = at;  // the last piece ends before a letter: 2015-07-01T00:00
    while (at < cell.size() && (is_digit(cell[at]) || (i < 2 && is_letter(cell[at])))) ++at;
    found.piece[i] = cell.substr(begin, at - begin);
    if (found.piece[i].empty()) return std::nullopt;
    if (i == 2) break;
    if (at >= cell.size() || std::string_view("-/. ").find(cell[at]) == std::string_view::npos)
      return std::nullopt;
    if (i == 1 && cell[at] != found.separator) return std::nullopt;
    found.separator = cell[at++];
  }
  found.end = at;
  return found;
}

bool is_short_number(std::string_view text) {
  return text.size() <= 2 && count_digits(text, 0) == text.size();
}
bool is_year(std::string_view text) {
  return text.size() == 4 && count_digits(text, 0) == 4;
}

/// Month, day and year from their pieces; time and precision are the caller's.
std::optional<DateParts> parts_of(const DatePieces& found) {
  const auto& piece = found.piece;
  DateParts parts;
  parts.is_ordered = true;
  if (is_year(piece[0]) && is_short_number(piece[1]) && is_short_number(piece[2]) && found.separator != ' ') {
    parts.year = small_number(piece[0]);
    parts.a = small_number(piece[1]);
    parts.b = small_number(piece[2]);
    return parts;
  }
  if (!is_year(piece[2]) || !is_short_number(piece[0])) return std::nullopt;
  parts.year = small_number(piece[2]);
  parts.a = month_named(piece[1]);
  parts.b = small_number(piece[0]);
  if (parts.a != 0) return parts;  // 12-Mar-2015
  if (!is_short_number(piece[1]) || found.separator == ' ') return std::nullopt;
  parts.a = small_number(piece[1]);
  if (found.separator == '.') return parts;  // written with points the day comes first everywhere
  std::swap(parts.a, parts.b);
  parts.is_ordered = false;
  return parts;
}

}  // namespace

std::optional<DateParts> split_date(std::string_view cell, bool loose) {
  if (cell.size() < 4 || !is_digit(cell[0])) return std::nullopt;
  if (loose)
    if (const auto parts = loose_date(cell)) return parts;
  const auto pieces = date_pieces(cell);
  auto parts = pieces ? parts_of(*pieces) : std::nullopt;
  if (!parts || pieces->end == cell.size()) return parts;
  if (lower(cell[pieces->end]) != 't' && cell[pieces->end] != ' ') return std::nullopt;
  bool is_midnight = true;
  if (!is_time(cell.substr(pieces->end + 1), is_midnight)) return std::nullopt;
  parts->has_time = !is_midnight;
  return parts;
}

std::optional<Day> day_of(const DateParts& parts, DateOrder order, bool at_end) {
  if (parts.precision == DatePrecision::year)
    return at_end ? day_from_civil(parts.year, 12, 31) : day_from_civil(parts.year, 1, 1);
  if (parts.precision == DatePrecision::month) {
    if (!at_end) return day_from_civil(parts.year, parts.a, 1);
    for (int day = 31; day >= 28; --day)
      if (const auto last = day_from_civil(parts.year, parts.a, day)) return last;
    return std::nullopt;
  }
  const bool day_is_first = !parts.is_ordered && order != DateOrder::month_first;
  return day_is_first ? day_from_civil(parts.year, parts.b, parts.a)
                      : day_from_civil(parts.year, parts.a, parts.b);
}

void DateEvidence::add(const DateParts& parts) {
  if (parts.is_ordered || parts.precision != DatePrecision::day) return;
  if (parts.a > 12 && parts.b <= 12)
    ++day_first;
  else if (parts.b > 12 && parts.a <= 12)
    ++month_first;
  else if (parts.a != parts.b)
    ++either;
}

DateOrder DateEvidence::decide() const {
  if (day_first == month_first) return DateOrder::unknown;
  return day_first > month_first ? DateOrder::day_first : DateOrder::month_first;
}

namespace {

/// True when the digits are an integer of at most 2^53 in size, which every number type of every tool can
/// hold.
bool is_exact_integer(std::string_view digits) {
  constexpr std::int64_t kLargest = std::int64_t{1} << 53;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && value <= kLargest && value >= -kLargest;
}

enum class ColumnType { text, integer, number, date };

struct TypeEvidence {
  bool can_be_number = true, can_be_integer = true, can_be_date = true;
  std::uint64_t values = 0;
  DateEvidence dates;

  void add(std::string_view cell, char decimal) {
    ++values;
    if (can_be_number) {
      const NumberForm form = number_form(cell);
      if (!form.is_integer) can_be_integer = false;
      const auto value = form.has_leading_zero ? std::nullopt : parse_number(cell, decimal, false);
      if (!value || cell[0] == '+' || (form.is_integer && !is_exact_integer(cell))) can_be_number = false;
    }
    if (can_be_date) {
      const auto parts = split_date(cell, false);
      can_be_date = parts && !parts->has_time;
      if (can_be_date) dates.add(*parts);
    }
  }

  ColumnType type() const {
    if (values == 0) return ColumnType::text;
    if (can_be_number) return can_be_integer ? ColumnType::integer : ColumnType::number;
    const bool is_order_known = dates.either == 0 || dates.decide() != DateOrder::unknown;
    return can_be_date && is_order_known ? ColumnType::date : ColumnType::text;
  }
};

}  // namespace

ColumnValues typed_values(StringColumn&& text, char decimal) {
  decimal = decimal_evidence(text).decide(decimal);
  const std::size_t rows = text.size();
  TypeEvidence evidence;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string_view cell = text[row];
    if (cell.empty() || is_missing_marker(cell)) continue;
    evidence.add(cell, decimal);
    if (!evidence.can_be_number && !evidence.can_be_date) return std::move(text);
  }
  const ColumnType type = evidence.type();
  const auto has_value = [&](std::size_t row) { return !text[row].empty() && !is_missing_marker(text[row]); };
  if (type == ColumnType::integer) {
    std::vector<std::int64_t> values(rows, kMissingInteger);
    for (std::size_t row = 0; row < rows; ++row)
      if (has_value(row)) std::from_chars(text[row].data(), text[row].data() + text[row].size(), values[row]);
    return values;
  }
  if (type == ColumnType::number) {
    std::vector<double> values(rows, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t row = 0; row < rows; ++row)
      if (has_value(row)) values[row] = *parse_number(text[row], decimal, false);
    return values;
  }
  if (type == ColumnType::date) {
    Days values{std::vector<Day>(rows, kUnknownDay)};
    for (std::size_t row = 0; row < rows; ++row) {
      if (!has_value(row)) continue;
      const auto day = day_of(*split_date(text[row], false), evidence.dates.decide(), false);
      if (!day) return std::move(text);  // 2015-02-30: nothing is lost as text
      values.values[row] = *day;
    }
    return values;
  }
  return std::move(text);
}

}  // namespace agglo
