#include "access/roads/contour_rings.hpp"

#include <algorithm>
#include <cmath>

#include "access/roads/points_in_rings.hpp"

namespace agglo {
namespace {

struct Shell {
  const Ring* ring;
  double area;
  std::vector<const Ring*> holes;
};

/// Shells, the largest first, each with the holes in it.
std::vector<Shell> shells_of(const std::vector<Ring>& rings, const SurfaceRoads& roads,
                             double smallest_area_m2) {
  std::vector<Shell> shells;
  std::vector<const Ring*> holes;
  for (const Ring& ring : rings) {
    const double area = area_of(ring), scale = roads.scale_at(ring.front().y);
    if (std::abs(area) < smallest_area_m2 * scale * scale) continue;
    if (area > 0)
      shells.push_back({&ring, area, {}});
    else
      holes.push_back(&ring);
  }
  // The smallest shell around a hole is the one it is in.
  std::sort(shells.begin(), shells.end(), [](const Shell& a, const Shell& b) { return a.area < b.area; });
  std::vector<MapPoint> places;
  for (const Ring* hole : holes) {  // not at a vertex, where a hole may touch what it is in
    const MapPoint &a = (*hole)[0], &b = (*hole)[1];
    places.push_back({(a.x + b.x) / 2, (a.y + b.y) / 2});
  }
  PointsInRings points(places);
  std::vector<Shell*> around(holes.size(), nullptr);
  for (Shell& shell : shells) {
    const Ring& ring = *shell.ring;
    for (std::size_t i = 0, before = ring.size() - 1; i < ring.size(); before = i++)
      points.add_side(ring[before], ring[i]);
    points.take_inside([&](std::uint32_t hole) {
      if (!around[hole]) around[hole] = &shell;
    });
  }
  for (std::size_t hole = 0; hole < holes.size(); ++hole)
    if (around[hole]) around[hole]->holes.push_back(holes[hole]);
  std::reverse(shells.begin(), shells.end());
  return shells;
}

void add_ring(const Ring& ring, Shapes& out) {
  std::vector<double> x, y;
  for (const MapPoint& p : ring) {
    x.push_back(p.x);
    y.push_back(p.y);
  }
  x.push_back(x.front());
  y.push_back(y.front());
  out.add_ring(x, y);
}

}  // namespace

double area_of(const Ring& ring) {
  double twice = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const MapPoint& a = ring[i];
    const MapPoint& b = ring[(i + 1) % ring.size()];
    twice += (a.x - ring[0].x) * (b.y - ring[0].y) - (b.x - ring[0].x) * (a.y - ring[0].y);
  }
  return twice / 2;
}

Ring smoothed(const std::vector<Crossing>& all, double cell) {
  const auto place = [&](const Crossing& c, double share) {
    return MapPoint{c.from.x + (c.north ? 0 : share * cell), c.from.y + (c.north ? share * cell : 0)};
  };
  const auto cross = [](const MapPoint& p, const MapPoint& q) { return p.x * q.y - p.y * q.x; };
  Ring ring{place(all.front(), all.front().share)};
  for (std::size_t from = 0; from + 1 < all.size();) {
    const MapPoint a = ring.back();
    const auto toward = [&](const Crossing& c, double share) {
      const MapPoint p = place(c, share);
      return MapPoint{p.x - a.x, p.y - a.y};
    };
    // The directions from `a` that pass all crossings since lie between `right` and `left`.
    MapPoint right{}, left{};
    std::size_t to = from;
    for (std::size_t i = from + 1; i < all.size(); ++i) {
      const MapPoint exact = toward(all[i], all[i].share);
      const bool is_first = i == from + 1;
      if (!is_first && (cross(right, exact) < 0 || cross(exact, left) < 0)) break;
      to = i;
      MapPoint low = toward(all[i], all[i].low);
      MapPoint high = toward(all[i], all[i].high);
      if (cross(low, high) < 0) std::swap(low, high);
      if (cross(low, high) < 1e-9 * cell * cell) break;  // seen end on it has no width
      if (is_first || cross(right, low) > 0) right = low;
      if (is_first || cross(high, left) > 0) left = high;
    }
    ring.push_back(place(all[to], all[to].share));
    from = to;
  }
  return ring;
}

void add_areas(const std::vector<Ring>& rings, const SurfaceRoads& roads, double smallest_area_m2,
               Shapes& out) {
  const std::vector<Shell> shells = shells_of(rings, roads, smallest_area_m2);
  if (shells.empty()) {
    out.add_none();
    return;
  }
  out.begin_row(ShapeKind::polygon);
  for (const Shell& shell : shells) {
    out.begin_part();
    add_ring(*shell.ring, out);
    for (const Ring* hole : shell.holes) add_ring(*hole, out);
  }
}

}  // namespace agglo
