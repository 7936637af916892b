// The map itself: from scene metres to the frame on the page, and what is drawn in it.
#pragma once

#include <cmath>
#include <vector>

#include "agglo/kernel_density.hpp"
#include "agglo/print.hpp"
#include "app/print_canvas.hpp"

namespace agglo {

/// Where the map lies on the page (points) and what it shows (metres).
struct MapView {
  Box frame_pt;  ///< y grows downward
  Box extent_m;  ///< of the shape of the frame
  double pt_per_m = 1;

  double page_x(double x_m) const { return frame_pt.min_x + (x_m - extent_m.min_x) * pt_per_m; }
  double page_y(double y_m) const { return frame_pt.max_y - (y_m - extent_m.min_y) * pt_per_m; }
  bool shows(double x_m, double y_m) const {
    return x_m >= extent_m.min_x && x_m <= extent_m.max_x && y_m >= extent_m.min_y && y_m <= extent_m.max_y;
  }
};

/// Widens the extent to the shape of the frame.
MapView map_view(const Box& extent_m, const Box& frame_pt);

/// How a layer of points is drawn at this scale.
struct PointPlan {
  bool density = false;
  std::uint64_t visible = 0;
  double mark_pt = 0;  ///< size of a mark: smaller than styled when marks are many
  // Density: counts in square cells of a round size in metres, rows from the south, and their largest value.
  double cell_m = 0;
  std::size_t columns = 0, rows = 0;
  double west_m = 0, south_m = 0;
  std::vector<std::uint32_t> counts;
  std::uint32_t largest = 0;
  KernelDensity heat;  ///< of layers drawn as heat; without cells otherwise
};
PointPlan plan_points(const SceneLayer& layer, const MapView& view);
/// Colour of a cell holding `count`, as on the screen: the ramp begins at no point at all, see
/// density_ramp().
Colour density_colour(const PointPlan& plan, double count);

/// Features of each category that meet the extent; empty for an invisible layer.
std::vector<std::uint64_t> visible_counts(const SceneLayer& layer, const MapView& view);

void draw_points(const Canvas& canvas, const SceneLayer& layer, const PointPlan& plan, const MapView& view,
                 RunControl& run);
void draw_shapes(const Canvas& canvas, const SceneLayer& layer, const MapView& view, RunControl& run);
void draw_heat(const Canvas& canvas, const SceneLayer& layer, const PointPlan& plan, const MapView& view);
/// Symbols whose size stands for a value, the largest at the bottom.
void draw_sized(const Canvas& canvas, const SceneLayer& layer, const MapView& view, RunControl& run);
/// One mark around (x, y), for map and legend.
void draw_mark(cairo_t* cairo, double x, double y, double size_pt, const Category& category, double stroke_pt,
               double opacity);
/// Fills the present path as the category says (colour, then hatch); keeps the path.
void fill_area(cairo_t* cairo, const Category& category, double opacity);

struct DrawnLabels {
  std::size_t placed = 0, left_out = 0;
};
/// Town marks and all names; keeps off the boxes that are taken.
DrawnLabels draw_labels(const Canvas& canvas, const Scene& scene, const MapView& view,
                        const std::vector<Box>& taken);

}  // namespace agglo
