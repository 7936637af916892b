#include "cluster/concave_hull.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <queue>

namespace agglo {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

struct RimEdge {
  double length_m;
  std::uint32_t triangle, side;
  /// Longest first; ties by triangle, so the result does not depend on the queue.
  bool operator<(const RimEdge& other) const {
    if (length_m != other.length_m) return length_m < other.length_m;
    return triangle != other.triangle ? triangle > other.triangle : side > other.side;
  }
};

/// Side s of a triangle runs from corner s to corner s+1; the corner opposite is s+2.
class Erosion {
 public:
  Erosion(std::span<const double> x, std::span<const double> y,
          const std::vector<std::array<std::uint32_t, 3>>& triangles)
      : x_(x), y_(y), corners_(triangles), alive_(triangles.size(), true), on_rim_(x.size(), false) {
    link_neighbours();
  }

  /// False when an edge belongs to more than two triangles.
  bool is_surface() const { return is_surface_; }

  void erode(double ratio, bool keep_holes) {
    double shortest = std::numeric_limits<double>::infinity(), longest = 0;
    for (std::uint32_t t = 0; t < corners_.size(); ++t)
      for (std::uint32_t s = 0; s < 3; ++s) {
        shortest = std::min(shortest, length_m(t, s));
        longest = std::max(longest, length_m(t, s));
      }
    limit_m_ = shortest + ratio * (longest - shortest);
    for (std::uint32_t t = 0; t < corners_.size(); ++t)
      for (std::uint32_t s = 0; s < 3; ++s)
        if (neighbour(t, s) == kNone) add_rim(t, s);
    erode_from_rim();
    if (keep_holes) open_holes();
  }

  HullRings rings() const {
    std::vector<std::uint32_t> next(x_.size(), kNone);
    for (std::uint32_t t = 0; t < corners_.size(); ++t)
      for (std::uint32_t s = 0; alive_[t] && s < 3; ++s) {
        if (neighbour(t, s) != kNone) continue;
        std::uint32_t& follower = next[corners_[t][s]];
        if (follower != kNone) return {};  // the rim touches itself
        follower = corners_[t][(s + 1) % 3];
      }
    HullRings all;
    std::size_t shells = 0;
    for (std::uint32_t start = 0; start < next.size(); ++start) {
      std::vector<std::uint32_t> ring;
      for (std::uint32_t v = start; next[v] != kNone;) {
        ring.push_back(v);
        const std::uint32_t following = next[v];
        next[v] = kNone;
        v = following;
      }
      if (ring.empty()) continue;
      const bool is_shell = twice_area(ring) > 0;
      shells += is_shell ? 1 : 0;
      all.insert(is_shell ? all.begin() : all.end(), std::move(ring));
    }
    return shells == 1 ? all : HullRings{};
  }

 private:
  double length_m(std::uint32_t t, std::uint32_t s) const {
    const std::uint32_t a = corners_[t][s], b = corners_[t][(s + 1) % 3];
    return std::hypot(x_[b] - x_[a], y_[b] - y_[a]);
  }

  std::uint32_t neighbour(std::uint32_t t, std::uint32_t s) const {
    const std::uint32_t other = neighbours_[t][s];
    return other != kNone && alive_[other] ? other : kNone;
  }

  void link_neighbours() {
    struct Side {
      std::uint32_t a, b, triangle, side;
    };
    std::vector<Side> sides;
    sides.reserve(3 * corners_.size());
    for (std::uint32_t t = 0; t < corners_.size(); ++t)
      for (std::uint32_t s = 0; s < 3; ++s) {
        const std::uint32_t a = corners_[t][s], b = corners_[t][(s + 1) % 3];
        sides.push_back({std::min(a, b), std::max(a, b), t, s});
      }
    std::sort(sides.begin(), sides.end(), [](const Side& p, const Side& q) {
      return p.a != q.a ? p.a < q.a : p.b != q.b ? p.b < q.b : p.triangle < q.triangle;
    });
    neighbours_.assign(corners_.size(), {kNone, kNone, kNone});
    for (std::size_t i = 1; i < sides.size(); ++i) {
      const Side &p = sides[i - 1], &q = sides[i];
      if (p.a != q.a || p.b != q.b) continue;
      if (neighbours_[p.triangle][p.side] != kNone) is_surface_ = false;
      neighbours_[p.triangle][p.side] = q.triangle;
      neighbours_[q.triangle][q.side] = p.triangle;
    }
  }

  void add_rim(std::uint32_t t, std::uint32_t s) {
    on_rim_[corners_[t][s]] = on_rim_[corners_[t][(s + 1) % 3]] = true;
    if (length_m(t, s) > limit_m_) rim_.push({length_m(t, s), t, s});
  }

  void remove(std::uint32_t t) {
    alive_[t] = false;
    for (std::uint32_t s = 0; s < 3; ++s) {
      const std::uint32_t other = neighbour(t, s);
      if (other == kNone) continue;
      for (std::uint32_t back = 0; back < 3; ++back)
        if (neighbours_[other][back] == t) add_rim(other, back);
    }
  }

  void erode_from_rim() {
    while (!rim_.empty()) {
      const RimEdge edge = rim_.top();
      rim_.pop();
      const std::uint32_t t = edge.triangle;
      // The corner opposite must lie inside: then the area stays in one piece and keeps every point.
      if (alive_[t] && !on_rim_[corners_[t][(edge.side + 2) % 3]]) remove(t);
    }
  }

  void open_holes() {
    std::vector<RimEdge> inside;
    for (std::uint32_t t = 0; t < corners_.size(); ++t) {
      if (!alive_[t]) continue;
      const double longest = std::max({length_m(t, 0), length_m(t, 1), length_m(t, 2)});
      if (longest > limit_m_) inside.push_back({longest, t, 0});
    }
    std::sort(inside.rbegin(), inside.rend());
    for (const RimEdge& candidate : inside) {
      const auto& c = corners_[candidate.triangle];
      if (!alive_[candidate.triangle] || on_rim_[c[0]] || on_rim_[c[1]] || on_rim_[c[2]]) continue;
      remove(candidate.triangle);
      erode_from_rim();
    }
  }

  double twice_area(const std::vector<std::uint32_t>& ring) const {
    double sum = 0;
    const double x0 = x_[ring[0]], y0 = y_[ring[0]];
    for (std::size_t i = 1; i < ring.size(); ++i)
      sum += (x_[ring[i - 1]] - x0) * (y_[ring[i]] - y0) - (x_[ring[i]] - x0) * (y_[ring[i - 1]] - y0);
    return sum;
  }

  std::span<const double> x_, y_;
  const std::vector<std::array<std::uint32_t, 3>>& corners_;
  std::vector<std::array<std::uint32_t, 3>> neighbours_;
  std::vector<bool> alive_, on_rim_;
  std::priority_queue<RimEdge> rim_;
  double limit_m_ = 0;
  bool is_surface_ = true;
};

}  // namespace

HullRings concave_hull_rings(std::span<const double> x, std::span<const double> y,
                             const std::vector<std::array<std::uint32_t, 3>>& triangles, double ratio,
                             bool keep_holes) {
  Erosion erosion(x, y, triangles);
  if (!erosion.is_surface()) return {};
  erosion.erode(ratio, keep_holes);
  return erosion.rings();
}

}  // namespace agglo
