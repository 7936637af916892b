// Colours for categories and for graded values.
#include <algorithm>
#include <array>
#include <cmath>

#include "agglo/scene.hpp"

namespace agglo {

// From the colour sets of Okabe & Ito (2008) and Tol (2021), ordered so that the first few differ most.
Colour category_colour(std::size_t index) {
  static constexpr std::array<std::array<std::uint8_t, 3>, 12> kColours{{{0, 114, 178},
                                                                         {213, 94, 0},
                                                                         {17, 119, 51},
                                                                         {170, 68, 153},
                                                                         {230, 159, 0},
                                                                         {86, 180, 233},
                                                                         {136, 34, 85},
                                                                         {153, 153, 51},
                                                                         {68, 170, 153},
                                                                         {204, 102, 119},
                                                                         {51, 34, 136},
                                                                         {221, 204, 119}}};
  const auto& colour = kColours[index % kColours.size()];
  return {colour[0], colour[1], colour[2], 255};
}

// Ten support points of the viridis map, joined linearly: at most two grey steps off the full table.
Colour viridis(double t) {
  static constexpr std::array<std::array<double, 3>, 10> kSupport{{{68, 1, 84},
                                                                   {72, 40, 120},
                                                                   {62, 74, 137},
                                                                   {49, 104, 142},
                                                                   {38, 130, 142},
                                                                   {31, 158, 137},
                                                                   {53, 183, 121},
                                                                   {109, 205, 89},
                                                                   {180, 222, 44},
                                                                   {253, 231, 37}}};
  const double place = (std::isnan(t) ? 0.0 : std::clamp(t, 0.0, 1.0)) * (kSupport.size() - 1);
  const auto low = std::min(static_cast<std::size_t>(place), kSupport.size() - 2);
  const double share = place - static_cast<double>(low);
  std::array<std::uint8_t, 3> rgb{};
  for (std::size_t i = 0; i < 3; ++i)
    rgb[i] = static_cast<std::uint8_t>(
        std::lround(kSupport[low][i] + share * (kSupport[low + 1][i] - kSupport[low][i])));
  return {rgb[0], rgb[1], rgb[2], 255};
}

}  // namespace agglo
