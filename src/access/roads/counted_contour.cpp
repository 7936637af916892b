// The lines between parts of the plane that lie in different numbers of areas, and the rings they make.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <tuple>
#include <unordered_map>

#include "access/roads/counted_surface.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::uint32_t kSide = SurfaceTile::kSide;

/// Through one cell, between two nodes, with so many areas on its sides.
struct Segment {
  std::uint64_t from, to;
  std::uint32_t right, left;
};

/// Segments between two places where lines meet, or a closed one.
struct Arc {
  Ring points;  ///< first and last included
  std::uint64_t from, to;
  std::uint32_t right, left;
};

/// A lattice point, and its neighbour to the east or north.
struct LatticeSide {
  std::uint32_t tile, point, next_tile, next_point;
  bool north;
};

class CountedContour {
 public:
  CountedContour(const CountedSurface& surface, const SurfaceLattice& lattice)
      : surface_(surface), cell_(lattice.cell()) {}

  std::vector<Segment> segments(RunControl& run) const;
  /// Lines with fewer vertices; closed ones around less than an area are left out.
  std::vector<Arc> arcs(std::vector<Segment> segments, double smallest_area, RunControl& run) const;

 private:
  struct Corner {
    std::uint32_t tile, point;
  };
  /// Places on a lattice side where lines pass: those of several counts share one when they are near.
  struct Places {
    std::uint32_t least = 0;              ///< count at its lower end
    std::vector<std::uint32_t> place_of;  ///< of counts least + 1, ...
    std::vector<double> share;            ///< of each place
  };

  /// A node's key: the tile, its point, the way to the neighbour, and the place on it.
  static std::uint64_t node_of(const LatticeSide& side, std::uint32_t place) {
    return ((std::uint64_t{side.tile} * SurfaceTile::kPoints + side.point) * 2 + side.north) << 20 | place;
  }
  LatticeSide side_of_node(std::uint64_t node) const;
  Places places_on(const LatticeSide& side) const;
  Crossing crossing_of(std::uint64_t node) const;
  void march(std::uint32_t tile, std::vector<Segment>& out) const;
  void march_cell(const std::array<Corner, 4>& corner, std::vector<Segment>& out) const;

  const CountedSurface& surface_;
  double cell_;
};

LatticeSide CountedContour::side_of_node(std::uint64_t node) const {
  const bool north = (node >> 20) % 2 == 1;
  const auto point = static_cast<std::uint32_t>((node >> 21) % SurfaceTile::kPoints);
  const auto tile = static_cast<std::uint32_t>((node >> 21) / SurfaceTile::kPoints);
  const std::uint32_t x = point % kSide + (north ? 0 : 1), y = point / kSide + (north ? 1 : 0);
  const std::uint32_t next = x < kSide && y < kSide ? tile
                                                    : surface_.find(surface_.column(tile) + x / kSide,
                                                                    surface_.row(tile) + y / kSide);
  return {tile, point, next, y % kSide * kSide + x % kSide, north};
}

CountedContour::Places CountedContour::places_on(const LatticeSide& side) const {
  constexpr double kNear = 0.04;
  Places places;
  const std::uint32_t a = surface_.count(side.tile, side.point);
  const std::uint32_t b = surface_.count(side.next_tile, side.next_point);
  places.least = std::min(a, b);
  for (std::uint32_t n = places.least + 1; n <= std::max(a, b); ++n) {
    const double here = surface_.value(side.tile, side.point, n);
    const double there = surface_.value(side.next_tile, side.next_point, n);
    const double share = std::clamp(here / (here - there), 0.02, 0.98);
    if (places.share.empty() || std::abs(share - places.share.back()) > kNear) places.share.push_back(share);
    places.place_of.push_back(static_cast<std::uint32_t>(places.share.size() - 1));
  }
  return places;
}

Crossing CountedContour::crossing_of(std::uint64_t node) const {
  const LatticeSide side = side_of_node(node);
  const std::vector<double> shares = places_on(side).share;
  const double own = shares[node & 0xfffff];
  double low = std::max(0.02, own - kPlay), high = std::min(0.98, own + kPlay);
  for (const double other : shares) {  // a third of what is between them, so that lines never meet
    if (other < own) low = std::max(low, (2 * own + other) / 3);
    if (other > own) high = std::min(high, (2 * own + other) / 3);
  }
  const auto column = side.point % kSide, row = side.point / kSide;
  const double x = surface_.column(side.tile) * kSide + column;
  const double y = surface_.row(side.tile) * kSide + row;
  return {{x * cell_, y * cell_}, side.north, own, low, high};
}

void CountedContour::march_cell(const std::array<Corner, 4>& corner, std::vector<Segment>& out) const {
  std::array<std::uint32_t, 4> count;
  for (std::size_t k = 0; k < 4; ++k) count[k] = surface_.count(corner[k].tile, corner[k].point);
  const auto [least, most] = std::minmax_element(count.begin(), count.end());
  if (*least == *most) return;
  // The south, east, north and west sides, from their western or southern ends.
  const auto side = [&](std::size_t a, std::size_t b, bool north) {
    return LatticeSide{corner[a].tile, corner[a].point, corner[b].tile, corner[b].point, north};
  };
  const std::array<LatticeSide, 4> sides{side(0, 1, false), side(1, 2, true), side(3, 2, false),
                                         side(0, 3, true)};
  std::array<Places, 4> places;
  for (std::size_t k = 0; k < 4; ++k) places[k] = places_on(sides[k]);
  const std::size_t first = out.size();
  for (std::uint32_t n = *least + 1; n <= *most; ++n) {
    const auto in = [&](std::size_t k) { return count[k % 4] >= n; };
    bool joined = in(0) == in(2) && in(1) == in(3) && in(0) != in(1);  // a saddle, perhaps
    if (joined) {
      float sum = 0;
      for (const Corner& c : corner) sum += surface_.value(c.tile, c.point, n);
      joined = sum >= 0;
    }
    const auto node = [&](std::size_t k) {
      return node_of(sides[k % 4], places[k % 4].place_of[n - places[k % 4].least - 1]);
    };
    for (std::size_t k = 0; k < 4; ++k) {  // as in contours of one area
      if (in(k) || !in(k + 1)) continue;
      std::size_t last = k + 1;
      while (in(last + 1)) ++last;
      const Segment made{node(joined ? k + 3 : last), node(k), n - 1, n};
      const auto same =
          std::find_if(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(),
                       [&](const Segment& s) { return s.from == made.from && s.to == made.to; });
      if (same == out.end())
        out.push_back(made);
      else
        same->left = n;
    }
  }
}

void CountedContour::march(std::uint32_t tile, std::vector<Segment>& out) const {
  const std::uint64_t column = surface_.column(tile), row = surface_.row(tile);
  const std::array<std::uint32_t, 4> around{tile, surface_.find(column + 1, row),
                                            surface_.find(column, row + 1),
                                            surface_.find(column + 1, row + 1)};
  if (std::all_of(around.begin(), around.end(), [&](std::uint32_t t) {
        return surface_.is_even(t) && surface_.least(t) == surface_.least(tile);
      }))
    return;
  const auto at = [&](std::uint32_t x, std::uint32_t y) {
    return Corner{around[x / kSide + 2 * (y / kSide)], y % kSide * kSide + x % kSide};
  };
  for (std::uint32_t y = 0; y < kSide; ++y)
    for (std::uint32_t x = 0; x < kSide; ++x)
      march_cell({at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)}, out);
}

std::vector<Segment> CountedContour::segments(RunControl& run) const {
  constexpr std::size_t kTilesInBlock = 64;
  std::vector<std::vector<Segment>> of_block(surface_.size() / kTilesInBlock + 1);
  parallel_blocks(surface_.size(), kTilesInBlock, run,
                  [&](std::size_t begin, std::size_t end, std::size_t block) {
                    for (std::size_t tile = begin; tile < end; ++tile)
                      march(static_cast<std::uint32_t>(tile), of_block[block]);
                  });
  std::vector<Segment> all;
  for (const auto& block : of_block) all.insert(all.end(), block.begin(), block.end());
  std::sort(all.begin(), all.end(), [](const Segment& a, const Segment& b) {
    return std::tie(a.from, a.to) < std::tie(b.from, b.to);
  });
  return all;
}

std::vector<Arc> CountedContour::arcs(std::vector<Segment> segments, double smallest_area,
                                      RunControl& run) const {
  const auto first_from = [&](std::uint64_t node) {
    return static_cast<std::size_t>(
        std::lower_bound(segments.begin(), segments.end(), node,
                         [](const Segment& s, std::uint64_t wanted) { return s.from < wanted; }) -
        segments.begin());
  };
  // Lines leave a node as often as they come to it: it joins lines where more than one leaves.
  std::vector<std::size_t> next(segments.size());
  const auto meets = [&](std::size_t i) {
    return (i > 0 && segments[i - 1].from == segments[i].from) ||
           (i + 1 < segments.size() && segments[i + 1].from == segments[i].from);
  };
  std::vector<std::uint32_t> arriving(segments.size(), 0);
  for (std::size_t i = 0; i < segments.size(); ++i) ++arriving[next[i] = first_from(segments[i].to)];
  const auto ends_at = [&](std::size_t i) { return meets(i) || arriving[i] != 1; };
  std::vector<bool> used(segments.size(), false);
  std::vector<std::vector<std::uint64_t>> lines;
  std::vector<Arc> arcs;
  const auto follow = [&](std::size_t first) {
    arcs.push_back({{}, segments[first].from, 0, segments[first].right, segments[first].left});
    lines.push_back({segments[first].from});
    for (std::size_t at = first; !used[at]; at = next[at]) {
      used[at] = true;
      lines.back().push_back(segments[at].to);
      if (ends_at(next[at])) break;
    }
    arcs.back().to = lines.back().back();
  };
  for (std::size_t i = 0; i < segments.size(); ++i)
    if (ends_at(i)) follow(i);
  const std::size_t first_closed = arcs.size();
  for (std::size_t i = 0; i < segments.size(); ++i)
    if (!used[i]) follow(i);
  std::vector<MapPoint> joint;
  for (std::size_t a = 0; a < first_closed; ++a) joint.push_back(crossing_of(arcs[a].from).from);
  parallel_blocks(arcs.size(), 64, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    std::vector<Crossing> crossings;
    for (std::size_t a = begin; a < end; ++a) {
      crossings.clear();
      const bool is_closed = a >= first_closed;
      for (std::size_t i = 0; i + is_closed < lines[a].size(); ++i)
        crossings.push_back(crossing_of(lines[a][i]));
      arcs[a].points = smoothed(crossings, cell_);
      if (is_closed) arcs[a].points.push_back(Ring(arcs[a].points).front());
    }
  });
  std::sort(joint.begin(), joint.end(), [](const MapPoint& a, const MapPoint& b) { return a.x < b.x; });
  const auto is_small = [&](const Arc& arc) {
    if (std::abs(area_of(arc.points)) >= smallest_area) return false;
    Box box;
    for (const MapPoint& p : arc.points) box.extend(p.x, p.y);
    // Not when lines meet inside, whose sides would not fit any more.
    auto near = std::lower_bound(joint.begin(), joint.end(), box.min_x - cell_,
                                 [](const MapPoint& p, double x) { return p.x < x; });
    for (; near != joint.end() && near->x <= box.max_x; ++near)
      if (near->y >= box.min_y - cell_ && near->y <= box.max_y) return false;
    return true;
  };
  arcs.erase(std::remove_if(arcs.begin() + static_cast<std::ptrdiff_t>(first_closed), arcs.end(), is_small),
             arcs.end());
  return arcs;
}

/// An arc in the direction that has a part of the plane on its left.
struct Half {
  const Arc* arc;
  bool reversed;
  std::uint64_t from() const { return reversed ? arc->to : arc->from; }
  std::uint64_t to() const { return reversed ? arc->from : arc->to; }
  std::size_t size() const { return arc->points.size(); }
  const MapPoint& point(std::size_t i) const { return arc->points[reversed ? size() - 1 - i : i]; }
};

/// The rings that arcs around one part of the plane make, none of which touches itself.
class RingMaker {
 public:
  explicit RingMaker(std::vector<Half> halves) : halves_(std::move(halves)), used_(halves_.size(), false) {
    std::stable_sort(halves_.begin(), halves_.end(),
                     [](const Half& a, const Half& b) { return a.from() < b.from(); });
  }

  std::vector<Ring> rings() {
    std::vector<Ring> rings;
    for (std::size_t first = 0; first < halves_.size(); ++first) {
      std::vector<std::size_t> path;
      std::unordered_map<std::uint64_t, std::size_t> place_in_path;
      for (std::size_t at = first; !used_[at]; at = next(at)) {
        used_[at] = true;
        place_in_path[halves_[at].from()] = path.size();
        path.push_back(at);
        const auto back = place_in_path.find(halves_[at].to());
        if (back == place_in_path.end()) continue;
        const std::size_t from = back->second;
        Ring& ring = rings.emplace_back();
        for (std::size_t i = from; i < path.size(); ++i) {
          const Half& half = halves_[path[i]];
          for (std::size_t p = 0; p + 1 < half.size(); ++p) ring.push_back(half.point(p));
          place_in_path.erase(half.from());
        }
        path.resize(from);
      }
    }
    return rings;
  }

 private:
  /// Clockwise the first to leave where `at` ends: between them lies the part on their left.
  std::size_t next(std::size_t at) const {
    const Half& half = halves_[at];
    auto leaving = std::lower_bound(halves_.begin(), halves_.end(), half.to(),
                                    [](const Half& h, std::uint64_t node) { return h.from() < node; });
    const MapPoint& here = half.point(half.size() - 1);
    const auto angle_to = [&](const MapPoint& p) { return std::atan2(p.y - here.y, p.x - here.x); };
    const double back = angle_to(half.point(half.size() - 2));
    std::size_t best = at;
    double least = INFINITY;
    for (; leaving != halves_.end() && leaving->from() == half.to(); ++leaving) {
      double turn = back - angle_to(leaving->point(1));
      if (turn <= 1e-12) turn += 2 * std::numbers::pi;
      if (turn >= least) continue;
      least = turn;
      best = static_cast<std::size_t>(leaving - halves_.begin());
    }
    return best;
  }

  std::vector<Half> halves_;
  std::vector<bool> used_;
};

}  // namespace

CountedRings counted_rings(const CountedSurface& surface, const SurfaceLattice& lattice,
                           double smallest_area_m2, RunControl& run) {
  const CountedContour contour(surface, lattice);
  const double scale = lattice.roads().largest_scale();
  const std::vector<Arc> arcs = contour.arcs(contour.segments(run), smallest_area_m2 * scale * scale, run);
  std::vector<std::vector<Half>> halves;
  const auto add = [&](std::uint32_t count, const Half& half) {
    if (count == 0) return;
    if (count >= halves.size()) halves.resize(count + 1);
    halves[count].push_back(half);
  };
  for (const Arc& arc : arcs) {
    add(arc.left, {&arc, false});
    add(arc.right, {&arc, true});
  }
  CountedRings result;
  result.of_count.resize(halves.size());
  parallel_blocks(halves.size(), 1, run, [&](std::size_t count, std::size_t, std::size_t) {
    result.of_count[count] = RingMaker(std::move(halves[count])).rings();
  });
  return result;
}

}  // namespace agglo
