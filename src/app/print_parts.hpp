// Parts: where map, legend and scale bar go on a page.
#pragma once

#include <functional>
#include <vector>

#include "app/print_legend.hpp"
#include "app/print_page.hpp"

namespace agglo {

/// What there is to place beside the maps.
struct ToPlace {
  const std::vector<LegendGroup>& groups;
  bool legend = false;  ///< placed automatically; false: over the map, empty, or switched off
  bool info = false;    ///< scale bar and north arrow, likewise
  std::function<double(double width)> info_height;  ///< in points
  std::size_t maps = 1;
  Box extent_m;  ///< that each map has to show
};

constexpr double kWidestInfo = 250;  ///< of scale bar and north arrow

struct Parts {
  Box map;                  ///< all maps with their titles
  std::vector<Box> frames;  ///< of each map
  Box side;                 ///< of legend and scale bar; empty when everything lies over the map
  int columns = 1;          ///< of the legend; 0 = no legend
  bool tall = false;        ///< the legend above the scale bar; else beside it
};

/// One map takes what legend and scale bar leave. Several stand in the grid on which they show the extent
/// largest; when the last row has an empty place that the legend fits in, it goes there.
Parts parts_of(const Canvas& canvas, const Sheet& sheet, const Box& area, const ToPlace& things);

}  // namespace agglo
