#include "cluster/boundaries/disc_union.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "cluster/boundaries/concave_hull.hpp"
#include "cluster/boundaries/mesh_outline.hpp"
#include "cluster/disjoint_sets.hpp"
#include "cluster/stop_check.hpp"

namespace agglo {
namespace {

constexpr std::uint32_t kNone = Triangulation::kNone;
constexpr std::uint32_t kOutside = Triangulation::kOutside;
constexpr double kTurn = 2 * std::numbers::pi;
constexpr double kJoinSlack = 2e-8;  // of the radius; above kHoleSlack, so that the two never contradict
constexpr double kHoleSlack = 1e-8;
constexpr double kNeck = 1e-4;           // half the least width of a join: sqrt(kHoleSlack)
constexpr double kPrecisionRoom = 1e-6;  // least radius over the size of coordinates

/// Corners of the unit circle.
const std::array<Place, kCircleCorners>& unit_corners() {
  static const auto kCorners = [] {
    std::array<Place, kCircleCorners> corners{};
    for (int i = 0; i < kCircleCorners; ++i) {
      const double angle = kTurn * i / kCircleCorners;
      corners[static_cast<std::size_t>(i)] = {std::cos(angle), std::sin(angle)};
    }
    corners[0] = {1, 0};
    corners[kCircleCorners / 4] = {0, 1};
    corners[kCircleCorners / 2] = {-1, 0};
    corners[3 * kCircleCorners / 4] = {0, -1};
    return corners;
  }();
  return kCorners;
}

struct Loop {
  std::uint32_t start_edge, first_place;
  std::vector<Place> corners;
  double twice_area = 0;
};

class DiscUnion {
 public:
  DiscUnion(const Triangulation& mesh, std::span<const Place> places, double radius_m, const RunControl& run)
      : mesh_(mesh), places_(places), radius_(radius_m), unit_(unit_corners()), run_(run), check_(run) {
    const Place &low = places.front(), &high = places.back();
    const double size = std::max({std::abs(low.x), std::abs(high.x), std::abs(low.y), std::abs(high.y)});
    is_plain_ = radius_m > kPrecisionRoom * size;
    mark_faces();
  }

  bool add_to(Shapes& out, bool keep_holes) {
    trace_all();
    if (!keep_holes) keep_outermost();
    std::size_t corners = out.x.size();
    for (const Loop& loop : loops_) corners += loop.corners.size() + 1;
    out.x.reserve(corners);
    out.y.reserve(corners);
    out.begin_row(ShapeKind::polygon);
    if (keep_holes && loops_.size() > 1)
      add_with_holes(out);
    else
      for (Loop& loop : loops_) {
        out.begin_part();
        add(loop, out);
      }
    return is_plain_;
  }

 private:
  /// Gives the memory of the loop back: that of millions, all at the end, would be long to cancel.
  void add(Loop& loop, Shapes& out) {
    run_.check();
    add_closed_ring(loop.corners, out);
    loop.corners = {};
  }

  double distance2(std::uint32_t e) const {
    const Place &a = places_[mesh_.origin[e]], &b = places_[mesh_.end(e)];
    return (b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y);
  }

  /// The two discs of an edge overlap.
  bool is_near(std::uint32_t e) const {
    const double reach = 2 * radius_ * (1 + kJoinSlack);
    return distance2(e) <= reach * reach;
  }

  /// A face is open when the centre of its circle, a corner of Voronoi cells, lies in no disc.
  void mark_faces() {
    open_.assign(mesh_.face_count(), 1);
    const double limit = radius_ * (1 + kHoleSlack), tie = radius_ * (1 - kHoleSlack);
    for (std::uint32_t face = 1; face < mesh_.face_count(); ++face) {
      check_();
      const std::uint32_t a = mesh_.face_edge[face], b = mesh_.left_next(a), c = mesh_.left_next(b);
      const double r2 =
          circumradius2(places_[mesh_.origin[a]], places_[mesh_.origin[b]], places_[mesh_.origin[c]]);
      if (r2 > tie * tie && r2 <= limit * limit) is_plain_ = false;
      open_[face] = r2 > limit * limit || !is_near(a) || !is_near(b) || !is_near(c);
    }
    const double shortest = 2 * radius_ * (1 - kHoleSlack);
    for (std::uint32_t e = 0; e < mesh_.origin.size() && is_plain_; e += 2) {
      check_();
      if (mesh_.origin[e] != kNone && distance2(e) > shortest * shortest && is_near(e)) is_plain_ = false;
    }
  }

  bool sees_acutely(std::uint32_t e) const {
    if (mesh_.face[e] == kOutside) return true;
    const Place &a = places_[mesh_.origin[e]], &b = places_[mesh_.end(e)], &c = places_[mesh_.apex(e)];
    return (a.x - c.x) * (b.x - c.x) + (a.y - c.y) * (b.y - c.y) > 0;
  }
  bool is_gabriel(std::uint32_t e) const { return sees_acutely(e) && sees_acutely(e ^ 1U); }

  /// The point where the two circles of an edge meet on its left is a corner of the union. Decided per face
  /// and per edge, never per half-edge, so the loops always close.
  bool is_corner(std::uint32_t e) const {
    if (!open_[mesh_.face[e]] || !is_near(e)) return false;
    return !open_[mesh_.face[e ^ 1U]] || is_gabriel(e);
  }

  double half_height(std::uint32_t e) const {
    return std::max(std::sqrt(std::max(0.0, radius_ * radius_ - distance2(e) / 4)), kNeck * radius_);
  }

  Place corner(std::uint32_t e) const {
    const Place &a = places_[mesh_.origin[e]], &b = places_[mesh_.end(e)];
    const double shift = half_height(e) / std::sqrt(distance2(e));
    const double dx = b.x - a.x, dy = b.y - a.y;
    return {a.x + (dx / 2 - dy * shift), a.y + (dy / 2 + dx * shift)};
  }

  /// Half the angle of a circle that the other disc of an edge covers.
  double covered_half(std::uint32_t e) const {
    return std::atan2(half_height(e), std::sqrt(distance2(e)) / 2);
  }

  /// Angle from half-edge e to the next one around its origin: 0..2 pi, without the jump of subtracted
  /// directions.
  double step(std::uint32_t e) const {
    const std::uint32_t f = mesh_.next[e];
    if (f == e) return kTurn;
    const Place &o = places_[mesh_.origin[e]], &a = places_[mesh_.end(e)], &b = places_[mesh_.end(f)];
    const double ax = a.x - o.x, ay = a.y - o.y, bx = b.x - o.x, by = b.y - o.y;
    const double angle = std::atan2(std::abs(ax * by - ay * bx), ax * bx + ay * by);
    return mesh_.face[e] == kOutside ? kTurn - angle : angle;
  }

  void add_arc(const Place& centre, const Place& from, double length, std::vector<Place>& corners) const {
    constexpr double kStep = kTurn / kCircleCorners, kGap = 1e-3 * kStep;
    const double start = std::atan2(from.y - centre.y, from.x - centre.x);
    const auto first = static_cast<int>(std::floor((start + kGap) / kStep)) + 1;
    for (int k = first; k * kStep < start + length - kGap; ++k) {
      const Place& unit = unit_[static_cast<std::size_t>((k + 2 * kCircleCorners) % kCircleCorners)];
      corners.push_back({centre.x + radius_ * unit.x, centre.y + radius_ * unit.y});
    }
  }

  void trace(std::uint32_t start) {
    Loop loop{start, mesh_.origin[start], {}, 0};
    std::uint32_t e = start;
    do {
      check_();
      done_[e] = true;
      const Place from = corner(e);
      loop.corners.push_back(from);
      double length = step(e);
      std::uint32_t f = mesh_.next[e];
      for (; !is_corner(f ^ 1U); f = mesh_.next[f]) length += step(f);
      length = std::max(0.0, length - covered_half(e) - covered_half(f));
      add_arc(places_[mesh_.origin[e]], from, length, loop.corners);
      e = f ^ 1U;
    } while (e != start);
    finish(std::move(loop));
  }

  void finish(Loop&& loop) {
    const Place& o = loop.corners.front();
    for (std::size_t i = 1; i < loop.corners.size(); ++i) {
      check_();
      const Place &a = loop.corners[i - 1], &b = loop.corners[i];
      loop.twice_area += (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
    }
    if (loop.corners.size() < 3) {
      is_plain_ = false;
      return;
    }
    loops_.push_back(std::move(loop));
  }

  void trace_all() {
    done_.assign(mesh_.origin.size(), false);
    std::vector<std::uint8_t> has_neighbour(places_.size(), 0);
    std::vector<std::uint32_t> edge_of(places_.size(), kNone);
    for (std::uint32_t e = 0; e < mesh_.origin.size(); ++e) {
      check_();
      if (mesh_.origin[e] == kNone) continue;
      edge_of[mesh_.origin[e]] = e;
      if (is_near(e)) has_neighbour[mesh_.origin[e]] = 1;
      if (!done_[e] && is_corner(e)) trace(e);
    }
    for (std::uint32_t v = 0; v < places_.size(); ++v) {
      check_();
      if (has_neighbour[v]) continue;
      Loop loop{edge_of[v], v, {}, 0};
      for (const Place& unit : unit_)
        loop.corners.push_back({places_[v].x + radius_ * unit.x, places_[v].y + radius_ * unit.y});
      finish(std::move(loop));
    }
  }

  /// Keeps the loops that can be reached from far away without crossing a disc.
  void keep_outermost() {
    FaceSet reached(mesh_.face_count(), 0);
    std::vector<std::uint32_t> open{kOutside};
    reached[kOutside] = 1;
    while (!open.empty()) {
      const std::uint32_t start = mesh_.face_edge[open.back()];
      open.pop_back();
      std::uint32_t e = start;
      do {
        check_();
        const std::uint32_t other = mesh_.face[e ^ 1U];
        if (open_[other] && !reached[other] && !(is_near(e) && is_gabriel(e))) {
          reached[other] = 1;
          open.push_back(other);
        }
        e = mesh_.left_next(e);
      } while (e != start);
    }
    std::erase_if(loops_, [&](const Loop& loop) { return !reached[mesh_.face[loop.start_edge]]; });
  }

  /// Discs that overlap make a body; its largest loop is the shell, the others are its holes.
  void add_with_holes(Shapes& out) {
    DisjointSets bodies(places_.size());
    for (std::uint32_t e = 0; e < mesh_.origin.size(); e += 2) {
      check_();
      if (mesh_.origin[e] != kNone && is_near(e)) bodies.join(mesh_.origin[e], mesh_.end(e));
    }
    for (Loop& loop : loops_) loop.first_place = bodies.root(loop.first_place);
    std::stable_sort(loops_.begin(), loops_.end(), [this](const Loop& a, const Loop& b) {
      check_();
      return a.first_place != b.first_place ? a.first_place < b.first_place : a.twice_area > b.twice_area;
    });
    for (std::size_t i = 0; i < loops_.size(); ++i) {
      if (i == 0 || loops_[i].first_place != loops_[i - 1].first_place) out.begin_part();
      add(loops_[i], out);
    }
  }

  const Triangulation& mesh_;
  std::span<const Place> places_;
  double radius_;
  const std::array<Place, kCircleCorners>& unit_;
  const RunControl& run_;
  StopCheck check_;
  FaceSet open_;
  std::vector<bool> done_;
  std::vector<Loop> loops_;
  bool is_plain_ = true;
};

}  // namespace

bool add_disc_union(const Triangulation& mesh, std::span<const Place> places, double radius_m,
                    bool keep_holes, Shapes& out, const RunControl& run) {
  return DiscUnion(mesh, places, radius_m, run).add_to(out, keep_holes);
}

void add_disc(const Place& centre, double radius_m, Shapes& out) {
  std::vector<Place> corners;
  for (const Place& unit : unit_corners())
    corners.push_back({centre.x + radius_m * unit.x, centre.y + radius_m * unit.y});
  out.begin_row(ShapeKind::polygon);
  out.begin_part();
  add_closed_ring(corners, out);
}

void add_capsule(const Place& a, const Place& b, double radius_m, Shapes& out) {
  const double length = std::hypot(b.x - a.x, b.y - a.y);
  const double ux = (b.x - a.x) / length * radius_m, uy = (b.y - a.y) / length * radius_m;
  std::vector<Place> corners;
  for (int i = 0; i <= kCircleCorners / 2; ++i) {  // around b, from its right to its left
    const double angle = kTurn * i / kCircleCorners - kTurn / 4, c = std::cos(angle), s = std::sin(angle);
    corners.push_back({b.x + c * ux - s * uy, b.y + c * uy + s * ux});
  }
  for (int i = 0; i <= kCircleCorners / 2; ++i) {
    const double angle = kTurn * i / kCircleCorners + kTurn / 4, c = std::cos(angle), s = std::sin(angle);
    corners.push_back({a.x + c * ux - s * uy, a.y + c * uy + s * ux});
  }
  out.begin_row(ShapeKind::polygon);
  out.begin_part();
  add_closed_ring(corners, out);
}

}  // namespace agglo
