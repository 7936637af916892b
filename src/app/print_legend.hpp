// Legend: exactly what the map shows in its extent, with the same colours, hatches and marks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/print_map.hpp"

namespace agglo {

/// A swatch can be an area, a line, a mark, or a mark on an area (clusters and their firms).
struct LegendEntry {
  std::string label;
  std::uint64_t count = 0;  ///< features in the extent
  bool show_count = false;
  std::optional<Category> area, line, mark;
  double area_stroke_pt = 0, line_stroke_pt = 0, mark_pt = 0, mark_stroke_pt = 0;
  double area_opacity = 1, mark_opacity = 1;
  double swatch_pt = 14;       ///< width of the swatch
  double least_height_pt = 0;  ///< for large symbols
};

struct LegendGroup {
  std::string title;    ///< empty: a single entry that carries the layer's title
  std::string counted;  ///< under the title: what the numbers beside the entries are; may be empty
  std::vector<LegendEntry> entries;
  const PointPlan* density = nullptr;  ///< instead of entries: a colour scale
  const SceneLayer* layer = nullptr;   ///< of the scene
};

/// Groups of the visible layers with a feature in the extent, topmost first; `plans` as drawn, one per layer
/// (unused for layers of shapes). The base map explains itself and is left out.
std::vector<LegendGroup> legend_groups(const Scene& scene, const MapView& view,
                                       const std::vector<PointPlan>& plans);

/// Height needed in `columns` columns of the given width at full letter size.
double legend_height(const Canvas& canvas, const std::vector<LegendGroup>& groups, double width, int columns);

/// The fewest columns in which all of it fits into the box in letters that are still easy to read; 0 = none.
int legend_columns(const Canvas& canvas, const std::vector<LegendGroup>& groups, const Box& box);

/// Draws inside the box: smaller letters when crowded, and as a last resort results first and "and n more" at
/// the end. Returns the entries left out.
std::size_t draw_legend(const Canvas& canvas, const std::vector<LegendGroup>& groups, const Box& box,
                        int columns);

}  // namespace agglo
