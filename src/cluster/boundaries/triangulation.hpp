// Delaunay triangulation of distinct places.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "agglo/run_control.hpp"
#include "cluster/boundaries/exact_predicates.hpp"

namespace agglo {

/// Half-edges in pairs: e and e ^ 1 are the two directions of one edge. Slots of no edge have origin kNone.
/// Face 0 is the outside; faces 1.. are the triangles, each to the left of its three half-edges.
struct Triangulation {
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::uint32_t kOutside = 0;

  std::vector<std::uint32_t> origin, next, prev;  ///< next, prev: counter-clockwise around the origin
  std::vector<std::uint32_t> face;                ///< to the left of each half-edge
  std::vector<std::uint32_t> face_edge;           ///< one half-edge of each face

  std::uint32_t end(std::uint32_t e) const { return origin[e ^ 1U]; }
  std::uint32_t left_next(std::uint32_t e) const { return prev[e ^ 1U]; }
  /// The corner opposite half-edge e of a triangle.
  std::uint32_t apex(std::uint32_t e) const { return end(left_next(e)); }
  std::size_t face_count() const { return face_edge.size(); }
};

/// Triangulates `places` (distinct, ascending, at least two) into `result`, whose memory is reused: divide
/// and conquer after Guibas and Stolfi 1985 with exact predicates, so nearly collinear places and lattices
/// are handled like any others. Places on one line give a path and no triangle. Of the triangulations of
/// places on one circle the result is always the same. O(n log n); more than 65,536 places are split among
/// the threads of `run`.
void triangulate(std::span<const Place> places, Triangulation& result, RunControl& run);

}  // namespace agglo
