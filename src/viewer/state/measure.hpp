// Measure: lengths and areas of what is drawn on the map with the measuring tools.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "agglo/frame.hpp"
#include "viewer/state/camera.hpp"

namespace agglo::viewer {

/// On the ellipsoid (geodesics); on the plane for planar data. NaN where a place is outside the projection.
struct Measured {
  std::vector<double>
      legs_m;           ///< between one place and the next; with `area` also from the last to the first
  double length_m = 0;  ///< sum of the legs: the distance, or the perimeter
  double area_m2 = 0;   ///< 0 without `area`
};
/// Cost: one projection and one geodesic per place, plus the start of a projection.
Measured measured(const Frame& frame, const std::vector<WorldPoint>& places, bool area);

/// "850 m", "12.34 km", "1,234 km".
std::string length_text(double metres);
/// "5,200 m²", "3.25 ha", "12.4 km²".
std::string area_text(double m2);

}  // namespace agglo::viewer
