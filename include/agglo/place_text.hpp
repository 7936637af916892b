// Place text: coordinates as people type or paste them.
#pragma once

#include <optional>
#include <string_view>

namespace agglo {

/// Degrees: x = longitude, y = latitude. Otherwise metres of the project's frame.
struct TypedPlace {
  bool degrees = true;
  double x = 0, y = 0;
};

/// Reads "44.70, 11.04", "44,70 11,04", "44,70; 11,04", "44°42'N 11°02'E", "44 42 10 N, 11 2 30 E" or metres
/// ("652000 4951000", "100 m, 250 m"). Latitude comes first unless letters or the size of the numbers say
/// otherwise. Bare numbers are degrees where they can be, and metres when `planar`. Nothing when the text is
/// no place: one number, three, letters, minutes beyond 60, latitudes beyond 90.
std::optional<TypedPlace> parse_place(std::string_view text, bool planar);

}  // namespace agglo
