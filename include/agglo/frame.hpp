// Frame: how coordinates relate to the Earth and to metres.
#pragma once

#include <string>

namespace agglo {

/// plane       coordinates are metres on a plane that has no place on the Earth (`--crs planar`, simulated
/// data); projected   stored as longitude/latitude (EPSG:4326); analysed in metres of one projection, whose
/// scale error
///             over the data is at most 0.1 %;
/// geocentric  stored as longitude/latitude; too wide for one projection, so analyses use three-dimensional
///             chords on the ellipsoid, and those that need a plane refuse.
enum class FrameKind { plane, projected, geocentric };

/// Metres on a plane beyond this (a million km from its origin) are taken for errors: the row has no place.
inline constexpr double kLargestPlane_m = 1e9;

/// Chosen once for the extent of the data (io: choose_frame), then a value passed around.
struct Frame {
  FrameKind kind = FrameKind::plane;
  std::string definition;          ///< PROJ string of the projection in metres; empty unless projected
  std::string name;                ///< for people: "Transverse Mercator centred on 118.15 W"
  double largest_scale_error = 0;  ///< largest |scale - 1| over the data; 0 for plane and geocentric
  bool operator==(const Frame&) const = default;
};

}  // namespace agglo
