#include "app/cluster_shapes.hpp"

#include <cmath>
#include <numeric>

#include "agglo/geodesy.hpp"
#include "agglo/projection.hpp"

namespace agglo {
namespace {

double planar_ring_area_m2(std::span<const double> x, std::span<const double> y) {
  double twice = 0;
  for (std::size_t i = 1; i < x.size(); ++i)
    twice += (x[i - 1] - x[0]) * (y[i] - y[0]) - (x[i] - x[0]) * (y[i - 1] - y[0]);
  return twice / 2;
}

}  // namespace

Centres mean_places(const Establishments& firms, const Groups& members) {
  Centres centres;
  for (std::size_t g = 0; g < members.size(); ++g) {
    double x = 0, y = 0, z = 0;
    for (const std::uint32_t row : members[g]) {
      x += firms.x_m[row];
      y += firms.y_m[row];
      z += firms.z_m.empty() ? 0 : firms.z_m[row];
    }
    const auto n = static_cast<double>(members[g].size());
    if (!firms.z_m
             .empty()) {  // geocentric: the direction of the mean, as geodetic latitude to within 0.2 degrees
      constexpr double kDegrees = 57.29577951308232, kFlatteningFactor = 1 / (1 - 0.00669437999014);
      const double lat = std::atan2(z * kFlatteningFactor, std::hypot(x, y)) * kDegrees;
      centres.x.push_back(std::atan2(y, x) * kDegrees);
      centres.y.push_back(lat);
    } else {
      centres.x.push_back(x / n);
      centres.y.push_back(y / n);
    }
  }
  if (firms.frame.kind == FrameKind::projected)
    Projector(firms.frame).lonlat_from_metres(centres.x, centres.y);
  return centres;
}

std::vector<double> areas_m2(const Shapes& shapes, const Frame& frame) {
  std::vector<double> areas(shapes.size(), 0.0);
  for (std::size_t row = 0; row < shapes.size(); ++row) {
    if (shapes.kind[row] != ShapeKind::polygon) continue;
    for (std::size_t part = shapes.row_start[row]; part < shapes.row_start[row + 1]; ++part)
      for (std::size_t ring = shapes.part_start[part]; ring < shapes.part_start[part + 1]; ++ring) {
        const std::size_t begin = shapes.ring_start[ring], count = shapes.ring_start[ring + 1] - begin;
        const auto x = std::span(shapes.x).subspan(begin, count),
                   y = std::span(shapes.y).subspan(begin, count);
        areas[row] +=
            frame.kind == FrameKind::plane ? planar_ring_area_m2(x, y) : geodesic_ring_area_m2(x, y);
      }
  }
  return areas;
}

Shapes cluster_boundaries(const Establishments& firms, const Groups& members, const BoundaryOptions& options,
                          RunControl& run) {
  if (firms.frame.kind != FrameKind::geocentric) {
    Shapes shapes = boundaries(firms.x_m, firms.y_m, members, options, run);
    if (firms.frame.kind == FrameKind::projected)
      shapes = Projector(firms.frame).lonlat_from_metres(std::move(shapes));
    return shapes;
  }
  const Centres centres = mean_places(firms, members);
  Shapes shapes;
  for (std::size_t g = 0; g < members.size(); ++g) {
    const LocalPlane plane({centres.x[g], centres.y[g]});
    std::vector<double> x, y;
    Groups one{{0, members[g].size()}, std::vector<std::uint32_t>(members[g].size())};
    std::iota(one.items.begin(), one.items.end(), 0U);
    for (const std::uint32_t row : members[g]) {
      const Metres2 p = plane.metres_from_lonlat({firms.lon_deg[row], firms.lat_deg[row]});
      x.push_back(p.x_m);
      y.push_back(p.y_m);
    }
    Shapes local = boundaries(x, y, one, options, run);
    for (std::size_t i = 0; i < local.x.size(); ++i) {
      const LonLat place = plane.lonlat_from_metres({local.x[i], local.y[i]});
      local.x[i] = place.lon_deg;
      local.y[i] = place.lat_deg;
    }
    shapes.add_row_of(local, 0);
  }
  return shapes;
}

}  // namespace agglo
