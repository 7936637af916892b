// Projection: choosing a frame in metres for the data, and moving coordinates into and out of it.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "agglo/firms.hpp"
#include "agglo/frame.hpp"
#include "agglo/places.hpp"
#include "agglo/run_control.hpp"
#include "agglo/shapes.hpp"

namespace agglo {

/// Replaces each number by the largest that any of the processes has in its place.
using LargestOfAll = std::function<void(std::span<double>)>;

/// Picks the projection in metres with the smallest largest scale error over the given places (candidates:
/// transverse Mercator, Lambert conformal conic, Mercator, stereographic, each with its best scale factor;
/// longitudes are unwrapped across the antimeridian). If none reaches 0.1 %, the frame is geocentric. NaN
/// places are ignored; no place at all is Error{failure}. Deterministic, independent of row order. With
/// `largest` given, each of several processes passes its own places, and all get the frame of all places.
/// `run` is asked now and then whether to stop.
Frame choose_frame(std::span<const double> lon_deg, std::span<const double> lat_deg,
                   const LargestOfAll& largest = {}, const RunControl* run = nullptr);

/// Longitude/latitude <-> metres of one frame. The identity for FrameKind::plane; for geocentric frames only
/// metres_from_lonlat of three coordinates is defined (see geodesy.hpp), and display uses display_frame().
/// Not for use from several threads at once: each thread makes its own.
class Projector {
 public:
  explicit Projector(const Frame& frame);
  ~Projector();
  Projector(Projector&&) noexcept;
  /// In place; NaN stays NaN; places that cannot be projected become NaN.
  void metres_from_lonlat(std::span<double> x, std::span<double> y) const;
  void lonlat_from_metres(std::span<double> x, std::span<double> y) const;
  Shapes metres_from_lonlat(Shapes shapes) const;
  Shapes lonlat_from_metres(Shapes shapes) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Coordinates of places as analyses take them (Establishments x_m, y_m, z_m): copies for a plane, the
/// projection's metres, or Earth-centred metres; z stays empty unless the frame is geocentric. NaN (in all)
/// where unknown.
void place_in_frame(const Frame& frame, std::span<const double> lon, std::span<const double> lat,
                    std::vector<double>& x, std::vector<double>& y, std::vector<double>& z);

/// The frame to draw in: the frame itself when plane or projected; for geocentric data a projection that
/// shows the whole extent (Lambert azimuthal equal-area for a continent, Equal Earth for the world); scale
/// then varies.
Frame display_frame(const Frame& frame, const Box& extent_deg);

/// The box in metres around a box in degrees (its edges followed in 16 steps each).
Box box_in_frame(const Box& box_deg, const Frame& frame);

/// Scale factor of the projection at a place (1 = true), averaged over directions; NaN where it is undefined,
/// 1 for frames without a projection.
double scale_at(const Frame& frame, double lon_deg, double lat_deg);

}  // namespace agglo
