// Graticule: ticks of latitude and longitude on the frame of a map, with figures where they hide nothing.
#pragma once

#include <string>
#include <vector>

#include "app/print_map.hpp"

namespace agglo {

/// What a map shows.
struct MapContent {
  const Scene& scene;
  const std::vector<PointPlan>& plans;
};

struct Figure {
  std::string text;
  Box box;              ///< on the page
  bool covers = false;  ///< lies over a symbol
};
struct Graticule {
  Box frame_pt;  ///< of the map that it was made for
  struct Tick {
    double x, y, dx, dy;  ///< from the frame inwards
  };
  std::vector<Tick> ticks;
  std::vector<Figure> figures;  ///< kGrey
};

/// Ticks on all four sides. Figures on the lower side, or on the upper one when most would lie over symbols
/// below; likewise on the left side or the right one. Those over a symbol of any of the maps, which differ
/// only in what they show, are left out, unless all are. Figures keep off the boxes in `over`. Empty on a
/// plane. O(rows) for symbols that are nowhere near a figure.
Graticule plan_graticule(const Canvas& canvas, const MapView& view, const std::vector<MapContent>& maps,
                         const std::vector<Box>& over);
/// On the map in this frame; figures that lie over symbols get a ground. Returns the boxes that the figures
/// take.
std::vector<Box> draw_graticule(const Canvas& canvas, const Graticule& graticule, const Box& frame_pt,
                                const std::vector<Box>& over);

}  // namespace agglo
