// Frame: the map itself with its layers and names, one on a page or several side by side.
#pragma once

#include <vector>

#include "agglo/print.hpp"
#include "app/print_graticule.hpp"
#include "app/print_map.hpp"

namespace agglo {

double denominator_of(const MapView& view);
/// How each layer of points is drawn; as the scene's layers.
std::vector<PointPlan> plans_of(const Scene& scene, const MapView& view);

/// Names and figures keep off the boxes that lie over the map. `graticule`: of several maps alike; null = as
/// this one wants it.
PrintReport draw_map_frame(const Canvas& canvas, const Scene& scene, const MapView& view,
                           const std::vector<PointPlan>& plans, const std::vector<Box>& over, RunControl& run,
                           const Graticule* graticule = nullptr);

/// The area, or equal parts of it, in so many columns, with room for a title above each.
std::vector<Box> map_frames(const Box& area, std::size_t maps, int columns);
/// What the last row of these frames leaves free at its end; empty when it is full.
Box empty_place(const Box& area, const std::vector<Box>& frames, int columns);

/// The scene with notes on the layers of which the maps have different numbers of rows: how many each has, in
/// order.
Scene with_counts_of(Scene scene, const std::vector<PageMap>& maps);

/// Maps of the same extent, of which each has rows of its own; colours of densities mean the same on all.
struct SeveralMaps {
  std::vector<Scene> scenes;
  std::vector<std::vector<PointPlan>> plans;
  std::vector<PointPlan> legend;  ///< by layer, of the map with most points
};
SeveralMaps plan_maps(const Scene& scene, const std::vector<PageMap>& maps, const MapView& view);
/// Draws them with their titles; `view` holds for all but its frame.
PrintReport draw_maps(const Canvas& canvas, const SeveralMaps& several, const std::vector<PageMap>& maps,
                      const std::vector<Box>& frames, MapView view, const std::vector<Box>& over,
                      RunControl& run);

}  // namespace agglo
