// Contour of the kernel density of a group of places.
#pragma once

#include <cstdint>
#include <span>

#include "agglo/run_control.hpp"
#include "agglo/shapes.hpp"
#include "cluster/boundaries/exact_predicates.hpp"

namespace agglo {

struct DensityContourOptions {
  double bandwidth_m = 500;  ///< where the kernel of one member ends, at least 1
  double share = 1;          ///< of the members that the contour holds, above 0
  bool keep_holes = false;
};

/// Appends as one row the area where the density of members is at least a level: the highest level at which
/// `share` of the members are inside, less up to a tenth of it as room around them but never so much that
/// another one comes in. `count` holds the members on each place. Quartic kernel (Silverman
/// 1986), evaluated at the nodes of a lattice of bandwidth_m / 8 and linear in the two triangles of each
/// square between them; the contour is exact for that surface, so it holds the share exactly, and its area is
/// within about 1 % of that of the kernels themselves. Only the parts of the lattice near places exist. 290
/// nodes per place and bandwidth. Throws Error{usage} when places lie so far apart for the bandwidth that the
/// lattice would take more than 3.5 GB.
void add_density_contour(std::span<const Place> places, std::span<const std::uint32_t> count,
                         const DensityContourOptions& options, Shapes& out, const RunControl& run);

}  // namespace agglo
