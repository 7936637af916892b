// Clipping longitude/latitude shapes to a window, so that only what a local projection can show gets
// projected.
#pragma once

#include <span>

#include "agglo/projection.hpp"
#include "agglo/shapes.hpp"

namespace agglo {

/// The box of the places with the smallest span of longitude: min_x in -180..180, max_x up to min_x + 360.
/// NaN is ignored; empty when there is none. Precise to a tenth of a degree across the antimeridian.
Box lonlat_extent(std::span<const double> lon_deg, std::span<const double> lat_deg);

/// Box of the places, or of all but the outermost half per cent on each side when a few stray places would
/// blow it up more than threefold.
Box trimmed_extent(std::vector<double> x, std::vector<double> y);

/// The part of each row inside the window; window longitudes may go beyond 180. Rows stay rows (kind none
/// when nothing is left). Sides longer than half a degree get more vertices.
Shapes clip_to_window(const Shapes& lonlat, const Box& window_deg);

/// The rings as lines, without the sides that lie on the window's edge or on the antimeridian. Rows stay
/// rows.
Shapes boundary_lines(const Shapes& clipped, const Box& window_deg);

/// Into metres; vertices that cannot be projected are dropped, and rings that fall apart with them.
Shapes projected(Shapes lonlat, const Projector& projector);

}  // namespace agglo
