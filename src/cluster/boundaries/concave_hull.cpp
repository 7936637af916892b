#include "cluster/boundaries/concave_hull.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

#include "cluster/disjoint_sets.hpp"
#include "cluster/stop_check.hpp"

namespace agglo {
namespace {

constexpr std::uint32_t kNone = Triangulation::kNone;

struct RimEdge {
  double length2;
  std::uint32_t edge;
  /// Longest first; ties by number, so the result does not depend on the queue.
  bool operator<(const RimEdge& other) const {
    return length2 != other.length2 ? length2 < other.length2 : edge > other.edge;
  }
};

class Erosion {
 public:
  Erosion(const Triangulation& mesh, std::span<const Place> places, const RunControl& run)
      : mesh_(mesh), places_(places), check_(run), alive_(mesh.face_count(), 1), on_rim_(places.size(), 0) {
    alive_[Triangulation::kOutside] = 0;
  }

  FaceSet erode(double ratio, bool keep_holes) {
    double shortest2 = std::numeric_limits<double>::infinity(), longest2 = 0;
    for (std::uint32_t e = 0; e < mesh_.origin.size(); e += 2) {
      check_();
      if (mesh_.origin[e] == kNone) continue;
      shortest2 = std::min(shortest2, length2(e));
      longest2 = std::max(longest2, length2(e));
    }
    const double shortest = std::sqrt(shortest2);
    const double limit = shortest + ratio * (std::sqrt(longest2) - shortest);
    limit2_ = limit * limit;
    const std::uint32_t start = mesh_.face_edge[Triangulation::kOutside];
    std::uint32_t e = start;
    do {
      add_rim(e ^ 1U);
      e = mesh_.left_next(e);
    } while (e != start);
    erode_from_rim();
    if (keep_holes) open_holes();
    return std::move(alive_);
  }

 private:
  double length2(std::uint32_t e) const {
    const Place &a = places_[mesh_.origin[e]], &b = places_[mesh_.end(e)];
    return (b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y);
  }

  void add_rim(std::uint32_t e) {
    on_rim_[mesh_.origin[e]] = on_rim_[mesh_.end(e)] = 1;
    if (length2(e) > limit2_) rim_.push({length2(e), e});
  }

  void remove(std::uint32_t face) {
    alive_[face] = 0;
    std::uint32_t e = mesh_.face_edge[face];
    for (int side = 0; side < 3; ++side, e = mesh_.left_next(e))
      if (alive_[mesh_.face[e ^ 1U]]) add_rim(e ^ 1U);
  }

  void erode_from_rim() {
    while (!rim_.empty()) {
      check_();
      const std::uint32_t e = rim_.top().edge;
      rim_.pop();
      // The corner opposite must lie inside: then the area stays in one piece and keeps every place.
      if (alive_[mesh_.face[e]] && !on_rim_[mesh_.apex(e)]) remove(mesh_.face[e]);
    }
  }

  void open_holes() {
    std::vector<RimEdge> inside;
    for (std::uint32_t face = 1; face < mesh_.face_count(); ++face) {
      check_();
      if (!alive_[face]) continue;
      const std::uint32_t a = mesh_.face_edge[face], b = mesh_.left_next(a), c = mesh_.left_next(b);
      const double longest2 = std::max({length2(a), length2(b), length2(c)});
      if (longest2 > limit2_) inside.push_back({longest2, a});
    }
    std::sort(inside.begin(), inside.end(), [&](const RimEdge& a, const RimEdge& b) {
      check_();
      return b < a;
    });
    for (const RimEdge& candidate : inside) {
      check_();
      const std::uint32_t a = candidate.edge, face = mesh_.face[a];
      if (!alive_[face] || on_rim_[mesh_.origin[a]] || on_rim_[mesh_.end(a)] || on_rim_[mesh_.apex(a)])
        continue;
      remove(face);
      erode_from_rim();
    }
  }

  const Triangulation& mesh_;
  std::span<const Place> places_;
  StopCheck check_;
  FaceSet alive_;
  std::vector<std::uint8_t> on_rim_;
  std::priority_queue<RimEdge> rim_;
  double limit2_ = 0;
};

/// Least alpha^2 at which the triangles up to it join all places, corner to corner.
double joining_radius2(const Triangulation& mesh, std::size_t place_count, const std::vector<double>& radius2,
                       const RunControl& run) {
  StopCheck check(run);
  std::vector<std::uint32_t> order;
  for (std::uint32_t face = 1; face < mesh.face_count(); ++face) order.push_back(face);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    check();
    return radius2[a] != radius2[b] ? radius2[a] < radius2[b] : a < b;
  });
  DisjointSets joined(place_count);
  std::size_t parts = place_count;
  for (const std::uint32_t face : order) {
    check();
    const std::uint32_t e = mesh.face_edge[face];
    for (const std::uint32_t corner : {mesh.end(e), mesh.apex(e)})
      if (joined.join(mesh.origin[e], corner)) --parts;
    if (parts == 1) return radius2[face];
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace

double circumradius2(const Place& a, const Place& b, const Place& c) {
  const double abx = b.x - a.x, aby = b.y - a.y, acx = c.x - a.x, acy = c.y - a.y;
  const double bcx = c.x - b.x, bcy = c.y - b.y, cross = abx * acy - aby * acx;
  if (cross == 0) return std::numeric_limits<double>::infinity();
  return (abx * abx + aby * aby) / cross * ((acx * acx + acy * acy) / cross) * (bcx * bcx + bcy * bcy) / 4;
}

FaceSet concave_hull(const Triangulation& mesh, std::span<const Place> places, double ratio, bool keep_holes,
                     const RunControl& run) {
  return Erosion(mesh, places, run).erode(ratio, keep_holes);
}

FaceSet alpha_shape(const Triangulation& mesh, std::span<const Place> places, double alpha_m,
                    const RunControl& run) {
  StopCheck check(run);
  std::vector<double> radius2(mesh.face_count(), std::numeric_limits<double>::infinity());
  std::vector<std::uint32_t> best(places.size(), Triangulation::kOutside);
  for (std::uint32_t face = 1; face < mesh.face_count(); ++face) {
    check();
    const std::uint32_t e = mesh.face_edge[face];
    const std::uint32_t corners[] = {mesh.origin[e], mesh.end(e), mesh.apex(e)};
    radius2[face] = circumradius2(places[corners[0]], places[corners[1]], places[corners[2]]);
    for (const std::uint32_t v : corners)
      if (best[v] == Triangulation::kOutside || radius2[face] < radius2[best[v]]) best[v] = face;
  }
  const double limit2 = alpha_m > 0 ? alpha_m * alpha_m : joining_radius2(mesh, places.size(), radius2, run);
  FaceSet inside(mesh.face_count(), 0);
  for (std::size_t face = 1; face < inside.size(); ++face) inside[face] = radius2[face] <= limit2;
  for (const std::uint32_t face : best) inside[face] = 1;
  inside[Triangulation::kOutside] = 0;
  return inside;
}

}  // namespace agglo
