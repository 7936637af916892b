// Contours of a site's surface: marching squares on the tiles where they pass.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <utility>

#include "access/roads/contour_rings.hpp"
#include "access/roads/site_surface.hpp"
#include "core/parallel.hpp"

namespace agglo {
namespace {

constexpr std::uint32_t kSide = SurfaceTile::kSide;
constexpr std::uint32_t kNone = SiteSurface::kNone;
/// A crossing lies between two neighbouring lattice points: of the first, to its east or north.
constexpr std::uint32_t kCrossings = 2 * SurfaceTile::kPoints;

class Contour {
 public:
  Contour(SiteSurface& surface, RoadCost limit, const std::vector<SiteSurface::Side>& sides,
          const SurfaceLattice& lattice, RunControl& run)
      : surface_(surface), cell_(lattice.cell()), run_(run) {
    mark_cells(sides, limit);
    next_.assign(surface_.worked().size() * kCrossings, kNone);
    // A crossing lies between two cells, and only in one of them a contour leaves it: no two write the same.
    parallel_blocks(passed_.size(), kTilesInBlock, run_,
                    [&](std::size_t begin, std::size_t end, std::size_t) {
                      for (std::size_t i = begin; i < end; ++i) march(passed_[i], corners_[i]);
                    });
  }

  /// Closed rings with the inside on their left, but for those that are surely smaller than an area.
  std::vector<Ring> rings(double smallest_area) {
    const auto most_area = [this](std::size_t length) {  // of a disc with sides of cells for a circumference
      return 2 * static_cast<double>(length * length) * cell_ * cell_ / (4 * std::numbers::pi);
    };
    std::vector<std::vector<std::uint32_t>> found;
    std::vector<std::uint32_t> crossings;
    for (std::uint32_t first = 0; first < next_.size(); ++first) {
      if (next_[first] == kNone) continue;
      crossings.clear();
      for (std::uint32_t at = first; next_[at] != kNone;) {
        crossings.push_back(at);
        at = std::exchange(next_[at], kNone);
      }
      if (most_area(crossings.size()) >= smallest_area) found.push_back(crossings);
    }
    std::vector<Ring> rings(found.size());
    parallel_blocks(found.size(), 1, run_, [&](std::size_t ring, std::size_t, std::size_t) {
      std::vector<Crossing> crossed;
      for (const std::uint32_t id : found[ring]) crossed.push_back(crossing(id));
      rings[ring] = smoothed(crossed, cell_);
    });
    return rings;
  }

 private:
  /// A lattice point: its tile in worked(), and which of its points.
  struct Point {
    std::uint32_t tile, point;
  };

  /// Works out the tiles that a contour may pass, and those whose points its cells share.
  void mark_cells(const std::vector<SiteSurface::Side>& sides, RoadCost limit) {
    const std::uint32_t columns = surface_.columns(), rows = surface_.rows();
    for (std::uint32_t row = 0; row + 1 < rows; ++row)
      for (std::uint32_t column = 0; column + 1 < columns; ++column) {
        const std::size_t at = std::size_t{row} * columns + column;
        const SiteSurface::Side side = sides[at];
        if (side != SiteSurface::Side::mixed && sides[at + 1] == side && sides[at + columns] == side &&
            sides[at + columns + 1] == side)
          continue;
        passed_.push_back(surface_.ask_for(column, row));
        corners_.push_back({surface_.ask_for(column + 1, row), surface_.ask_for(column, row + 1),
                            surface_.ask_for(column + 1, row + 1)});
      }
    surface_.work_out(run_);
    value_.resize(surface_.worked().size());
    inside_.assign(value_.size(), 0);
    parallel_blocks(value_.size(), kTilesInBlock, run_, [&](std::size_t begin, std::size_t end, std::size_t) {
      for (auto tile = static_cast<std::uint32_t>(begin); tile < end; ++tile) {
        surface_.insides_m(tile, limit, value_[tile]);
        for (std::uint32_t p = 0; p < SurfaceTile::kPoints; ++p)
          inside_[tile] |= std::uint64_t{value_[tile][p] >= 0} << p;
      }
    });
  }

  float value(const Point& p) const { return value_[p.tile][p.point]; }

  /// `around`: the tiles to the east, north and north-east.
  void march(std::uint32_t tile, const std::array<std::uint32_t, 3>& around) {
    const std::uint32_t east = around[0], north = around[1], north_east = around[2];
    const auto at = [&](std::uint32_t x, std::uint32_t y) {
      const std::uint32_t in = x < kSide ? (y < kSide ? tile : north) : (y < kSide ? east : north_east);
      return Point{in, (y % kSide) * kSide + x % kSide};
    };
    // Bits of the four corners of each cell: a contour passes where they differ.
    constexpr std::uint64_t kFirstColumn = 0x0101010101010101, kLastColumn = kFirstColumn << 7;
    const auto moved_west = [](std::uint64_t here, std::uint64_t there) {
      return ((here >> 1) & ~kLastColumn) | ((there & kFirstColumn) << 7);
    };
    const std::uint64_t south_west_in = inside_[tile];
    const std::uint64_t south_east_in = moved_west(inside_[tile], inside_[east]);
    const std::uint64_t north_west_in = (inside_[tile] >> 8) | (inside_[north] << 56);
    const std::uint64_t north_east_in =
        moved_west(north_west_in, (inside_[east] >> 8) | (inside_[north_east] << 56));
    const std::uint64_t any = south_west_in | south_east_in | north_west_in | north_east_in;
    const std::uint64_t all = south_west_in & south_east_in & north_west_in & north_east_in;
    for (std::uint64_t cells = any & ~all; cells != 0; cells &= cells - 1) {
      const auto cell = static_cast<std::uint32_t>(std::countr_zero(cells));
      const std::uint32_t x = cell % kSide, y = cell / kSide;
      march_cell({at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)});
    }
  }

  /// Corners counter-clockwise from the south-west.
  void march_cell(const std::array<Point, 4>& corner) {
    std::array<float, 4> v;
    for (std::size_t k = 0; k < 4; ++k) v[k] = value(corner[k]);
    const auto in = [&](std::size_t k) { return v[k % 4] >= 0; };
    const int count = in(0) + in(1) + in(2) + in(3);
    // Crossings on the south, east, north and west sides.
    const auto east_of = [](const Point& p) { return p.tile * kCrossings + 2 * p.point; };
    const auto north_of = [](const Point& p) { return p.tile * kCrossings + 2 * p.point + 1; };
    const std::array<std::uint32_t, 4> side{east_of(corner[0]), north_of(corner[1]), east_of(corner[3]),
                                            north_of(corner[0])};
    // With the inside on its left, the contour runs from where a stretch of corners inside ends, counted
    // counter-clockwise, back to where it begins.
    const bool saddle = count == 2 && in(0) == in(2);
    const bool joined = saddle && v[0] + v[1] + v[2] + v[3] >= 0;
    for (std::size_t k = 0; k < 4; ++k) {
      if (in(k) || !in(k + 1)) continue;  // side k is where a stretch begins
      std::size_t last = k + 1;
      while (in(last + 1)) ++last;
      // A joined saddle's contours go round the corners outside instead.
      const std::size_t end = joined ? k + 3 : last;
      next_[side[end % 4]] = side[k];
    }
  }

  MapPoint point_of(const Point& p) const {
    const SiteSurface::WorkedTile& t = surface_.worked()[p.tile];
    const std::uint32_t column = (t.column + surface_.first_column()) * kSide + p.point % kSide;
    const std::uint32_t row = (t.row + surface_.first_row()) * kSide + p.point / kSide;
    return {column * cell_, row * cell_};
  }

  /// Between a lattice point and its neighbour to the east or north.
  Crossing crossing(std::uint32_t id) const {
    const Point p{id / kCrossings, id % kCrossings / 2};
    const bool north = id % 2 == 1;
    const float a = value(p), b = neighbour_value(p, north);
    const double share = std::clamp(static_cast<double>(a) / (a - b), 0.02, 0.98);
    return {point_of(p), north, share, std::max(0.02, share - kPlay), std::min(0.98, share + kPlay)};
  }

  float neighbour_value(const Point& p, bool north) const {
    const std::uint32_t x = p.point % kSide, y = p.point / kSide;
    if (north ? y + 1 < kSide : x + 1 < kSide) return value({p.tile, p.point + (north ? kSide : 1)});
    const SiteSurface::WorkedTile& t = surface_.worked()[p.tile];
    const std::uint32_t tile = surface_.row_of(t.column + (north ? 0 : 1), t.row + (north ? 1 : 0));
    return value({tile, north ? x : y * kSide});
  }

  static constexpr std::size_t kTilesInBlock = 64;

  SiteSurface& surface_;
  double cell_;
  RunControl& run_;
  std::vector<std::uint32_t> passed_;                  ///< tiles whose cells are looked at
  std::vector<std::array<std::uint32_t, 3>> corners_;  ///< of each: the tiles around
  std::vector<SiteSurface::Values> value_;             ///< of worked tiles
  std::vector<std::uint64_t> inside_;                  ///< a bit a point
  std::vector<std::uint32_t> next_;
};

}  // namespace

void add_contour(SiteSurface& surface, RoadCost limit, const std::vector<SiteSurface::Side>& sides,
                 const SurfaceLattice& lattice, double smallest_area_m2, Shapes& out, RunControl& run) {
  const std::vector<Ring> rings = Contour(surface, limit, sides, lattice, run).rings(smallest_area_m2);
  add_areas(rings, lattice.roads(), smallest_area_m2, out);
}

}  // namespace agglo
