// SurfaceLattice: which joinable road is nearest to each point of a square lattice. Internal to this folder.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <vector>

#include "agglo/geodesy.hpp"
#include "agglo/road_catchments.hpp"

namespace agglo {

/// A square of lattice points with the nearest road of each. Row-major from the south-west.
struct SurfaceTile {
  static constexpr std::uint32_t kSide = 8;
  static constexpr std::uint32_t kPoints = kSide * kSide;
  std::vector<std::uint32_t> edges;         ///< each once
  std::array<std::uint8_t, kPoints> which;  ///< of `edges`; 0 when there is none
  std::array<float, kPoints> share;         ///< of the edge before the nearest point
  std::array<float, kPoints> access_m;      ///< infinite: no joinable road within the largest access
  float longest_access_m = 0;               ///< of those with a road
  bool has_far_points = false;              ///< some have no road
};

/// A box on the map plane.
struct MapBox {
  float min_x = kNowhere, min_y = kNowhere, max_x = -kNowhere, max_y = -kNowhere;
  void extend(const MapBox& other);
  void extend(float x, float y) { extend({x, y, x, y}); }

  static constexpr float kNowhere = std::numeric_limits<float>::infinity();
};

/// Tiles are made when first asked for. Immutable to its users; use from any thread.
class SurfaceLattice {
 public:
  SurfaceLattice(const RoadEdges& edges, bool is_plane, const SurfaceOptions& options);

  const SurfaceTile& tile(std::uint32_t column, std::uint32_t row) const;
  std::uint32_t columns() const { return columns_; }
  std::uint32_t rows() const { return rows_; }
  /// Around all edges that end at a node, and around an edge; on the map plane.
  const MapBox& node_box(std::uint32_t node) const { return node_box_[node]; }
  const MapBox& edge_box(std::uint32_t edge) const { return edge_box_[edge]; }
  /// A road whose middle lies in a tile, and the middle on the map plane.
  struct Middle {
    std::uint32_t edge;
    float x, y;
  };
  /// Calls use(column, middle) for the joinable edges whose middle lies in a row of tiles, first to last
  /// column.
  template <class Use>
  void for_each_middle(std::uint32_t row, std::uint32_t first, std::uint32_t last, const Use& use) const;
  /// Tile of a place on the map plane; the nearest one of the lattice.
  std::uint32_t column_of(double map_x) const;
  std::uint32_t row_of(double map_y) const;
  double cell() const { return cell_; }  ///< on the map plane

  /// The map plane: conformal (Mercator), true to scale in the middle of the network, from the lattice's
  /// first point; or the plane of the network.
  Metres2 map_from_place(double x, double y) const;
  Metres2 place_from_map(double map_x, double map_y) const;
  /// Map units of a metre at a height of the map.
  double scale_at(double map_y) const;

 private:
  static constexpr std::uint32_t kChunk = 32;  ///< tiles along a side
  struct Chunk {
    std::array<std::atomic<const SurfaceTile*>, kChunk * kChunk> tiles{};
    std::mutex adding;
    std::vector<std::unique_ptr<const SurfaceTile>> owned;
  };
  struct Segment {
    float ax, ay, bx, by;
    std::uint32_t edge;
    float before, after;  ///< share of the edge's length at a and b
  };

  void choose_plane(const RoadEdges& edges);
  void add_segments(const RoadEdges& edges);
  void sort_into_tiles();
  void sort_middles();
  Chunk& chunk(std::uint32_t column, std::uint32_t row) const;
  std::unique_ptr<SurfaceTile> make_tile(std::uint32_t column, std::uint32_t row) const;
  /// Segments that may be nearest to a point of the tile.
  void gather(std::uint32_t column, std::uint32_t row, std::vector<std::uint32_t>& found) const;
  double distance_to(const Segment& segment, double x, double y) const;

  bool is_plane_;
  SurfaceOptions options_;
  double cell_ = 0, tile_ = 0, largest_ = 0;  ///< on the map plane
  double lon0_ = 0, scale0_ = 1, origin_x_ = 0, origin_y_ = 0;
  std::uint32_t columns_ = 0, rows_ = 0;
  std::vector<Segment> segments_;
  std::vector<MapBox> node_box_, edge_box_;
  std::vector<std::uint64_t> tile_key_;    ///< of tiles with segments, ascending: row * columns + column
  std::vector<std::uint32_t> tile_start_;  ///< one more; into in_tile_
  std::vector<std::uint32_t> in_tile_;     ///< rows of segments_
  std::vector<Middle> middles_;            ///< of joinable edges, by tile
  std::vector<std::uint64_t> middle_key_;  ///< of each: row * columns + column of its tile
  std::uint32_t chunk_columns_ = 0;
  mutable std::vector<std::atomic<Chunk*>> chunks_;
  mutable std::mutex adding_;
  mutable std::vector<std::unique_ptr<Chunk>> owned_;
};

template <class Use>
void SurfaceLattice::for_each_middle(std::uint32_t row, std::uint32_t first, std::uint32_t last,
                                     const Use& use) const {
  const std::uint64_t base = std::uint64_t{row} * columns_;
  const auto from = std::lower_bound(middle_key_.begin(), middle_key_.end(), base + first);
  for (auto at = from; at != middle_key_.end() && *at <= base + last; ++at)
    use(static_cast<std::uint32_t>(*at - base), middles_[static_cast<std::size_t>(at - middle_key_.begin())]);
}

}  // namespace agglo
