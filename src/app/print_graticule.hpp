// Graticule: ticks of latitude and longitude on the frame of a map, with figures where they hide nothing.
#pragma once

#include <vector>

#include "app/print_map.hpp"

namespace agglo {

/// Where symbols are, so that figures keep off them: for each box whether a symbol of the visible layers
/// touches it. O(rows + boxes) for rows that are nowhere near.
std::vector<char> under_symbols(const Scene& scene, const std::vector<PointPlan>& plans, const MapView& view,
                                const std::vector<Box>& boxes);

/// Short ticks on all four sides; figures on the lower or the upper side, and on the left or the right one,
/// wherever fewer lie over symbols. Those that do are left out, or have a ground when all do. Figures keep
/// off the boxes in `over`. Returns the boxes that they take. None on a plane.
std::vector<Box> draw_degree_ticks(const Canvas& canvas, const Scene& scene,
                                   const std::vector<PointPlan>& plans, const MapView& view,
                                   const std::vector<Box>& over);

}  // namespace agglo
