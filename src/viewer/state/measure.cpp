#include "viewer/state/measure.hpp"

#include <fmt/format.h>

#include <cmath>

#include "agglo/geodesy.hpp"
#include "agglo/projection.hpp"
#include "viewer/text/numbers.hpp"

namespace agglo::viewer {

namespace {

double plane_ring_area(const std::vector<double>& x, const std::vector<double>& y) {
  double twice = 0;
  for (std::size_t k = 0, last = x.size() - 1; k < x.size(); last = k++)
    twice += (x[last] - x[0]) * (y[k] - y[0]) - (x[k] - x[0]) * (y[last] - y[0]);
  return std::abs(twice) / 2;
}

/// Three or four significant figures, thousands apart.
std::string figure(double value) {
  if (value >= 1000 && value < 1e15) return grouped(static_cast<std::uint64_t>(std::llround(value)));
  return with_decimal_mark(fmt::format("{:.{}f}", value, value >= 100 ? 1 : 2));
}

}  // namespace

Measured measured(const Frame& frame, const std::vector<WorldPoint>& places, bool area) {
  Measured result;
  std::vector<double> x, y;
  for (const WorldPoint& p : places) {
    x.push_back(p.x_m);
    y.push_back(p.y_m);
  }
  const bool plane = frame.kind == FrameKind::plane;
  if (!plane) Projector(frame).lonlat_from_metres(x, y);
  const auto leg = [&](std::size_t a, std::size_t b) {
    if (plane) return std::hypot(x[b] - x[a], y[b] - y[a]);
    return geodesic_distance_m({x[a], y[a]}, {x[b], y[b]});
  };
  for (std::size_t k = 1; k < x.size(); ++k) result.legs_m.push_back(leg(k - 1, k));
  if (area && x.size() > 2) {
    result.legs_m.push_back(leg(x.size() - 1, 0));
    result.area_m2 = plane ? plane_ring_area(x, y) : std::abs(geodesic_ring_area_m2(x, y));
  }
  for (const double length : result.legs_m) result.length_m += length;
  return result;
}

std::string length_text(double metres) {
  if (std::isnan(metres)) return "–";
  if (metres >= 1000) return figure(metres / 1000) + " km";
  return with_decimal_mark(fmt::format("{:.{}f} m", metres, metres < 10 ? 2 : metres < 100 ? 1 : 0));
}

std::string area_text(double m2) {
  if (std::isnan(m2)) return "–";
  if (m2 < 1e4) return with_decimal_mark(fmt::format("{:.{}f} m²", m2, m2 < 100 ? 1 : 0));
  return m2 < 1e6 ? figure(m2 / 1e4) + " ha" : figure(m2 / 1e6) + " km²";
}

}  // namespace agglo::viewer
