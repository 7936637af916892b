#include "cluster/boundaries/density_contour.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <unordered_map>
#include <vector>

#include "cluster/boundaries/mesh_outline.hpp"
#include "cluster/stop_check.hpp"

namespace agglo {
namespace {

constexpr std::int64_t kTileBits = 5, kTileSide = 1 << kTileBits, kTileMask = kTileSide - 1;
constexpr double kCellsPerBandwidth = 8;
constexpr std::size_t kMostTiles = 1U << 18U;
constexpr std::size_t kPlacesPerCheck = 4096;
constexpr double kRoom = 0.1;
/// Contour vertices stay this far (in cells) from nodes, so that rings are simple.
constexpr double kNodeGap = 1e-6;

struct Node {
  std::int64_t i, j;
};
/// Neighbours in the triangulated lattice, counter-clockwise; two that follow each other make a triangle.
constexpr std::array<Node, 6> kAround{{{1, 0}, {1, 1}, {0, 1}, {-1, 0}, {-1, -1}, {0, -1}}};
Node towards(const Node& node, unsigned direction) {
  return {node.i + kAround[direction].i, node.j + kAround[direction].j};
}

struct Tile {
  Node corner;
  std::array<double, kTileSide * kTileSide> density{};
  std::array<std::uint8_t, kTileSide * kTileSide> traced{};  ///< a bit per direction
  std::array<std::int32_t, kTileSide * kTileSide> body{};    ///< 1.. for numbered sets of inner nodes
};

std::size_t index_in_tile(const Node& node) {
  return static_cast<std::size_t>((node.j & kTileMask) * kTileSide + (node.i & kTileMask));
}

class Lattice {
 public:
  explicit Lattice(double bandwidth_m) : cell_m(bandwidth_m / kCellsPerBandwidth) {}

  void add(const Place& place, double weight) {
    const double u = place.x / cell_m, v = place.y / cell_m;
    const auto reach = static_cast<std::int64_t>(kCellsPerBandwidth);
    const Node low{static_cast<std::int64_t>(std::floor(u)) - reach + 1,
                   static_cast<std::int64_t>(std::floor(v)) - reach + 1};
    const Node high{low.i + 2 * reach - 1, low.j + 2 * reach - 1};
    for (std::int64_t tj = low.j >> kTileBits; tj <= high.j >> kTileBits; ++tj)
      for (std::int64_t ti = low.i >> kTileBits; ti <= high.i >> kTileBits; ++ti) {
        Tile& tile = tile_at({ti, tj});
        const std::int64_t i0 = std::max(low.i, tile.corner.i),
                           i1 = std::min(high.i, tile.corner.i + kTileMask);
        const std::int64_t j1 = std::min(high.j, tile.corner.j + kTileMask);
        for (std::int64_t j = std::max(low.j, tile.corner.j); j <= j1; ++j)
          add_row(u - static_cast<double>(i0), v - static_cast<double>(j), weight, i1 - i0 + 1,
                  &tile.density[index_in_tile({i0, j})]);
      }
  }

  Tile* find(const Node& node) const {
    const Node key{node.i >> kTileBits, node.j >> kTileBits};
    if (last_ && last_->corner.i == key.i * kTileSide && last_->corner.j == key.j * kTileSide) return last_;
    const auto found = number_.find(key);
    if (found == number_.end()) return nullptr;
    return last_ = tiles[found->second].get();
  }
  double density(const Node& node) const {
    const Tile* tile = find(node);
    return tile ? tile->density[index_in_tile(node)] : 0;
  }
  /// Linear in the triangles; members see the surface that the contour is drawn on.
  double density_at(const Place& place) const {
    const double u = place.x / cell_m, v = place.y / cell_m;
    const Node a{static_cast<std::int64_t>(std::floor(u)), static_cast<std::int64_t>(std::floor(v))};
    const double du = u - std::floor(u), dv = v - std::floor(v);
    const double at_a = density(a), at_c = density(Node{a.i + 1, a.j + 1});
    const double at_b = du >= dv ? density(Node{a.i + 1, a.j}) : density(Node{a.i, a.j + 1});
    return du >= dv ? at_a + du * (at_b - at_a) + dv * (at_c - at_b)
                    : at_a + dv * (at_b - at_a) + du * (at_c - at_b);
  }

  const double cell_m;
  std::vector<std::unique_ptr<Tile>> tiles;  ///< in the order of places, which ascend

 private:
  struct Hash {
    std::size_t operator()(const Node& key) const {
      return (static_cast<std::uint64_t>(key.i) * 0x9E3779B97F4A7C15U) ^
             (static_cast<std::uint64_t>(key.j) * 0xC2B2AE3D27D4EB4FU >> 7U);
    }
  };
  struct Equal {
    bool operator()(const Node& a, const Node& b) const { return a.i == b.i && a.j == b.j; }
  };

  static void add_row(double du, double dv, double weight, std::int64_t n, double* density) {
    constexpr double kScale = 1 / (kCellsPerBandwidth * kCellsPerBandwidth);
    const double rest = 1 - dv * dv * kScale;
    for (std::int64_t k = 0; k < n; ++k) {
      const double d = du - static_cast<double>(k);
      const double inside = std::max(0.0, rest - d * d * kScale);
      density[k] += weight * inside * inside;
    }
  }

  Tile& tile_at(const Node& key) {
    const auto [found, is_new] = number_.try_emplace(key, tiles.size());
    if (is_new) {
      if (tiles.size() == kMostTiles)
        throw usage_error("the bandwidth is too small for a cluster whose members lie so far apart",
                          "give a larger bandwidth");
      tiles.push_back(std::make_unique<Tile>());
      tiles.back()->corner = {key.i * kTileSide, key.j * kTileSide};
    }
    return *tiles[found->second];
  }

  std::unordered_map<Node, std::size_t, Hash, Equal> number_;
  mutable Tile* last_ = nullptr;
};

/// A level below the densest `share` of the members and above all others: up to kRoom under the lowest of
/// them, so that it runs around members rather than through them.
double level_holding(const Lattice& lattice, std::span<const Place> places,
                     std::span<const std::uint32_t> count, double share, const RunControl& run) {
  StopCheck check(run);
  struct Member {
    double density;
    std::uint32_t count;
  };
  std::vector<Member> members;
  double total = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    check();
    members.push_back({lattice.density_at(places[i]), count[i]});
    total += count[i];
  }
  std::sort(members.begin(), members.end(), [&](const Member& a, const Member& b) {
    check();
    return a.density > b.density;
  });
  double held = 0;
  std::size_t last = 0;
  for (; last + 1 < members.size(); ++last) {
    held += members[last].count;
    if (held >= share * total) break;
  }
  const double lowest = members[last].density;
  std::size_t below = last + 1;
  while (below < members.size() && members[below].density == lowest) ++below;
  const double next = below < members.size() ? members[below].density : 0;
  return std::max((lowest + next) / 2, (1 - kRoom) * lowest);
}

struct Loop {
  std::int32_t body;
  double twice_area;
  std::vector<Place> corners;
  Box box;
};

class Contour {
 public:
  Contour(const Lattice& lattice, double level, const RunControl& run)
      : lattice_(lattice), level_(level), check_(run) {}

  std::vector<Loop> loops() {
    for (const auto& tile : lattice_.tiles) {
      for (std::int64_t j = 0; j < kTileSide; ++j)
        for (std::int64_t i = 0; i < kTileSide; ++i) visit({tile->corner.i + i, tile->corner.j + j}, *tile);
    }
    return std::move(loops_);
  }

 private:
  bool is_inside(const Node& node) const { return lattice_.density(node) >= level_; }

  void visit(const Node& node, Tile& tile) {
    check_();
    const std::size_t at = index_in_tile(node);
    if (tile.density[at] < level_) return;
    if (tile.body[at] == 0) number_body(node);
    for (unsigned direction = 0; direction < 6; ++direction)
      if ((tile.traced[at] >> direction & 1U) == 0 && !is_inside(towards(node, direction)))
        trace(node, direction, tile.body[at]);
  }

  void number_body(const Node& start) {
    ++bodies_;
    std::vector<Node> open{start};
    lattice_.find(start)->body[index_in_tile(start)] = bodies_;
    while (!open.empty()) {
      check_();
      const Node node = open.back();
      open.pop_back();
      for (unsigned direction = 0; direction < 6; ++direction) {
        const Node other = towards(node, direction);
        Tile* tile = lattice_.find(other);
        const std::size_t at = index_in_tile(other);
        if (!tile || tile->density[at] < level_ || tile->body[at] != 0) continue;
        tile->body[at] = bodies_;
        open.push_back(other);
      }
    }
  }

  /// Follows the level from triangle to triangle with the inside on the left.
  void trace(const Node& start, unsigned start_direction, std::int32_t body) {
    Loop loop{body, 0, {}, {}};
    Node inner = start;
    unsigned direction = start_direction;
    do {
      check_();
      Tile* tile = lattice_.find(inner);
      tile->traced[index_in_tile(inner)] |= static_cast<std::uint8_t>(1U << direction);
      loop.corners.push_back(crossing(inner, direction));
      const unsigned third = (direction + 1) % 6;
      if (is_inside(towards(inner, third))) {
        inner = towards(inner, third);
        direction = (direction + 5) % 6;
      } else {
        direction = third;
      }
    } while (inner.i != start.i || inner.j != start.j || direction != start_direction);
    const Place o = loop.corners.front();
    for (std::size_t i = 1; i < loop.corners.size(); ++i) {
      const Place &a = loop.corners[i - 1], &b = loop.corners[i];
      loop.twice_area += (a.x - o.x) * (b.y - o.y) - (b.x - o.x) * (a.y - o.y);
    }
    for (const Place& corner : loop.corners) loop.box.extend(corner.x, corner.y);
    loops_.push_back(std::move(loop));
  }

  Place crossing(const Node& inner, unsigned direction) const {
    const double in = lattice_.density(inner), out = lattice_.density(towards(inner, direction));
    const double t = std::clamp((in - level_) / (in - out), kNodeGap, 1 - kNodeGap);
    const auto along = [&](std::int64_t from, std::int64_t step) {
      return lattice_.cell_m * (static_cast<double>(from) + t * static_cast<double>(step));
    };
    return {along(inner.i, kAround[direction].i), along(inner.j, kAround[direction].j)};
  }

  const Lattice& lattice_;
  double level_;
  StopCheck check_;
  std::int32_t bodies_ = 0;
  std::vector<Loop> loops_;
};

bool holds(const Loop& ring, const Place& place) {
  bool inside = false;
  for (std::size_t i = 0, before = ring.corners.size() - 1; i < ring.corners.size(); before = i++) {
    const Place &a = ring.corners[before], &b = ring.corners[i];
    if ((a.y > place.y) == (b.y > place.y)) continue;
    const double cross = (b.x - a.x) * (place.y - a.y) - (place.x - a.x) * (b.y - a.y);
    if ((cross > 0) == (b.y > a.y)) inside = !inside;
  }
  return inside;
}

/// Loops sorted by body, shells first: drops holes and what lies inside them.
void keep_outer_shells(std::vector<Loop>& loops) {
  std::vector<Loop> shells, holes;
  for (Loop& loop : loops) (loop.twice_area > 0 ? shells : holes).push_back(std::move(loop));
  std::erase_if(shells, [&](const Loop& shell) {
    const Place& place = shell.corners.front();
    return std::any_of(holes.begin(), holes.end(), [&](const Loop& hole) {
      return hole.body != shell.body && place.x >= hole.box.min_x && place.x <= hole.box.max_x &&
             place.y >= hole.box.min_y && place.y <= hole.box.max_y && holds(hole, place);
    });
  });
  loops = std::move(shells);
}

}  // namespace

void add_density_contour(std::span<const Place> places, std::span<const std::uint32_t> count,
                         const DensityContourOptions& options, Shapes& out, const RunControl& run) {
  Lattice lattice(options.bandwidth_m);
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (i % kPlacesPerCheck == 0) run.check();
    lattice.add(places[i], count[i]);
  }
  const double level = level_holding(lattice, places, count, options.share, run);
  std::vector<Loop> loops = Contour(lattice, level, run).loops();
  std::stable_sort(loops.begin(), loops.end(), [](const Loop& a, const Loop& b) {
    return a.body != b.body ? a.body < b.body : a.twice_area > b.twice_area;
  });
  if (!options.keep_holes) keep_outer_shells(loops);
  out.begin_row(ShapeKind::polygon);
  for (std::size_t i = 0; i < loops.size(); ++i) {
    if (i == 0 || loops[i].body != loops[i - 1].body) out.begin_part();
    add_closed_ring(loops[i].corners, out);
  }
}

}  // namespace agglo
