// DistanceMeasure: how far a firm is from a site, exactly, and bounds of it that a tree search can use.
#pragma once

#include <cstdint>

#include "access/point_tree.hpp"
#include "agglo/firms.hpp"
#include "agglo/geodesy.hpp"
#include "agglo/places.hpp"

namespace agglo {

/// Geodesic where the frame has longitude and latitude (never the projection), Euclidean in a plane frame.
/// Error{usage} when one of the two is on a plane and the other on the Earth.
class DistanceMeasure {
 public:
  DistanceMeasure(const Establishments& firms, const Institutions& sites);

  /// Earth-centred places (or x, y on a plane) for trees; NaN where the row has no place.
  PlaceColumns firm_places(RunControl& run) const;
  PlaceColumns site_places() const;

  /// The exact distance.
  double distance_m(std::size_t firm, std::size_t site) const;

  /// Tree distances at most tree_below(d) belong to distances at most d, those above tree_above(d) to longer
  /// ones.
  double tree_below(double distance_m) const;
  double tree_above(double distance_m) const;
  /// Tree distances above this cannot be the nearest when the shortest tree distance is `shortest`.
  double tree_rival(double shortest) const;

 private:
  const Establishments& firms_;
  const Institutions& sites_;
  bool plane_;
};

}  // namespace agglo
