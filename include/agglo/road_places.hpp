// Road places: where firms and sites join a road network.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "agglo/roads.hpp"

namespace agglo {

inline constexpr std::uint32_t kNoEdge = std::numeric_limits<std::uint32_t>::max();

/// Where places join the road: the nearest point of a joinable edge. One row per place.
struct RoadPlaces {
  std::vector<std::uint32_t> edge;  ///< kNoEdge: no road within the largest distance, or no place
  std::vector<double> along;  ///< share of the edge's length before the point; 0 or 1 within 1 mm of an end
  std::vector<double> access_m;  ///< from the place to the road; NaN without an edge
};

struct SnapOptions {
  double largest_access_m = 1000;
  /// Edges of islands with fewer nodes that all reach each other are passed over, but for the largest.
  std::uint32_t smallest_component = 10;
};

/// Finds the nearest joinable edge of a network. Immutable; search from any thread.
class RoadIndex {
 public:
  /// Keeps copies of the joinable edges' vertices alone. O(v log v).
  RoadIndex(const RoadEdges& edges, bool is_plane, std::uint32_t smallest_component);

  /// `x`, `y` as the vertices of the network: longitude and latitude, or metres on a plane; NaN: no place.
  /// Ties go to the lowest edge. About O(log v) a place.
  RoadPlaces snap(std::span<const double> x, std::span<const double> y, double largest_access_m,
                  RunControl& run) const;

 private:
  struct Box {
    double min[3], max[3];
  };
  static const Box kNoBox;
  struct Nearest;
  void sort_segments();
  void make_boxes();
  void search(std::size_t level, std::size_t box, Nearest& best) const;

  bool is_plane_;
  std::vector<double> xyz_;              ///< of vertices: Earth-centred, or x, y, 0 on a plane
  std::vector<std::uint32_t> edge_;      ///< kept edges, ascending
  std::vector<std::uint32_t> first_;     ///< kept edges + 1: their vertices
  std::vector<std::uint32_t> segments_;  ///< first vertices of segments, those near each other together
  std::vector<std::vector<Box>> boxes_;  ///< level by level: of 8 segments, of 8 boxes ... of all
};

/// The places of a layer on the network; the index is thrown away.
RoadPlaces snap_to_roads(const RoadEdges& edges, bool is_plane, std::span<const double> x,
                         std::span<const double> y, const SnapOptions& options, RunControl& run);

/// A place on an edge as a search sees it. Costs are kUnreached where the edge is closed in that direction;
/// those before and after the point add up to the edge's. A place at an end of the edge is at that node: the
/// way between them costs 0 in both directions.
struct RoadPoint {
  std::uint32_t edge = kNoEdge, from = 0, to = 0;
  double along = 0;  ///< share of the edge's length before the point
  RoadCost before_forward = kUnreached, after_forward = kUnreached;    ///< from -> point, point -> to
  RoadCost before_backward = kUnreached, after_backward = kUnreached;  ///< to -> point, point -> from
  RoadCost access = 0;                                                 ///< of the leg to the road
  float access_m = std::numeric_limits<float>::quiet_NaN();            ///< its length
};
/// `access_kmh`: how fast the leg to the road is covered; for distances it counts with its length.
std::vector<RoadPoint> road_points(const RoadEdges& edges, const RoadPlaces& places, RoadMeasure measure,
                                   double access_kmh);

}  // namespace agglo
