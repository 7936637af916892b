// SurfaceRoads: the roads of a network on a plane, and which lie near a point. Internal to this folder.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "agglo/geodesy.hpp"
#include "agglo/roads.hpp"

namespace agglo {

/// A box on the map plane.
struct MapBox {
  float min_x = kNowhere, min_y = kNowhere, max_x = -kNowhere, max_y = -kNowhere;
  void extend(const MapBox& other) {
    min_x = std::min(min_x, other.min_x);
    min_y = std::min(min_y, other.min_y);
    max_x = std::max(max_x, other.max_x);
    max_y = std::max(max_y, other.max_y);
  }
  void extend(float x, float y) { extend({x, y, x, y}); }

  static constexpr float kNowhere = std::numeric_limits<float>::infinity();
};

/// Immutable. The map plane is conformal (Mercator) and true to scale in the middle of the network, or the
/// plane of the network; its origin lies south-west of all roads with `room_m` between. It is cut at the
/// meridian in the middle of the widest stretch without roads. Error{failure} for roads beyond 85 degrees of
/// latitude.
class SurfaceRoads {
 public:
  SurfaceRoads(const RoadEdges& edges, bool is_plane, double room_m);

  struct Segment {
    double ax, ay;
    float dx, dy;  ///< from a to b
    std::uint32_t edge;
    float before, after;  ///< share of the edge's length at a and b
  };
  /// The middle of a joinable edge.
  struct Middle {
    std::uint32_t edge;
    double x, y;
  };
  const Segment& segment(std::uint32_t row) const { return segments_[row]; }  ///< of a joinable edge
  const std::vector<Middle>& middles() const { return middles_; }
  /// Around all edges that end at a node, and around an edge.
  const MapBox& node_box(std::uint32_t node) const { return node_box_[node]; }
  const MapBox& edge_box(std::uint32_t edge) const { return edge_box_[edge]; }
  double width() const { return width_; }  ///< of the plane, with the room
  double height() const { return height_; }

  Metres2 map_from_place(double x, double y) const;
  Metres2 place_from_map(double map_x, double map_y) const;
  /// Map units of a metre at a height of the map, and the most anywhere.
  double scale_at(double map_y) const;
  double largest_scale() const { return std::max(scale_at(0), scale_at(height_)); }

  /// Appends, ascending, the segments that may be nearest to a place within `radius` of the point, when the
  /// nearest is at most `farthest` from that place.
  void add_near(double x, double y, double radius, double farthest, std::vector<std::uint32_t>& found) const;

 private:
  void choose_plane(const RoadEdges& edges, double room_m);
  void add_segments(const RoadEdges& edges);
  void sort_into_bins();
  std::uint32_t column_of(double x) const;
  std::uint32_t row_of(double y) const;

  bool is_plane_;
  double lon0_ = 0, scale0_ = 1, origin_x_ = 0, origin_y_ = 0, width_ = 0, height_ = 0;
  std::vector<Segment> segments_;
  std::vector<Middle> middles_;
  std::vector<MapBox> node_box_, edge_box_;
  std::uint32_t columns_ = 1, rows_ = 1;  ///< of bins
  std::vector<std::uint64_t> bin_key_;    ///< of bins with segments, ascending: row * columns + column
  std::vector<std::uint32_t> bin_start_;  ///< one more; into in_bin_
  std::vector<std::uint32_t> in_bin_;     ///< rows of segments_
};

}  // namespace agglo
