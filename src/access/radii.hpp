// Radii: kilometres as people write them, as metres.
#pragma once

#include <vector>

namespace agglo {

/// Metres, rounded to a micrometre so that 2.01 km is 2010 m. Error{usage} unless finite, not negative,
/// ascending.
std::vector<double> radii_m(const std::vector<double>& radius_km);

}  // namespace agglo
