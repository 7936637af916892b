// Days: what a year or a date written in an expression stands for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "agglo/table.hpp"

namespace agglo::where {

/// The days that a date written as YYYY, YYYY-MM or YYYY-MM-DD stands for.
struct Interval {
  Day first, last;
};

/// Nothing outside the years -9999 to 9999.
std::optional<Interval> interval_of_year(std::int64_t year);
/// Nothing for a text that is no date.
std::optional<Interval> interval_of_text(std::string_view text);

}  // namespace agglo::where
