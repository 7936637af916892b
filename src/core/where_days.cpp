#include "core/where_days.hpp"

#include <array>
#include <charconv>

namespace agglo::where {

std::optional<Interval> interval_of_year(std::int64_t year) {
  if (year < -9999 || year > 9999) return std::nullopt;
  const int y = static_cast<int>(year);
  return Interval{*day_from_civil(y, 1, 1), *day_from_civil(y, 12, 31)};
}

std::optional<Interval> interval_of_text(std::string_view text) {
  std::array<int, 3> part{0, 0, 0};
  std::size_t parts = 0;
  const char *at = text.data(), *end = at + text.size();
  while (parts < 3) {
    if (at == end || *at < '0' || *at > '9') return std::nullopt;
    const auto [stop, error] = std::from_chars(at, end, part[parts]);
    if (error != std::errc()) return std::nullopt;
    ++parts;
    at = stop;
    if (at == end) break;
    if (*at != '-') return std::nullopt;
    ++at;
  }
  if (at != end) return std::nullopt;
  if (parts == 1) return text.size() == 4 ? interval_of_year(part[0]) : std::nullopt;
  const auto first = day_from_civil(part[0], part[1], parts == 3 ? part[2] : 1);
  if (!first) return std::nullopt;
  if (parts == 3) return Interval{*first, *first};
  const auto next =
      part[1] == 12 ? day_from_civil(part[0] + 1, 1, 1) : day_from_civil(part[0], part[1] + 1, 1);
  return next ? std::optional(Interval{*first, *next - 1}) : std::nullopt;
}

}  // namespace agglo::where
